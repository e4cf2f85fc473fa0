import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { emailKey, issueTokens, signedInRoute, takeAttempt } from '#modules/identity/index.ts';
import { registeredSchema } from '#modules/identity/schema.ts';
import { publicRoute, type Route } from '#platform/http/route.ts';
import { acceptInvitation, inspectInvitation, registerInvited } from './invitation-acceptance.ts';
import { invite, listInvitations, withdrawInvitation } from './invitations.ts';
import { changeRole, leaveTeam, listMembers, removeMember } from './members.ts';
import { permissionsOf } from './permissions.ts';
import { workspaceRoute, workspaceWorkRoute } from './route.ts';
import {
  acceptedInvitationSchema,
  invitationListSchema,
  invitationSchema,
  invitationSignUpSchema,
  invitationTokenSchema,
  memberChangeSchema,
  memberListSchema,
  memberSchema,
  newInvitationSchema,
  receivedInvitationSchema,
  roleListSchema,
  roleSchema,
} from './schema.ts';

/** Who is in a workspace, and how one gets in and out. */
export const teamRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/roles',
    permission: 'workspace.read',
    summary: 'What each role may do',
    response: roleListSchema,
    async handle() {
      const items = roleSchema.options.map((role) => ({ role, permissions: permissionsOf(role) }));
      return { json: { items } };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/members',
    permission: 'members.read',
    summary: 'Everybody in the workspace, by role and name',
    response: memberListSchema,
    async handle(tx, actor) {
      return { json: await listMembers(tx, actor) };
    },
  }),
  workspaceRoute({
    method: 'patch',
    path: '/members/:userId',
    permission: 'members.change',
    summary: 'Gives a member another role, which counts at their next request',
    params: z.strictObject({ userId: id }),
    body: memberChangeSchema,
    response: memberSchema,
    async handle(tx, actor, { params, body }, context) {
      return { json: await changeRole(tx, context, actor, params.userId, body.role) };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/members/:userId',
    permission: 'members.change',
    summary: 'Removes a member, who is out at their next request',
    params: z.strictObject({ userId: id }),
    status: 204,
    async handle(tx, actor, { params }, context) {
      await removeMember(tx, context, actor, params.userId);
      return { status: 204 };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/membership',
    permission: 'workspace.leave',
    summary: 'Leaves the workspace',
    status: 204,
    async handle(tx, actor, _input, context) {
      await leaveTeam(tx, context, actor);
      return { status: 204 };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/invitations',
    permission: 'members.read',
    summary: 'The invitations that nobody accepted or withdrew, newest first',
    response: invitationListSchema,
    async handle(tx, actor) {
      return { json: { items: await listInvitations(tx, actor) } };
    },
  }),
  workspaceWorkRoute({
    method: 'post',
    path: '/invitations',
    permission: 'members.change',
    summary: 'Invites a mailbox, for seven days; replaces an open invitation to it',
    body: newInvitationSchema,
    status: 201,
    response: invitationSchema,
    async handle(enter, { body }, context, request) {
      // Whether the caller may invite is settled before anything is counted.
      await enter(async () => {});
      await takeAttempt(context, 'mail-address', request.ip);
      await takeAttempt(context, 'mail', `invitation ${emailKey(body.email)}`);
      return { json: await enter((tx, actor) => invite(tx, context, actor, body)) };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/invitations/:invitationId',
    permission: 'members.change',
    summary: 'Withdraws an invitation; its link no longer works',
    params: z.strictObject({ invitationId: id }),
    status: 204,
    async handle(tx, actor, { params }) {
      await withdrawInvitation(tx, actor, params.invitationId);
      return { status: 204 };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/invitations/inspection',
    summary: 'What an invitation says, by the token of its link; uses nothing up',
    body: invitationTokenSchema,
    response: receivedInvitationSchema,
    async handle({ body }, _request, context) {
      const { token } = body;
      return { json: await context.db.inSystem((tx) => inspectInvitation(tx, context, token)) };
    },
  }),
  signedInRoute({
    method: 'post',
    path: '/v1/invitations/acceptance',
    summary: 'Accepts an invitation with the account that is signed in',
    body: invitationTokenSchema,
    response: acceptedInvitationSchema,
    async handle(tx, { user }, { body }, request, context) {
      return {
        json: { workspaceId: await acceptInvitation(tx, context, request, user, body.token) },
      };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/invitations/registration',
    summary: 'Accepts an invitation with a new account, and signs in',
    body: invitationSignUpSchema,
    status: 201,
    response: registeredSchema,
    async handle({ body }, request, context) {
      const { step, workspaceId } = await registerInvited(context, request, body);
      const { cookies, accessExpiresAt } = await issueTokens(context, step.session);
      return {
        json: { user: step.user, workspaceId, accessExpiresAt },
        cookies: [...cookies, ...step.cookies],
      };
    },
  }),
];
