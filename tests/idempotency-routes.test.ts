import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import { safeMethods } from '#platform/http/guards.ts';
import type { Route } from '#platform/http/route.ts';
import { routes } from '../src/app.ts';
import { plant } from './isolation/planted.ts';
import { fixtures, isWorkspaceRoute, requestFor, routeName } from './isolation/route-requests.ts';
import { hashRows } from './isolation/tables.ts';
import { type Answer, type Member, startTestApp, type TestApp } from './support/app.ts';
import { execute } from './support/database.ts';
import { queuedMails } from './support/queued-mails.ts';
import { softAuthenticator } from './support/webauthn-authenticator.ts';
import {
  addPasskey,
  addTotp,
  confirmed,
  password,
  signUpWithPassword,
  totpCode,
} from './support/webauthn-people.ts';

/** Every write of somebody signed in, sent twice with one key: one effect, and the same answer. */

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

type Send = () => Promise<Answer>;

const writes = routes.filter(
  (route) => route.access !== 'public' && !safeMethods.has(route.method.toUpperCase()),
);
const keyed = writes.filter((route) => !route.isRepeatable);
const hashAll = () => hashRows(server.database, null);
const isReplayed = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true';

/** Sends twice and compares what is there after each of them. */
async function expectOnce(send: Send, status: number): Promise<void> {
  const first = await send();
  expect([first.status, first.json?.code]).toEqual([status, undefined]);
  const before = await hashAll();
  const second = await send();
  expect([second.status, isReplayed(first), isReplayed(second)]).toEqual([status, false, true]);
  expect(Buffer.from(second.bytes).toString()).toBe(Buffer.from(first.bytes).toString());
  expect(second.headers.getSetCookie()).toEqual([]);
  expect(await hashAll()).toBe(before);
}

/** The same for a route after which its caller is out: nothing is told to them any more. */
async function expectOut(send: Send, status: number, afterwards: string): Promise<void> {
  expect((await send()).status).toBe(status);
  const before = await hashAll();
  const second = await send();
  expect([second.json.code, isReplayed(second)]).toEqual([afterwards, false]);
  expect(await hashAll()).toBe(before);
}

it('leaves out only what can be repeated without harm', () => {
  expect(
    writes
      .filter((route) => route.isRepeatable)
      .map(routeName)
      .sort(),
  ).toEqual([
    'post /invoices/preview',
    'post /v1/passkeys/options',
    'post /v1/sessions/current/passkey-options',
  ]);
});

it('is told of in OpenAPI for exactly the routes that take a key', async () => {
  const { json } = await server.anonymous.request('GET', '/v1/openapi.json');
  const told = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { parameters: { $ref?: string }[] }>)
      .filter(([, { parameters }]) =>
        parameters.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey'),
      )
      .map(([method]) => `${method} ${path}`),
  );
  const taking = keyed.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(told.sort()).toEqual(taking.sort());
  expect(json.components.parameters.IdempotencyKey.name).toBe('Idempotency-Key');
});

/** What an owner cannot do: leave without another one, and answer an offer to somebody else. */
const byColleague = [
  'delete /membership',
  'post /ownership-transfer/acceptance',
  'post /ownership-transfer/refusal',
];

/** What takes one's own right to ask away, and what one is told then. */
const afterwardsOut: Record<string, string> = {
  'delete /membership': 'workspace_not_found',
  'post /ownership-transfer/acceptance': 'not_allowed',
  'delete /v1/sessions/current': 'not_signed_in',
};

describe('in a workspace', () => {
  it.each(keyed.filter(isWorkspaceRoute).map((route) => [routeName(route), route] as const))(
    '%s',
    async (name, route) => {
      const ana = await server.signUp();
      const planted = await plant(server, ana, 'anemone');
      const { method, path, body, headers } = requestFor(route, planted);
      const sender = byColleague.includes(name) ? planted.colleague : ana;
      const send = () =>
        sender.request(method, path, body, { ...headers, 'idempotency-key': newKey });
      const newKey = newId();
      const success = route.status ?? 200;
      const afterwards = afterwardsOut[name];
      if (afterwards) return expectOut(send, success, afterwards);
      const expected = sender === ana ? (fixtures[name]?.ownerStatus ?? success) : success;
      if (expected === success) return expectOnce(send, success);
      // An owner is refused: nothing is kept, and nothing changes.
      const [first, second] = [await send(), await send()];
      expect([first.status, second.json, isReplayed(second)]).toEqual([
        expected,
        first.json,
        false,
      ]);
    },
  );
});

