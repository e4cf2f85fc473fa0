import { useQuery } from '@tanstack/react-query';
import type { RoleList } from '#modules/workspaces/schema.ts';
import { roleName } from '../../frame/role-name.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { classNames } from '../../ui/class-names.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { Section } from '../../ui/page.tsx';
import { useWorkspace } from '../../workspace.ts';
import { Loaded } from '../account/account-row.tsx';
import { peopleQueries } from './people-queries.ts';
import { abilities } from './role-abilities.ts';

/** What each role may do, as the server grants it. */
export function RolesSection() {
  const { id } = useWorkspace();
  const roles = useQuery(peopleQueries.roles(id));
  return (
    <Section title={words.roles}>
      <Loaded query={roles} failed={words.rolesFailed} rows={skeletonRows}>
        {({ items }) => <RoleTable roles={items} />}
      </Loaded>
    </Section>
  );
}

/** As high as the table that takes their place, so that nothing below it moves. */
const skeletonRows = 7;
const figureColumn = 'w-13 px-0 text-center last:w-16 sm:w-28 sm:last:w-28';

function RoleTable({ roles }: { roles: RoleList['items'] }) {
  const { role: own } = useWorkspace();
  return (
    <table
      aria-label={words.roles}
      className="w-full table-fixed border-collapse text-13 sm:text-14"
    >
      <thead className="text-12 text-ink-3">
        <tr className="border-b border-hairline">
          <th scope="col" className="h-9 text-left font-medium">
            <span className="sr-only">{words.rolesWhat}</span>
          </th>
          {roles.map(({ role }) => (
            <th
              key={role}
              scope="col"
              className={classNames(
                figureColumn,
                'font-medium max-sm:text-[11px] max-sm:tracking-tight',
                role === own && 'text-ink',
              )}
            >
              {roleName(role)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {abilities.map(({ name, permissions: [permission] }) => (
          <tr key={name} className="border-b border-hairline last:border-0">
            <th scope="row" className="py-2.5 pr-2 text-left font-normal text-ink-2">
              {words.abilities[name]}
            </th>
            {roles.map(({ role, permissions }) => {
              const isAllowed = permission !== undefined && permissions.includes(permission);
              return (
                <td key={role} className={figureColumn}>
                  <span className="inline-flex align-middle">
                    {isAllowed ? (
                      <CheckIcon className="text-accent" />
                    ) : (
                      <span aria-hidden="true" className="h-px w-2.5 bg-control/60" />
                    )}
                    <span className="sr-only">{isAllowed ? words.yes : words.no}</span>
                  </span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
