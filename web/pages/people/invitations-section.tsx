import { useQuery } from '@tanstack/react-query';
import type { Invitation, MemberList } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { roleName } from '../../frame/role-name.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Badge } from '../../ui/status.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { AccountRow, Loaded } from '../account/account-row.tsx';
import { peopleQueries } from './people-queries.ts';
import { useChange } from './use-change.ts';

const dayMs = 86_400_000;

/** Who was invited and has not come yet; nothing at all where nobody was. */
export function InvitationsSection({ list }: { list: MemberList | undefined }) {
  const { id } = useWorkspace();
  const invitations = useQuery(peopleQueries.invitations(id));
  const isEmpty = invitations.data ? invitations.data.items.length === 0 : !invitations.isError;
  if (isEmpty || !list) return null;
  return (
    <Section isAside title={words.invitations} detail={words.invitationsDetail}>
      <Loaded query={invitations} failed={words.invitationsFailed} rows={1}>
        {({ items }) => (
          <ul>
            {items.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { email, role, language, isExpired } = invitation;
  const mayChange = useMay('members.change');
  const again = useChange((w) => api.invite(w, { email, role, language }), words.resent(email));
  const withdrawal = useChange(
    (w) => api.withdrawInvitation(w, invitation.id),
    words.withdrawn(email),
  );
  const leftMs = Date.parse(invitation.expiresAt) - Date.now();
  const daysLeft = leftMs < dayMs ? 0 : Math.round(leftMs / dayMs);
  return (
    <AccountRow
      title={email}
      badge={isExpired && <Badge tone="notice">{words.expired}</Badge>}
      detail={
        <span className="tabular">
          {`${roleName(role)} · ${words.invitedBy(invitation.invitedBy)}`}
          {!isExpired && ` · ${words.expires(daysLeft)}`}
        </span>
      }
      actions={
        mayChange && (
          <>
            <Button
              size="small"
              aria-label={words.resendNamed(email)}
              isPending={again.isPending}
              onPress={() => again.mutate()}
            >
              {words.resend}
            </Button>
            <Button
              size="small"
              aria-label={words.withdrawNamed(email)}
              isPending={withdrawal.isPending}
              onPress={() => withdrawal.mutate()}
            >
              {words.withdraw}
            </Button>
          </>
        )
      }
    />
  );
}