type Write = { path?: string; body?: unknown };

/** A request that succeeds for each personal write, by somebody with a confirmed session and a password. */
const personal: Record<string, (member: Member) => Write | Promise<Write>> = {
  'patch /v1/me': () => ({ body: { name: 'Eva', language: 'de' } }),
  'post /v1/email-changes': () => ({ body: { email: `${newId()}@example.com` } }),
  'post /v1/email-changes/confirmation': async (member) => {
    const email = `${newId()}@example.com`;
    await member.request('POST', '/v1/email-changes', { email });
    return { body: { token: (await queuedMails(server, email))[0]?.token } };
  },
  'delete /v1/email-changes': async (member) => {
    await member.request('POST', '/v1/email-changes', { email: `${newId()}@example.com` });
    return {};
  },
  'delete /v1/google': async ({ userId }) => {
    await execute(
      server.database.superuserUrl,
      `insert into identities (user_id, issuer, subject, email, created_at, last_used_at)
        values ($1, $2, $3, '', $4, $4)`,
      [userId, 'https://issuer.example', newId(), server.clock.now],
    );
    return {};
  },
  'delete /v1/sessions': () => ({}),
  'delete /v1/sessions/:sessionId': async (member) => {
    const body = { email: member.email, password };
    await server.browser().request('POST', '/v1/sessions', body);
    const { json } = await member.request('GET', '/v1/sessions');
    const other = json.items.find((session: { current: boolean }) => !session.current);
    return { path: `/v1/sessions/${other.id}` };
  },
  'delete /v1/sessions/current': () => ({}),
  'put /v1/password': () => ({
    body: { currentPassword: password, newPassword: 'seven quiet herons by the lake' },
  }),
  'post /v1/passkeys': async (member) => {
    const { json } = await member.request('POST', '/v1/passkeys/options');
    return { body: { name: 'Laptop', passkey: softAuthenticator().create(json.options) } };
  },
  'patch /v1/passkeys/:passkeyId': async (member) => ({
    path: `/v1/passkeys/${await passkeyOf(member)}`,
    body: { name: 'Phone' },
  }),
  'delete /v1/passkeys/:passkeyId': async (member) => ({
    path: `/v1/passkeys/${await passkeyOf(member)}`,
  }),
  'post /v1/totp': () => ({}),
  'post /v1/totp/confirmation': async (member) => {
    const { json } = await member.request('POST', '/v1/totp');
    return { body: { totpCode: totpCode(server, json.secret) } };
  },
  'delete /v1/totp': async (member) => {
    await addTotp(server, member);
    return {};
  },
  'post /v1/recovery-codes': async (member) => {
    await addTotp(server, member);
    return {};
  },
  'post /v1/sessions/current/confirmation': async (member) => {
    const { secret } = await addTotp(server, member);
    return { body: { totpCode: totpCode(server, secret) } };
  },
  'post /v1/account-deletion': () => ({}),
  'delete /v1/account-deletion': async (member) => {
    await member.request('POST', '/v1/account-deletion');
    return {};
  },
  'post /v1/workspaces': () => ({ body: { legalName: 'Second', country: 'DE' } }),
  'post /v1/invitations/acceptance': async (member) => {
    const owner = await server.signUp();
    await confirmed(server, owner);
    const invitation = { email: member.email, role: 'accountant' };
    const asked = await owner.request('POST', `${owner.path}/invitations`, invitation);
    expect([asked.status, asked.json.code]).toEqual([201, undefined]);
    return { body: { token: (await queuedMails(server, member.email)).at(-1)?.token } };
  },
};

async function passkeyOf(member: Member): Promise<string> {
  await addPasskey(server, member, softAuthenticator());
  const { json } = await member.request('GET', '/v1/ways-in');
  return json.passkeys[0].id;
}

describe('of a person', () => {
  const isPersonal = (route: Route) => !isWorkspaceRoute(route);

  it.each(keyed.filter(isPersonal).map((route) => [routeName(route), route] as const))(
    '%s',
    async (name, route) => {
      const member = await confirmed(server, await signUpWithPassword(server));
      const make = personal[name];
      if (!make) throw new Error(`${name} has no request here`);
      const { path = route.path, body } = await make(member);
      await confirmed(server, member);
      const headers = { 'idempotency-key': newId() };
      const send = () => member.request(route.method.toUpperCase(), path, body, headers);
      const afterwards = afterwardsOut[name];
      if (afterwards) return expectOut(send, route.status ?? 200, afterwards);
      await expectOnce(send, route.status ?? 200);
    },
  );
});
