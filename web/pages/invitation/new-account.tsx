import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { isProblem } from '../../http.ts';
import { identityMessages } from '../../messages/identity.ts';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { forgetMailLink } from '../../session/mail-links.ts';
import { tellTabs } from '../../session/tabs.ts';
import { TextField } from '../../ui/text-field.tsx';
import { HiddenUsername, IdentityForm } from '../identity/identity-form.tsx';
import { IdentityLayout } from '../identity/identity-layout.tsx';
import { isLinkRefused } from '../identity/link-refused.tsx';
import { NewPasswordField } from '../identity/password-field.tsx';
import { forgetPerson } from '../identity/use-signed-in.ts';
import type { InvitationProps } from './invitation-page.tsx';
import { invitationPath } from './invitation-path.ts';
import { InvitationText } from './invitation-text.tsx';

/** No account yet: a name and a password, then one is in. The link has confirmed the mailbox. */
export function NewAccount({ token, invitation, onLookAgain }: InvitationProps) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const registration = useMutation({
    mutationFn: () => api.registerInvited({ token, name, password, language: preferredLanguage() }),
    onSuccess: async ({ user, workspaceId }) => {
      forgetMailLink(invitationPath);
      forgetPerson();
      tellTabs({ type: 'signed-in', userId: user.id });
      await navigate({ to: '/w/$workspaceId', params: { workspaceId }, replace: true });
    },
    // An account that came to be meanwhile signs in instead, and a link used up meanwhile says so.
    onError: (error) =>
      isProblem(error, 'account_exists') || isLinkRefused(error) ? onLookAgain() : undefined,
  });

  return (
    <IdentityLayout
      title={words.title(invitation.workspaceName)}
      detail={<InvitationText invitation={invitation} />}
    >
      <IdentityForm
        onSubmit={() => registration.mutate()}
        error={registration.error}
        submit={words.newSubmit}
        isPending={registration.isPending}
      >
        <p className="text-14 break-words text-ink-2">{words.newDetail(invitation.email)}</p>
        <HiddenUsername email={invitation.email} />
        <TextField
          autoFocus
          isRequired
          name="name"
          autoComplete="name"
          label={identityMessages.yourName}
          value={name}
          onChange={setName}
        />
        <NewPasswordField
          label={identityMessages.password}
          value={password}
          onChange={setPassword}
        />
      </IdentityForm>
    </IdentityLayout>
  );
}

/** In which we write to them: as their browser reads, where we can. */
function preferredLanguage(): 'en' | 'de' | 'fr' {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2));
  return (['de', 'fr', 'en'] as const).find((language) => language === spoken[0]) ?? 'en';
}
