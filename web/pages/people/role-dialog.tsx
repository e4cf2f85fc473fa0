import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type GivenRole, givenRoleSchema, type Member } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { roleName } from '../../frame/role-name.ts';
import { messages } from '../../messages/index.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { formProblem } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { refreshPeople } from './people-queries.ts';
import { RoleField } from './role-field.tsx';

/** Another role for somebody who belongs here; `others` are those that the plan has room for. */
export function RoleDialog({
  member,
  role,
  others,
  onClose,
}: {
  member: Member;
  role: GivenRole;
  others: readonly GivenRole[];
  onClose: () => void;
}) {
  const { id } = useWorkspace();
  const [chosen, setChosen] = useState(role);
  const change = useMutation({
    mutationFn: () => api.changeMember(id, member.userId, { role: chosen }),
    onSuccess: async () => {
      await refreshPeople(id);
      showToast({ text: words.roleSaved(member.name, roleName(chosen)) });
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={words.roleChangeTitle(member.name)} width="small">
      <Form onSubmit={() => change.mutate()} problem={formProblem(change.error)} className="pb-4">
        <RoleField
          roles={givenRoleSchema.options.filter((one) => one === role || others.includes(one))}
          value={chosen}
          onChange={setChosen}
        />
        <p className="text-13 text-ink-3">{words.roleChangeDetail}</p>
        <div className="flex justify-end gap-2 pt-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            isDisabled={chosen === role}
            isPending={change.isPending}
          >
            {words.roleSave}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
