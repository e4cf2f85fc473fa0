import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { AppError } from '#platform/errors.ts';
import type { Route } from '#platform/http/route.ts';
import {
  newPasskeySchema,
  passkeyAddedSchema,
  passkeyChangeSchema,
  passkeyOptionsSchema,
  passkeySchema,
  recoveryCodesSchema,
  totpConfirmationSchema,
  totpStartSchema,
  waysInSchema,
} from '../schema.ts';
import { forgottenCookie, passkeyCookie } from '../sessions/cookies.ts';
import { signedInRoute, signedInWorkRoute } from '../signed-in-route.ts';
import { forgetAttempts, takeAttempt } from '../throttles.ts';
import { challengeExpired, consumeChallenge, openChallenge } from './challenges.ts';
import { assertConfirmed } from './confirmations.ts';
import {
  addPasskey,
  assertRoomForPasskey,
  listCredentials,
  removePasskey,
  renamePasskey,
} from './passkeys.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';
import { creationOptions, verifyCreation } from './relying-party.ts';
import { factorSignInRoutes } from './sign-in-routes.ts';
import { enableTotp, removeTotp, startTotp } from './totp.ts';
import { describeWaysIn } from './ways-in.ts';

const passkeyId = z.strictObject({ passkeyId: id });

const passkeyRoutes: Route[] = [
  signedInRoute({
    method: 'post',
    path: '/v1/passkeys/options',
    summary: 'What a new passkey is made from; the session has to be confirmed',
    isRepeatable: true,
    response: passkeyOptionsSchema,
    async handle(tx, signedIn, _input, _request, context) {
      await assertConfirmed(tx, context, signedIn);
      const { user, sessionId } = signedIn;
      const known = await listCredentials(tx, user.id);
      assertRoomForPasskey(known);
      const of = { userId: user.id, sessionId };
      const opened = await openChallenge(tx, context, 'passkey-registration', of);
      const challenge = opened.webAuthnChallenge;
      const options = await creationOptions(context, { user, challenge, known });
      return { json: { options }, cookies: [opened.cookie] };
    },
  }),
  signedInWorkRoute({
    method: 'post',
    path: '/v1/passkeys',
    summary: 'Adds a passkey, and ends the other sessions; the first factor brings recovery codes',
    body: newPasskeySchema,
    status: 201,
    response: passkeyAddedSchema,
    async handle(enter, { body: { name, passkey } }, request, context) {
      const { challenge, isOwn } = await enter(async (tx, { sessionId }) => {
        const challenge = await consumeChallenge(tx, context, request, 'passkey-registration');
        return { challenge, isOwn: challenge.sessionId === sessionId };
      });
      if (!isOwn) throw challengeExpired();
      const credential = await verifyCreation(context, challenge.webAuthnChallenge, passkey);
      if (!credential) throw invalidField('invalid_passkey', 'passkey', 'could not be verified');
      const added = await enter((tx, signedIn) =>
        addPasskey(tx, context, request, signedIn, { name, credential }),
      );
      return { json: added, cookies: [forgottenCookie(context, passkeyCookie)] };
    },
  }),
  signedInRoute({
    method: 'patch',
    path: '/v1/passkeys/:passkeyId',
    summary: 'Gives a passkey another name',
    params: passkeyId,
    body: passkeyChangeSchema,
    response: passkeySchema,
    async handle(tx, signedIn, { params, body }, request, context) {
      const change = { ...params, ...body };
      return { json: await renamePasskey(tx, context, request, signedIn, change) };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/passkeys/:passkeyId',
    summary: 'Removes a passkey, and ends the other sessions; the session has to be confirmed',
    params: passkeyId,
    status: 204,
    async handle(tx, signedIn, { params }, request, context) {
      await assertConfirmed(tx, context, signedIn);
      await removePasskey(tx, context, request, signedIn, params.passkeyId);
      return { status: 204 };
    },
  }),
];

const totpRoutes: Route[] = [
  signedInRoute({
    method: 'post',
    path: '/v1/totp',
    summary: 'Begins to set an authenticator app up; the session has to be confirmed',
    status: 201,
    response: totpStartSchema,
    async handle(tx, signedIn, _input, _request, context) {
      await assertConfirmed(tx, context, signedIn);
      return { json: await startTotp(tx, context, signedIn) };
    },
  }),
  signedInWorkRoute({
    method: 'post',
    path: '/v1/totp/confirmation',
    summary:
      'Turns codes on with a first one, and ends the other sessions; the first factor brings recovery codes',
    body: totpConfirmationSchema,
    response: recoveryCodesSchema,
    async handle(enter, { body: { totpCode } }, request, context) {
      const userId = await enter(async (_tx, { user }) => user.id);
      await takeAttempt(context, 'confirmation', userId);
      const enabled = await enter((tx, signedIn) =>
        enableTotp(tx, context, request, signedIn, totpCode),
      );
      if (!enabled) throw invalidField('invalid_totp_code', 'totpCode', 'is not right');
      await forgetAttempts(context, 'confirmation', userId);
      return { json: enabled };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/totp',
    summary:
      'Turns codes of the authenticator app off, and ends the other sessions; the session has to be confirmed',
    status: 204,
    async handle(tx, signedIn, _input, request, context) {
      await assertConfirmed(tx, context, signedIn);
      await removeTotp(tx, context, request, signedIn);
      return { status: 204 };
    },
  }),
];

export const factorRoutes: Route[] = [
  ...factorSignInRoutes,
  ...passkeyRoutes,
  ...totpRoutes,
  signedInRoute({
    method: 'post',
    path: '/v1/recovery-codes',
    summary: 'Makes new recovery codes in place of the old ones; the session has to be confirmed',
    status: 201,
    response: recoveryCodesSchema,
    async handle(tx, signedIn, _input, request, context) {
      await assertConfirmed(tx, context, signedIn);
      const recoveryCodes = await renewRecoveryCodes(tx, context, request, signedIn);
      return { json: { recoveryCodes } };
    },
  }),
  signedInRoute({
    method: 'get',
    path: '/v1/ways-in',
    summary: 'The ways in to the account, and how this session can be confirmed to change them',
    response: waysInSchema,
    async handle(tx, signedIn, _input, _request, context) {
      return { json: await describeWaysIn(tx, context, signedIn) };
    },
  }),
];

function invalidField(code: string, field: string, message: string): AppError {
  const errors = [{ field, message }];
  return new AppError(code, 422, `${field} ${message}.`, { errors });
}
