import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { GivenRole, MemberList, NewInvitation } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { isProblem } from '../../http.ts';
import { messages } from '../../messages/index.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { formProblem } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { refreshPeople } from './people-queries.ts';
import { RoleField } from './role-field.tsx';

const languages = [
  { id: 'en', label: 'English' },
  { id: 'de', label: 'Deutsch' },
  { id: 'fr', label: 'Français' },
] as const;

/** Lets somebody in by mail, in a role that the plan has room for. */
export function InviteDialog({ list, onClose }: { list: MemberList; onClose: () => void }) {
  const { id, locale } = useWorkspace();
  const roles = list.invitableRoles;
  const [email, setEmail] = useState('');
  // The one that changes least, so that nobody is given more than was meant.
  const [role, setRole] = useState<GivenRole>(roles.at(-1) ?? 'accountant');
  const [language, setLanguage] = useState<NonNullable<NewInvitation['language']>>(
    locale === 'de' || locale === 'fr' ? locale : 'en',
  );
  const invitation = useMutation({
    mutationFn: () => api.invite(id, { email: email.trim(), role, language }),
    onSuccess: async () => {
      await refreshPeople(id);
      showToast({ text: words.inviteSent(email.trim()), tone: 'success' });
      onClose();
    },
  });
  const isAlready = isProblem(invitation.error, 'already_member');
  return (
    <Dialog isOpen isFirm={email !== ''} onClose={onClose} title={words.invite}>
      <Form
        onSubmit={() => invitation.mutate()}
        problem={
          isAlready
            ? { title: '', errors: [{ field: 'email', message: words.inviteAlready }] }
            : formProblem(invitation.error)
        }
        className="pb-4"
      >
        <p className="text-14 text-ink-2">{words.inviteDetail}</p>
        <TextField
          autoFocus
          isRequired
          name="email"
          type="email"
          autoComplete="off"
          label={words.inviteEmail}
          value={email}
          onChange={setEmail}
        />
        <RoleField roles={roles} value={role} onChange={setRole} />
        {list.plan === 'free' && <Note>{words.roomAccountant}</Note>}
        <Segmented
          label={words.inviteLanguage}
          options={languages}
          value={language}
          onChange={setLanguage}
        />
        <div className="flex justify-end gap-2 pt-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={invitation.isPending}>
            {words.inviteSend}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
