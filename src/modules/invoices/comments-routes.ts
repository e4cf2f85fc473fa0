import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { workspaceRoute } from '#modules/workspaces/index.ts';
import type { Route } from '#platform/http/route.ts';
import { addComment, deleteComment, listComments } from './comments.ts';
import { commentListSchema, commentSchema, newCommentSchema } from './schema.ts';

const params = z.strictObject({ invoiceId: id });

export const commentRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/invoices/:invoiceId/comments',
    permission: 'invoices.read',
    summary: 'The comments on an invoice, oldest first',
    params,
    response: commentListSchema,
    async handle(tx, actor, { params }) {
      return { json: { items: await listComments(tx, actor, params.invoiceId) } };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/invoices/:invoiceId/comments',
    permission: 'comments.write',
    summary: 'Writes a comment on an invoice, which no document shows',
    params,
    body: newCommentSchema,
    status: 201,
    response: commentSchema,
    async handle(tx, actor, { params, body }) {
      return { json: await addComment(tx, actor, params.invoiceId, body.text) };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/invoices/:invoiceId/comments/:commentId',
    permission: 'comments.write',
    summary: 'Deletes a comment of one’s own',
    params: z.strictObject({ invoiceId: id, commentId: id }),
    status: 204,
    async handle(tx, actor, { params }) {
      await deleteComment(tx, actor, params.invoiceId, params.commentId);
      return { status: 204 };
    },
  }),
];
