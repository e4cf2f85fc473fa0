import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GivenRole, Member, MemberList } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { roleName } from '../../frame/role-name.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { queries } from '../../queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { EditIcon, MoreIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import { MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { Section } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
import { Badge } from '../../ui/status.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { Loaded } from '../account/account-row.tsx';
import { QuestionDialog } from '../account/question-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { refreshPeople } from './people-queries.ts';
import { RoleDialog } from './role-dialog.tsx';

/** Everybody who belongs here, and the way to let somebody in. */
export function MembersSection({ members }: { members: UseQueryResult<MemberList> }) {
  const { legalName } = useWorkspace();
  const mayChange = useMay('members.change');
  const [isInviting, setInviting] = useState(false);
  const list = members.data;
  const hasRoom = list !== undefined && list.invitableRoles.length > 0;
  return (
    <Section isAside title={words.title} detail={words.detail(legalName)}>
      <Loaded query={members} failed={words.failed} rows={2}>
        {({ items, invitableRoles }) => (
          <>
            <ul>
              {items.map((member) => (
                <MemberRow key={member.userId} member={member} invitableRoles={invitableRoles} />
              ))}
            </ul>
            {mayChange && hasRoom && (
              <Button
                variant="primary"
                icon={<PlusIcon />}
                className="mt-5"
                onPress={() => setInviting(true)}
              >
                {words.invite}
              </Button>
            )}
            {mayChange && !hasRoom && (
              <div className="mt-5">
                <Note>
                  <p className="font-medium text-ink">{words.roomNoneTitle}</p>
                  <p className="mt-0.5">{words.roomNone}</p>
                </Note>
              </div>
            )}
          </>
        )}
      </Loaded>
      {isInviting && list && <InviteDialog list={list} onClose={() => setInviting(false)} />}
    </Section>
  );
}

interface MemberRowProps {
  member: Member;
  invitableRoles: readonly GivenRole[];
}

function MemberRow({ member, invitableRoles }: MemberRowProps) {
  const me = useQuery(queries.me());
  const mayChange = useMay('members.change');
  const isSelf = member.userId === me.data?.user.id;
  return (
    <li className="flex items-center gap-3 border-b border-hairline py-3.5 first:pt-0 last:border-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-14 font-medium break-words">
          <span className="min-w-0">{member.name}</span>
          {isSelf && <Badge>{words.you}</Badge>}
        </p>
        <p className="mt-0.5 text-13 break-words text-ink-3">
          {member.email}
          <span className="max-sm:sr-only"> · </span>
          <span className="tabular max-sm:block">{words.since(formatDay(member.joinedAt))}</span>
        </p>
      </div>
      <span className="text-14 text-ink-2">{roleName(member.role)}</span>
      {mayChange &&
        (isSelf || member.role === 'owner' ? (
          // The roles stand in one column, whether or not there is something to do.
          <span className="w-9" />
        ) : (
          <MemberMenu member={member} role={member.role} invitableRoles={invitableRoles} />
        ))}
    </li>
  );
}

/** Another role, as far as the plan has room, or the end of the membership. */
function MemberMenu({ member, role, invitableRoles }: MemberRowProps & { role: GivenRole }) {
  const { id } = useWorkspace();
  const [open, setOpen] = useState<'role' | 'removal'>();
  const others = invitableRoles.filter((other) => other !== role);
  const close = () => setOpen(undefined);
  return (
    <>
      <MenuTrigger
        label={words.actions(member.name)}
        trigger={
          <IconButton label={words.actions(member.name)} icon={<MoreIcon strokeWidth="2" />} />
        }
      >
        {others.length > 0 && (
          <MenuItem icon={<EditIcon />} onAction={() => setOpen('role')}>
            {words.roleChange}
          </MenuItem>
        )}
        <MenuItem icon={<TrashIcon />} isDanger onAction={() => setOpen('removal')}>
          {words.remove}
        </MenuItem>
      </MenuTrigger>
      {open === 'role' && (
        <RoleDialog member={member} role={role} others={others} onClose={close} />
      )}
      {open === 'removal' && (
        <QuestionDialog
          title={words.removeTitle(member.name)}
          detail={words.removeDetail}
          action={words.remove}
          run={() => api.removeMember(id, member.userId)}
          onDone={async () => {
            await refreshPeople(id);
            showToast({ text: words.removed(member.name) });
          }}
          onClose={close}
        />
      )}
    </>
  );
}
