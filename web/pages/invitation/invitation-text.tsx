import type { ReceivedInvitation } from '#modules/workspaces/schema.ts';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { formatDay } from '../../ui/format.ts';

/** Who invites, as what, and until when. */
export function InvitationText({ invitation }: { invitation: ReceivedInvitation }) {
  return (
    <>
      {words.detail(invitation.invitedBy)}
      {words.roles[invitation.role]}. {words.until(formatDay(invitation.expiresAt))}
    </>
  );
}
