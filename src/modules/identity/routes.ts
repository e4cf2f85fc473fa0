import { z } from 'zod';
import type { Context } from '#context.ts';
import { id } from '#lib/fields.ts';
import type { SystemTx } from '#platform/db.ts';
import {
  type Input,
  publicRoute,
  type Reply,
  type RequestInfo,
  type Route,
  type RouteContract,
} from '#platform/http/route.ts';
import { startRegistration } from './registrations.ts';
import { registrationSchema, sessionListSchema, signInSchema, userSchema } from './schema.ts';
import {
  authenticate,
  forgottenCookie,
  getSignedIn,
  listSessions,
  openSession,
  revokeSession,
  type SignedIn,
} from './sessions.ts';

type ZodObject = z.ZodObject<z.ZodRawShape>;

/** A route for anyone who is signed in, in whatever workspace; it runs in one system transaction. */
export function signedInRoute<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  route: RouteContract<Params, Query, Body, Response> & {
    handle(
      tx: SystemTx,
      signedIn: SignedIn,
      input: Input<z.output<Params>, z.output<Query>, z.output<Body>>,
      request: RequestInfo,
      context: Context,
    ): Promise<Reply<z.output<Response>>>;
  },
): Route {
  const { handle, ...contract } = route;
  const mounted = {
    ...contract,
    access: 'signed-in',
    handle: (
      input: Input<z.output<Params>, z.output<Query>, z.output<Body>>,
      request: RequestInfo,
      context: Context,
    ) =>
      context.db.inSystem(async (tx) =>
        handle(tx, await getSignedIn(tx, request), input, request, context),
      ),
  };
  return mounted as unknown as Route;
}

export const identityRoutes: Route[] = [
  publicRoute({
    method: 'post',
    path: '/v1/registrations',
    summary: 'Sends a confirmation link; the answer never tells whether an account exists',
    body: registrationSchema,
    status: 202,
    async handle({ body }, _request, context) {
      await context.db.inSystem((tx) => startRegistration(tx, context, body.email));
      return { status: 202 };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/sessions',
    summary: 'Signs in with e-mail and password',
    body: signInSchema,
    status: 201,
    response: z.strictObject({ user: userSchema }),
    async handle({ body }, request, context) {
      const user = await authenticate(context, body);
      const cookie = await context.db.inSystem((tx) => openSession(tx, context, user.id, request));
      return { json: { user }, cookies: [cookie] };
    },
  }),
  signedInRoute({
    method: 'get',
    path: '/v1/sessions',
    summary: 'Lists the live sessions of the signed-in user',
    response: sessionListSchema,
    async handle(tx, signedIn) {
      return { json: { items: await listSessions(tx, signedIn) } };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/sessions/current',
    summary: 'Signs out',
    status: 204,
    async handle(tx, signedIn, _input, _request, context) {
      await revokeSession(tx, signedIn, signedIn.sessionId, 'signed out');
      return { status: 204, cookies: [forgottenCookie(context)] };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/sessions/:sessionId',
    summary: 'Ends one of the signed-in user’s sessions',
    params: z.strictObject({ sessionId: id }),
    status: 204,
    async handle(tx, signedIn, { params }) {
      await revokeSession(tx, signedIn, params.sessionId, 'ended by the user');
      return { status: 204 };
    },
  }),
];
