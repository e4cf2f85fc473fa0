import { type Actor, recordAudit } from '#modules/audit/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { Role } from './schema.ts';

/** Makes somebody a member and records that they joined. Whether they may is settled before. */
export async function addMember(
  tx: WorkspaceTx,
  person: Actor & { userId: string },
  membership: { workspaceId: string; role: Role; invitationId?: string },
): Promise<void> {
  const { workspaceId, ...how } = membership;
  await tx
    .insertInto('members')
    .values({
      workspace_id: workspaceId,
      user_id: person.userId,
      role: how.role,
      created_at: person.at,
    })
    .execute();
  await recordAudit(tx, person, {
    type: 'member.joined',
    subjectId: person.userId,
    data: { name: person.name, ...how },
  });
}
