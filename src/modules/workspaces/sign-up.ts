import { confirmRegistration, openSession, preparePassword } from '#modules/identity/index.ts';
import { registeredSchema, registrationConfirmationSchema } from '#modules/identity/schema.ts';
import { publicRoute } from '#platform/http/route.ts';
import { createWorkspace } from './workspaces.ts';

/** Ends a registration: user, first workspace and session come into being together, or not at all. */
export const signUpRoute = publicRoute({
  method: 'post',
  path: '/v1/registrations/confirmation',
  summary: 'Confirms the mailbox, creates user and workspace, and signs in',
  body: registrationConfirmationSchema,
  status: 201,
  response: registeredSchema,
  async handle({ body }, request, context) {
    const passwordHash = await preparePassword(context, body);
    const { user, cookie, workspaceId } = await context.db.inSystem(async (tx) => {
      const user = await confirmRegistration(tx, context, body, passwordHash);
      const cookie = await openSession(tx, context, user.id, request);
      const owner = { userId: user.id, name: user.name, ip: request.ip };
      const input = { legalName: body.workspaceName, country: 'DE' };
      const { workspace } = await createWorkspace(tx, owner, input);
      return { user, cookie, workspaceId: workspace.id };
    });
    return { json: { user, workspaceId }, cookies: [cookie] };
  },
});
