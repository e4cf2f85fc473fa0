import { publicRoute, type Route } from '#platform/http/route.ts';
import { emailKey } from '../email-key.ts';
import {
  passwordChangeSchema,
  passwordResetConfirmationSchema,
  passwordResetSchema,
} from '../schema.ts';
import { signedInWorkRoute } from '../signed-in-route.ts';
import { takeAttempt } from '../throttles.ts';
import { changePassword } from './change.ts';
import { confirmPasswordReset, startPasswordReset } from './resets.ts';

export const passwordRoutes: Route[] = [
  publicRoute({
    method: 'post',
    path: '/v1/password-resets',
    summary: 'Mails a link to a new password; the answer never tells whether an account exists',
    body: passwordResetSchema,
    status: 202,
    async handle({ body: { email } }, request, context) {
      await takeAttempt(context, 'mail-address', request.ip);
      // Apart from other mails: a stranger who uses these up has sent the owner a link that works, whereas
      // with a count for all, mails without a link could keep the owner from asking for one.
      await takeAttempt(context, 'mail', `reset ${emailKey(email)}`);
      const reset = { email, ip: request.ip };
      await context.db.inSystem((tx) => startPasswordReset(tx, context, reset));
      return { status: 202 };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/password-resets/confirmation',
    summary: 'Sets the password of a mailed link, once, and ends all sessions',
    body: passwordResetConfirmationSchema,
    status: 204,
    async handle({ body }, request, context) {
      const { cookie } = await confirmPasswordReset(context, request, body);
      return { status: 204, cookies: [cookie] };
    },
  }),
  signedInWorkRoute({
    method: 'put',
    path: '/v1/password',
    summary: 'Changes the password, or sets the first one, and ends the other sessions',
    body: passwordChangeSchema,
    status: 204,
    async handle(enter, { body }, request, context) {
      await changePassword(enter, context, request, body);
      return { status: 204 };
    },
  }),
];
