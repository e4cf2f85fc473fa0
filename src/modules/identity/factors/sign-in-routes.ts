import { publicRoute, type Route } from '#platform/http/route.ts';
import {
  confirmationProofSchema,
  factorProofSchema,
  passkeyOptionsSchema,
  passkeySignInSchema,
  signedInSchema,
} from '../schema.ts';
import { renewCurrent } from '../sessions/refresh.ts';
import { issueTokens } from '../sessions/sessions.ts';
import { signInReply } from '../sessions/sign-in.ts';
import { signedInRoute, signedInWorkRoute } from '../signed-in-route.ts';
import { takeAttempt } from '../throttles.ts';
import { openChallenge } from './challenges.ts';
import { confirmationOptions, confirmWithProof } from './confirmations.ts';
import { requestOptions } from './relying-party.ts';
import { secondFactorOptions, signInWithPasskey, takeSecondFactor } from './second-factor.ts';

export const factorSignInRoutes: Route[] = [
  publicRoute({
    method: 'post',
    path: '/v1/sessions/second-factor',
    summary: 'Ends signing in with a code, a recovery code or a passkey',
    body: factorProofSchema,
    status: 201,
    response: signedInSchema,
    async handle({ body }, request, context) {
      return signInReply(context, await takeSecondFactor(context, request, body));
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/sessions/second-factor/passkey-options',
    summary: 'What a passkey of the account has to sign as its second factor',
    response: passkeyOptionsSchema,
    async handle(_input, request, context) {
      const options = await context.db.inSystem((tx) => secondFactorOptions(tx, context, request));
      return { json: { options } };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/sessions/passkey-options',
    summary: 'What a passkey has to sign to sign in; the same for everyone',
    response: passkeyOptionsSchema,
    async handle(_input, request, context) {
      await takeAttempt(context, 'begin-address', request.ip);
      const opened = await context.db.inSystem((tx) =>
        openChallenge(tx, context, 'passkey-sign-in'),
      );
      const options = await requestOptions(context, { challenge: opened.webAuthnChallenge });
      return { json: { options }, cookies: [opened.cookie] };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/sessions/passkey',
    summary: 'Signs in with a passkey alone',
    body: passkeySignInSchema,
    status: 201,
    response: signedInSchema,
    async handle({ body }, request, context) {
      return signInReply(context, await signInWithPasskey(context, request, body.passkey));
    },
  }),
  signedInWorkRoute({
    method: 'post',
    path: '/v1/sessions/current/confirmation',
    summary:
      'Confirms for ten minutes who is in this session: with a second factor where there is one, else with the password',
    body: confirmationProofSchema,
    status: 204,
    async handle(enter, { body }, request, context) {
      await confirmWithProof(enter, context, request, body);
      // Whoever proved anew who they are gets new tokens (ASVS 7.2.4).
      const session = await renewCurrent(context, request);
      const { cookies } = session ? await issueTokens(context, session) : { cookies: [] };
      return { status: 204, cookies };
    },
  }),
  signedInRoute({
    method: 'post',
    path: '/v1/sessions/current/passkey-options',
    summary: 'What a passkey has to sign to confirm this session',
    isRepeatable: true,
    response: passkeyOptionsSchema,
    async handle(tx, signedIn, _input, _request, context) {
      const { options, cookie } = await confirmationOptions(tx, context, signedIn);
      return { json: { options }, cookies: [cookie] };
    },
  }),
];
