import { sql } from 'kysely';
import {
  assertConfirmed,
  cancelDeletion,
  scheduleDeletion,
  signedInRoute,
} from '#modules/identity/index.ts';
import { accountDeletionSchema } from '#modules/identity/schema.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { Route } from '#platform/http/route.ts';

/** What becomes of everything then, and why: docs/decisions/0016-account-deletion.md. */
export const accountDeletionRoutes: Route[] = [
  signedInRoute({
    method: 'post',
    path: '/v1/account-deletion',
    summary: 'Schedules the deletion of the signed-in user’s account in 14 days',
    status: 202,
    response: accountDeletionSchema,
    async handle(tx, signedIn, _input, request, context) {
      await assertConfirmed(tx, context, signedIn);
      const { user } = signedIn;
      assertOwnersRemain(await listDepartures(tx, user.id));
      const dueAt = await scheduleDeletion(tx, context, request, user);
      return { status: 202, json: { dueAt: dueAt.toISOString() } };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/account-deletion',
    summary: 'Keeps the account that was to be deleted',
    status: 204,
    async handle(tx, { user }, _input, request, context) {
      await cancelDeletion(tx, context, request, user);
      return { status: 204 };
    },
  }),
];

/** A workspace of somebody who leaves, and what would be left of it. */
export type Departure = { workspaceId: string; legalName: string; leaves: Remains };
/** Nobody at all, members without an owner, or members of whom one is an owner. */
type Remains = 'nobody' | 'no owner' | 'an owner';

/** The workspaces of a user, with what each would be without them. */
export async function listDepartures(tx: SystemTx, userId: string): Promise<Departure[]> {
  const { rows } = await sql<{
    id: string;
    legal_name: string;
    others: number;
    orphaned: boolean;
  }>`
    select w.id, w.legal_name, count(other.user_id) as others,
           mine.role = 'owner' and not coalesce(bool_or(other.role = 'owner'), false) as orphaned
    from members mine
    join workspaces w on w.id = mine.workspace_id
    left join members other on other.workspace_id = mine.workspace_id and other.user_id <> mine.user_id
    where mine.user_id = ${userId}
    group by w.id, mine.role
    order by w.legal_name, w.id`.execute(tx);
  return rows.map((row) => ({
    workspaceId: row.id,
    legalName: row.legal_name,
    leaves: row.others === 0 ? 'nobody' : row.orphaned ? 'no owner' : 'an owner',
  }));
}

/** Throws 409 `workspaces_need_owner`, naming them: whoever is left in one could not even close it. */
function assertOwnersRemain(departures: Departure[]): void {
  const orphaned = departures.filter(({ leaves }) => leaves === 'no owner');
  if (orphaned.length === 0) return;
  const workspaces = orphaned.map(({ workspaceId, legalName }) => ({ id: workspaceId, legalName }));
  throw new AppError(
    'workspaces_need_owner',
    409,
    `Others still work in ${workspaces.map(({ legalName }) => `“${legalName}”`).join(', ')}; make one of them the owner first.`,
    { workspaces },
  );
}
