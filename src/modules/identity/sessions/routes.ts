import { z } from 'zod';
import { id, pageQuery } from '#lib/fields.ts';
import { cursorParts, decodeCursor, pageFrom } from '#platform/cursor.ts';
import { publicRoute, type Route } from '#platform/http/route.ts';
import {
  refreshedSchema,
  securityEventPageSchema,
  sessionListSchema,
  signedInSchema,
  signInSchema,
} from '../schema.ts';
import { listSecurityEvents, recordSecurityEvent } from '../security-events.ts';
import { signedInRoute } from '../signed-in-route.ts';
import { authenticate } from './authenticate.ts';
import { refreshSession } from './refresh.ts';
import {
  forgottenTokens,
  issueTokens,
  listSessions,
  revokeSession,
  revokeSessions,
  signOut,
} from './sessions.ts';
import { completeFirstFactor, signInReply } from './sign-in.ts';

export const sessionRoutes: Route[] = [
  publicRoute({
    method: 'post',
    path: '/v1/sessions',
    summary: 'Signs in with e-mail and password, or asks for a second factor (202)',
    body: signInSchema,
    status: 201,
    response: signedInSchema,
    async handle({ body }, request, context) {
      const user = await authenticate(context, request, body);
      const step = await context.db.inSystem((tx) =>
        completeFirstFactor(tx, context, request, user, 'password'),
      );
      return signInReply(context, step);
    },
  }),
  publicRoute({
    method: 'post',
    path: '/v1/sessions/refresh',
    summary: 'Rotates the refresh token and signs a new access token',
    response: refreshedSchema,
    async handle(_input, request, context) {
      const session = await refreshSession(context, request);
      const { cookies, accessExpiresAt } = await issueTokens(context, session);
      return { json: { accessExpiresAt }, cookies };
    },
  }),
  signedInRoute({
    method: 'get',
    path: '/v1/sessions',
    summary: 'Lists the live sessions of the signed-in user',
    response: sessionListSchema,
    async handle(tx, signedIn, _input, _request, context) {
      return { json: { items: await listSessions(tx, context, signedIn) } };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/sessions',
    summary: 'Ends all sessions of the signed-in user but this one',
    status: 204,
    async handle(tx, signedIn, _input, request, context) {
      const { user, sessionId } = signedIn;
      const ended = await revokeSessions(tx, context, user.id, 'ended by the user', sessionId);
      const type = 'sessions.others_ended';
      await recordSecurityEvent(tx, context, request, { userId: user.id, type, data: { ended } });
      return { status: 204 };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/sessions/current',
    summary: 'Signs out',
    status: 204,
    async handle(tx, signedIn, _input, _request, context) {
      await signOut(tx, context, signedIn);
      return { status: 204, cookies: forgottenTokens(context) };
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/sessions/:sessionId',
    summary: 'Ends one of the signed-in user’s sessions',
    params: z.strictObject({ sessionId: id }),
    status: 204,
    async handle(tx, signedIn, { params: { sessionId } }, request, context) {
      const userId = signedIn.user.id;
      await revokeSession(tx, context, signedIn, sessionId, 'ended by the user');
      const event = { userId, type: 'session.ended', data: { sessionId } } as const;
      await recordSecurityEvent(tx, context, request, event);
      return { status: 204 };
    },
  }),
  signedInRoute({
    method: 'get',
    path: '/v1/security-events',
    summary: 'What happened to the signed-in user’s ways of signing in, newest first',
    query: z.strictObject(pageQuery),
    response: securityEventPageSchema,
    async handle(tx, { user }, { query }) {
      const before = query.cursor && decodeCursor(query.cursor, [cursorParts.id])[0];
      const limit = query.limit + 1;
      const events = await listSecurityEvents(tx, { userId: user.id, before, limit });
      const page = pageFrom(events, query.limit, (event) => [event.id]);
      return { json: { items: page.rows, nextCursor: page.nextCursor } };
    },
  }),
];
