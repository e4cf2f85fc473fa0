import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import { isAllowed } from '#modules/workspaces/index.ts';
import { type Permission, roleSchema } from '#modules/workspaces/schema.ts';
import type { Route } from '#platform/http/route.ts';
import { routes } from '../../src/app.ts';
import { systemRoutes } from '../../src/system-routes.ts';
import { type Answer, type Member, startTestApp, type TestApp } from '../support/app.ts';
import { foreignRequests } from './foreign-requests.ts';
import { canariesOf, type Planted, plant } from './planted.ts';
import {
  fixtures,
  idMembers,
  isWorkspaceRoute,
  type RouteRequest,
  requestFor,
  routeName,
} from './route-requests.ts';
import { hashRows } from './tables.ts';

let server: TestApp;
let ana: Member;
let bob: Member;
let anas: Planted;
let bobs: Planted;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp('A');
  bob = await server.signUp('B');
  anas = await plant(server, ana, 'anemone');
  bobs = await plant(server, bob, 'buttercup');
  // Ana owns Bob's workspace too: even for her an id is found in its own workspace only.
  await server.context.db.inSystem((tx) =>
    tx
      .insertInto('members')
      .values({ workspace_id: bob.workspaceId, user_id: ana.userId, role: 'owner' })
      .execute(),
  );
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const workspaceRoutes = routes.filter(isWorkspaceRoute);
/** Sends a request; whatever comes back, no cache on the way may keep it for somebody else. */
async function send(
  member: { request: Member['request'] },
  { method, path, body, headers }: RouteRequest,
): Promise<Answer> {
  const answer = await member.request(method, path, body, headers);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  return answer;
}

/** Fails where an answer holds a word or an id of another workspace, be it in a header. */
function expectNothingOf(planted: Planted, answer: Answer): void {
  const headers = JSON.stringify([...answer.headers]);
  const text = `${Buffer.from(answer.bytes).toString('latin1')}${headers}`;
  const leaked = canariesOf(planted).filter((secret) => text.includes(secret));
  expect(leaked).toEqual([]);
}

/** All headers but how many requests are left, which falls with each. */
const lastingHeaders = ({ headers }: Answer) =>
  [...headers].filter(([name]) => !name.startsWith('ratelimit'));

