import { assertRequestConfirmed } from '#modules/identity/index.ts';
import type { Route } from '#platform/http/route.ts';
import {
  acceptOwnership,
  assertEligible,
  findTransfer,
  getOwnOffer,
  offerOwnership,
  refuseOwnership,
  withdrawOwnership,
} from './ownership.ts';
import { workspaceRoute, workspaceWorkRoute } from './route.ts';
import {
  newOwnershipTransferSchema,
  ownershipTransferSchema,
  ownershipTransferStateSchema,
  workspaceDeletionSchema,
} from './schema.ts';
import { keepWorkspace, scheduleWorkspaceDeletion } from './workspace-deletion.ts';

/**
 * What only an owner does, and what makes one. Whatever cannot be taken back lightly asks for a fresh
 * confirmation, but not before it is known that there is something to confirm.
 */
export const ownershipRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/ownership-transfer',
    permission: 'members.read',
    summary: 'The offer of ownership that waits for its answer',
    response: ownershipTransferStateSchema,
    async handle(tx, actor) {
      return { json: { transfer: await findTransfer(tx, actor) } };
    },
  }),
  workspaceWorkRoute({
    method: 'post',
    path: '/ownership-transfer',
    permission: 'ownership.offer',
    summary:
      'Offers the ownership to an admin or a member, for seven days; replaces an earlier offer',
    body: newOwnershipTransferSchema,
    status: 201,
    response: ownershipTransferSchema,
    async handle(enter, { body }, context, request) {
      await enter((tx, actor) => assertEligible(tx, actor, body.userId));
      await assertRequestConfirmed(context, request);
      return {
        json: await enter((tx, actor) => offerOwnership(tx, context, actor, body.userId)),
      };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/ownership-transfer',
    permission: 'ownership.offer',
    summary: 'Takes the offer of ownership back',
    status: 204,
    async handle(tx, actor, _input, context) {
      await withdrawOwnership(tx, context, actor);
      return { status: 204 };
    },
  }),
  workspaceWorkRoute({
    method: 'post',
    path: '/ownership-transfer/acceptance',
    permission: 'ownership.answer',
    summary: 'Accepts the ownership; who offered it becomes an admin',
    status: 204,
    async handle(enter, _input, context, request) {
      await enter(getOwnOffer);
      await assertRequestConfirmed(context, request);
      await enter((tx, actor) => acceptOwnership(tx, context, actor));
      return { status: 204 };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/ownership-transfer/refusal',
    permission: 'ownership.answer',
    summary: 'Declines the ownership',
    status: 204,
    async handle(tx, actor, _input, context) {
      await refuseOwnership(tx, context, actor);
      return { status: 204 };
    },
  }),
  workspaceWorkRoute({
    method: 'post',
    path: '/deletion',
    permission: 'workspace.delete',
    summary: 'Schedules the deletion of the workspace in 14 days',
    status: 202,
    response: workspaceDeletionSchema,
    async handle(enter, _input, context, request) {
      // An outsider learns that there is no such workspace, not that they should confirm something.
      await enter(async () => {});
      await assertRequestConfirmed(context, request);
      const dueAt = await enter((tx, actor) => scheduleWorkspaceDeletion(tx, context, actor));
      return { status: 202, json: { dueAt: dueAt.toISOString() } };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/deletion',
    permission: 'workspace.delete',
    summary: 'Keeps the workspace that was to be deleted',
    status: 204,
    async handle(tx, actor, _input, context) {
      await keepWorkspace(tx, context, actor);
      return { status: 204 };
    },
  }),
];
