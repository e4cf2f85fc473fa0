import type { Context } from '#context.ts';
import { publicRoute, type RequestInfo, type Route } from '#platform/http/route.ts';
import { emailKey } from '../email-key.ts';
import { assertConfirmed } from '../factors/confirmations.ts';
import {
  emailChangeSchema,
  registrationSchema,
  tokenSchema,
  userChangeSchema,
  userSchema,
} from '../schema.ts';
import { signedInRoute, signedInWorkRoute } from '../signed-in-route.ts';
import { takeAttempt } from '../throttles.ts';
import { confirmEmailChange, startEmailChange } from './email-changes.ts';
import { languageOf } from './language.ts';
import { cancelPendingEmailChange } from './pending-email-change.ts';
import { changeProfile } from './profile.ts';
import { startRegistration } from './registrations.ts';

export const accountRoutes: Route[] = [
  publicRoute({
    method: 'post',
    path: '/v1/registrations',
    summary: 'Sends a confirmation link; the answer never tells whether an account exists',
    body: registrationSchema,
    status: 202,
    async handle({ body: { email, language = null } }, request, context) {
      await takeMailAttempts(context, request, email);
      const wanted = { email, language: language ?? languageOf(request) };
      await context.db.inSystem((tx) => startRegistration(tx, context, wanted));
      return { status: 202 };
    },
  }),
  signedInRoute({
    method: 'patch',
    path: '/v1/me',
    summary: 'Changes name and language of the signed-in user',
    body: userChangeSchema,
    response: userSchema,
    async handle(tx, { user }, { body }) {
      return { json: await changeProfile(tx, user, body) };
    },
  }),
  signedInWorkRoute({
    method: 'post',
    path: '/v1/email-changes',
    summary: 'Sends a confirmation link to a new e-mail address; the old one stays until then',
    body: emailChangeSchema,
    status: 202,
    async handle(enter, { body: { email } }, request, context) {
      await enter((tx, signedIn) => assertConfirmed(tx, context, signedIn));
      await takeMailAttempts(context, request, email);
      await enter((tx, { user }) => startEmailChange(tx, context, request, user, email));
      return { status: 202 };
    },
  }),
  signedInRoute({
    method: 'post',
    path: '/v1/email-changes/confirmation',
    summary: 'Changes the address of the account that asked for it, and ends its other sessions',
    body: tokenSchema,
    status: 204,
    async handle(tx, signedIn, { body: { token } }, request, context) {
      await confirmEmailChange(tx, context, request, signedIn, token);
      return { status: 204 };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/email-changes',
    summary: 'Cancels a change of address that is not confirmed yet',
    status: 204,
    async handle(tx, { user }, _input, _request, context) {
      await cancelPendingEmailChange(tx, context, user.id);
      return { status: 204 };
    },
  }),
];

/** Counts a mail that anyone can have sent to any mailbox, known to us or not; throws 429. */
async function takeMailAttempts(
  context: Context,
  request: RequestInfo,
  email: string,
): Promise<void> {
  await takeAttempt(context, 'mail-address', request.ip);
  await takeAttempt(context, 'mail', emailKey(email));
}
