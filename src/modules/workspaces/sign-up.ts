import {
  completeSignIn,
  confirmRegistration,
  issueTokens,
  preparePassword,
} from '#modules/identity/index.ts';
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
    const password = await preparePassword(context, body);
    const { step, workspaceId } = await context.db.inSystem(async (tx) => {
      const user = await confirmRegistration(tx, context, body, password);
      const step = await completeSignIn(tx, context, request, user, 'registration');
      const owner = { userId: user.id, name: user.name, ip: request.ip, at: context.now() };
      const input = { legalName: body.workspaceName, country: 'DE' };
      const { workspace } = await createWorkspace(tx, owner, input);
      return { step, workspaceId: workspace.id };
    });
    const { cookies, accessExpiresAt } = await issueTokens(context, step.session);
    return {
      json: { user: step.user, workspaceId, accessExpiresAt },
      cookies: [...cookies, ...step.cookies],
    };
  },
});
