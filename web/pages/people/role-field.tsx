import type { GivenRole } from '#modules/workspaces/schema.ts';
import { roleName } from '../../frame/role-name.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { RadioGroup } from '../../ui/choice.tsx';

/** A choice among roles, each with what one does with it. */
export function RoleField({
  roles,
  value,
  onChange,
}: {
  roles: readonly GivenRole[];
  value: GivenRole;
  onChange: (role: GivenRole) => void;
}) {
  return (
    <RadioGroup
      name="role"
      label={words.inviteRole}
      value={value}
      onChange={onChange}
      options={roles.map((role) => ({
        id: role,
        label: roleName(role),
        detail: words.roleDetails[role],
      }))}
    />
  );
}