describe('the list of routes', () => {
  it('names every route that needs no workspace', () => {
    const open = [...systemRoutes(routes), ...routes].filter((route) => !isWorkspaceRoute(route));
    const named = open.map((route) => `${route.access} ${route.method} ${route.path}`).sort();
    expect(named).toEqual([
      'public get /healthz',
      'public get /readyz',
      'public get /v1/audit-keys',
      'public get /v1/google/authorization',
      'public get /v1/google/callback',
      'public get /v1/openapi.json',
      'public get /v1/outbox',
      'public get /v1/public-config',
      'public post /v1/google/links/confirmation',
      'public post /v1/invitations/inspection',
      'public post /v1/invitations/registration',
      'public post /v1/password-resets',
      'public post /v1/password-resets/confirmation',
      'public post /v1/registrations',
      'public post /v1/registrations/confirmation',
      'public post /v1/sessions',
      'public post /v1/sessions/passkey',
      'public post /v1/sessions/passkey-options',
      'public post /v1/sessions/refresh',
      'public post /v1/sessions/second-factor',
      'public post /v1/sessions/second-factor/passkey-options',
      'public post /v1/webhooks/resend',
      'signed-in delete /v1/account-deletion',
      'signed-in delete /v1/email-changes',
      'signed-in delete /v1/google',
      'signed-in delete /v1/passkeys/:passkeyId',
      'signed-in delete /v1/sessions',
      'signed-in delete /v1/sessions/:sessionId',
      'signed-in delete /v1/sessions/current',
      'signed-in delete /v1/totp',
      'signed-in get /v1/me',
      'signed-in get /v1/security-events',
      'signed-in get /v1/sessions',
      'signed-in get /v1/ways-in',
      'signed-in get /v1/workspaces',
      'signed-in patch /v1/me',
      'signed-in patch /v1/passkeys/:passkeyId',
      'signed-in post /v1/account-deletion',
      'signed-in post /v1/email-changes',
      'signed-in post /v1/email-changes/confirmation',
      'signed-in post /v1/invitations/acceptance',
      'signed-in post /v1/passkeys',
      'signed-in post /v1/passkeys/options',
      'signed-in post /v1/recovery-codes',
      'signed-in post /v1/sessions/current/confirmation',
      'signed-in post /v1/sessions/current/passkey-options',
      'signed-in post /v1/totp',
      'signed-in post /v1/totp/confirmation',
      'signed-in post /v1/workspaces',
      'signed-in put /v1/password',
    ]);
  });

  it('has every other route below its workspace, and no fixture for a route that is gone', () => {
    for (const route of workspaceRoutes) {
      expect(route.path).toMatch(/^\/v1\/workspaces\/:workspaceId(\/|$)/);
    }
    const names = workspaceRoutes.map(routeName);
    expect(Object.keys(fixtures).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('knows the ids in bodies and queries', () => {
    const found = workspaceRoutes.flatMap((route) =>
      [...idMembers(route.body), ...idMembers(route.query)].map(
        (name) => `${routeName(route)} ${name}`,
      ),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'get /audit-events subjectId',
        'post /invoices clientId',
        'post /invoices seriesId',
        'get /invoices clientId',
        'post /ownership-transfer userId',
      ]),
    );
  });

  it('refuses a session to everyone who has none', async () => {
    for (const route of routes.filter((route) => route.access === 'signed-in')) {
      const path = route.path.replace(/:\w+/, newId());
      // Even what could not be read is not looked at before it is known who asks.
      const body = route.method === 'get' ? undefined : { unknown: true };
      const answer = await server.anonymous.request(route.method.toUpperCase(), path, body);
      expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
    }
  });
});

describe.each(workspaceRoutes.map((route) => [routeName(route), route] as const))(
  '%s',
  (_name, route) => {
    it('is closed to anonymous callers and to forged sessions', async () => {
      for (const cookie of ['', 'numirio_access=forged', 'numirio_access=e30.e30.e30']) {
        const request = requestFor(route, anas);
        request.headers = { ...request.headers, cookie };
        const answer = await send(server.anonymous, request);
        expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
        expectNothingOf(anas, answer);
      }
    });

    it('does not exist for the owner of another workspace, like a workspace that is nowhere', async () => {
      const before = await hashRows(server.database, ana.workspaceId);
      const foreign = await send(bob, requestFor(route, anas));
      const unknown = await send(bob, requestFor(route, { ...anas, workspaceId: newId() }));
      expect([foreign.status, foreign.json.code]).toEqual([404, 'workspace_not_found']);
      expect(unknown.json).toEqual(foreign.json);
      expectNothingOf(anas, foreign);
      expect(await hashRows(server.database, ana.workspaceId)).toBe(before);
    });

    it('answers an id of another workspace like one that is nowhere', async () => {
      const before = await hashRows(server.database, bob.workspaceId);
      for (const { foreign, unknown } of foreignRequests(route, anas, bobs)) {
        const [found, missing] = [await send(ana, foreign), await send(ana, unknown)];
        expect(found.status).toBe(missing.status);
        expect(Buffer.from(found.bytes).toString()).toBe(Buffer.from(missing.bytes).toString());
        expect(lastingHeaders(found)).toEqual(lastingHeaders(missing));
        expectNothingOf(bobs, found);
        if (foreign.method !== 'GET' || !foreign.path.includes('?')) {
          expect([404, 422]).toContain(found.status);
        }
      }
      expect(await hashRows(server.database, bob.workspaceId)).toBe(before);
    });

    it('is open to exactly the roles of its permission', async () => {
      const { owner, planted } = await workspaceFor(route);
      const { permission } = route.access as { permission: Permission };
      const before = await hashRows(server.database, owner.workspaceId, ['members']);
      const roles = roleSchema.options;
      for (const role of roles.filter((role) => !isAllowed(role, permission))) {
        const answer = await send(
          await server.join(owner.workspaceId, role),
          requestFor(route, planted),
        );
        expect([role, answer.status, answer.json.code]).toEqual([role, 403, 'not_allowed']);
      }
      expect(await hashRows(server.database, owner.workspaceId, ['members'])).toBe(before);
      for (const role of roles.filter((role) => isAllowed(role, permission))) {
        const member = role === 'owner' ? owner : await server.join(owner.workspaceId, role);
        const answer = await send(member, requestFor(route, planted));
        if (role === 'owner') expect([role, answer.status]).toEqual([role, expectedStatus(route)]);
        expect([401, 403]).not.toContain(answer.status);
      }
    });
  },
);

let readOnly: Promise<{ owner: Member; planted: Planted }> | undefined;

/** A workspace to try a route in: one for all that only read, a new one for each that writes. */
function workspaceFor(route: Route): Promise<{ owner: Member; planted: Planted }> {
  const make = async () => {
    const owner = await server.signUp('C');
    return { owner, planted: await plant(server, owner, 'clover') };
  };
  if (route.method !== 'get') return make();
  readOnly ??= make();
  return readOnly;
}

const expectedStatus = (route: Route) =>
  fixtures[routeName(route)]?.ownerStatus ?? route.status ?? 200;
