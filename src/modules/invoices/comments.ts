import { type Selectable, sql } from 'kysely';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import type { Actor } from '#modules/workspaces/index.ts';
import type { DB } from '#platform/database-types.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import type { Comment } from './schema.ts';

const workspaceId = sql<string>`current_workspace_id()`;
const maxComments = 500;

/** The comments on an invoice, oldest first; throws 404 `invoice_not_found`. */
export async function listComments(
  tx: WorkspaceTx,
  actor: Pick<Actor, 'userId'>,
  invoiceId: string,
): Promise<Comment[]> {
  const invoice = await tx
    .selectFrom('invoices')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', invoiceId)
    .executeTakeFirst();
  if (!invoice) throw notFound('invoice');
  const rows = await tx
    .selectFrom('comments')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .orderBy('id')
    .limit(maxComments)
    .execute();
  return rows.map((row) => present(row, actor));
}

/**
 * Writes a comment on a draft or an issued invoice; no document shows it, so the invoice stays as it is.
 * Throws 404 `invoice_not_found` or 409 `comment_limit_reached`.
 */
export async function addComment(
  tx: WorkspaceTx,
  actor: Actor,
  invoiceId: string,
  text: string,
): Promise<Comment> {
  await lockForComments(tx, invoiceId);
  if ((await countComments(tx, invoiceId)) >= maxComments) {
    throw new AppError(
      'comment_limit_reached',
      409,
      `An invoice has at most ${maxComments} comments; please delete one of yours first.`,
    );
  }
  const row = await tx
    .insertInto('comments')
    .values({
      workspace_id: workspaceId,
      id: newId(),
      invoice_id: invoiceId,
      author_id: actor.userId,
      author_name: actor.name,
      text,
      created_at: actor.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  // Under the invoice, whose history tells of its comments like of its payments.
  await recordAudit(tx, actor, {
    type: 'comment.added',
    subjectId: invoiceId,
    data: { commentId: row.id, text },
  });
  return present(row, actor);
}

/**
 * Deletes a comment of the caller's; the audit trail keeps what it said. Nobody else's can be deleted,
 * by an owner neither: what somebody said about an invoice is theirs to take back, and nobody's to make
 * unsaid. Throws 404 `comment_not_found` or 403 `not_allowed`.
 */
export async function deleteComment(
  tx: WorkspaceTx,
  actor: Actor,
  invoiceId: string,
  commentId: string,
): Promise<void> {
  const comment = await tx
    .deleteFrom('comments')
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .where('id', '=', commentId)
    .where('author_id', '=', actor.userId)
    .returning('text')
    .executeTakeFirst();
  if (!comment) throw await whyNotDeleted(tx, invoiceId, commentId);
  await recordAudit(tx, actor, {
    type: 'comment.deleted',
    subjectId: invoiceId,
    data: { commentId, text: comment.text },
  });
}

async function whyNotDeleted(
  tx: WorkspaceTx,
  invoiceId: string,
  commentId: string,
): Promise<AppError> {
  const others = await tx
    .selectFrom('comments')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .where('id', '=', commentId)
    .executeTakeFirst();
  if (!others) return notFound('comment');
  return new AppError('not_allowed', 403, 'Only who wrote a comment can delete it.');
}

/** Lets one comment after the other be written, so that no two of them are the last that is allowed. */
async function lockForComments(tx: WorkspaceTx, invoiceId: string): Promise<void> {
  const invoice = await tx
    .selectFrom('invoices')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', invoiceId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!invoice) throw notFound('invoice');
}

async function countComments(tx: WorkspaceTx, invoiceId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('comments')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .executeTakeFirstOrThrow();
  return count;
}

function present(row: Selectable<DB['comments']>, actor: Pick<Actor, 'userId'>): Comment {
  return {
    id: row.id,
    author: row.author_name,
    text: row.text,
    createdAt: row.created_at.toISOString(),
    isOwn: row.author_id === actor.userId,
  };
}
