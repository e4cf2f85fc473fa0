import { newId } from '#lib/ids.ts';
import type { Route } from '#platform/http/route.ts';
import { routes } from '../../src/app.ts';
import type { Member, TestApp, TestClient } from '../support/app.ts';
import { foreignRequests } from './foreign-requests.ts';
import type { Planted } from './planted.ts';
import { isWorkspaceRoute, type RouteRequest, requestFor, routeName } from './route-requests.ts';

/** Numbers in [0, 1); the same for the same probe. */
export type Random = () => number;

/** Somebody who has no right to anything in the target. */
type Caller = { who: string; client: TestClient; statuses: number[] };

/** What a probe saw: everything the server sent, and what was wrong about it besides. */
export type Seen = { what: string; sent: (string | Uint8Array)[]; wrong: string[] };

export type HttpProbes = { callers: string[]; run(random: Random): Promise<Seen> };

/** The people of the other workspace, and those who are in none: they ask for what is the target's. */
export async function openHttpProbes(
  server: TestApp,
  owner: Member,
  own: Planted,
  target: Planted,
): Promise<HttpProbes> {
  const insiders = [
    { who: 'owner', client: owner },
    { who: 'admin', client: await server.join(owner.workspaceId, 'admin') },
    { who: 'member', client: await server.join(owner.workspaceId, 'member') },
    { who: 'accountant', client: await server.join(owner.workspaceId, 'accountant') },
  ].map((caller) => ({ ...caller, statuses: [404] }));
  const outsiders = [
    { who: 'outsider', client: await expelled(server, owner.workspaceId), statuses: [404] },
    { who: 'removed member', client: await expelled(server, target.workspaceId), statuses: [404] },
    { who: 'anonymous', client: server.anonymous, statuses: [401] },
  ];
  const workspaceRoutes = routes.filter(isWorkspaceRoute);
  const run = async (random: Random): Promise<Seen> => {
    const route = pick(random, workspaceRoutes);
    if (random() < 0.05) {
      const { who, client } = pick(random, [...insiders, ...outsiders]);
      const request = pick(random, personal)(target, pick(random, idsOf(target)));
      return send({ who, client, statuses: [] }, request, `${request.method} of a person’s`);
    }
    if (random() < 0.5) {
      const caller = pick(random, [...insiders, ...outsiders]);
      return send(
        caller,
        atTarget(random, route, own, target),
        `${routeName(route)} with its own ids`,
      );
    }
    const [place, request] = withForeignId(random, route, own, target);
    return send(
      { ...pick(random, insiders), statuses: [] },
      request,
      `${routeName(route)} with ${place}`,
    );
  };
  return { callers: [...insiders, ...outsiders].map(({ who }) => who), run };
}

/** An Idempotency-Key under which the target has an answer. It is no canary: whoever sends it has it stored. */
export const usedKey = 'used before';

/** Somebody who was a member for a moment. */
async function expelled(server: TestApp, workspaceId: string): Promise<Member> {
  const member = await server.join(workspaceId, 'member');
  await server.context.db.inSystem((tx) =>
    tx.deleteFrom('members').where('user_id', '=', member.userId).execute(),
  );
  return member;
}

async function send(
  { who, client, statuses }: Caller,
  request: RouteRequest,
  what: string,
): Promise<Seen> {
  const { method, path, body, headers } = request;
  const answer = await client.request(method, path, body, headers);
  // In their own workspace some see their own rows; nothing can be written with what is another's.
  const isRefused =
    statuses.length === 0
      ? method === 'GET' || answer.status >= 400
      : statuses.includes(answer.status);
  return {
    what: `${who}: ${what} → ${answer.status}`,
    sent: [answer.bytes, JSON.stringify([...answer.headers])],
    wrong: isRefused && answer.status < 500 ? [] : [`answered ${answer.status}`],
  };
}

/** What belongs to a person and no workspace, asked for by somebody else. */
const personal: ((target: Planted, id: string) => RouteRequest)[] = [
  ...['workspaces', 'me', 'security-events', 'sessions', 'ways-in'].map((name) => () => ({
    method: 'GET',
    path: `/v1/${name}`,
    headers: {},
  })),
  (_target, id) => ({ method: 'DELETE', path: `/v1/sessions/${id}`, headers: {} }),
  (_target, id) => ({ method: 'DELETE', path: `/v1/passkeys/${id}`, headers: {} }),
  (_target, id) => ({
    method: 'PATCH',
    path: `/v1/passkeys/${id}`,
    body: { name: 'Mine' },
    headers: {},
  }),
  ...['inspection', 'acceptance'].map((what) => ({ token }: Planted) => ({
    method: 'POST',
    path: `/v1/invitations/${what}`,
    // One letter off, as somebody might guess it.
    body: { token: `${token.slice(0, -2)}${token.endsWith('AA') ? 'BA' : 'AA'}` },
    headers: {},
  })),
];

/** A whole request in the target workspace, with each id its own or one of the caller's. */
function atTarget(random: Random, route: Route, own: Planted, target: Planted): RouteRequest {
  const mixed = random() < 0.3 ? { ...own, workspaceId: target.workspaceId } : target;
  return disguised(random, requestFor(route, mixed), target);
}

const places = ['path', 'nested', 'traversal', 'search', 'key'] as const;

/** A request in the caller's own workspace with an id of the target in one place, or with its word. */
function withForeignId(
  random: Random,
  route: Route,
  own: Planted,
  target: Planted,
): [string, RouteRequest] {
  const listed = foreignRequests(route, own, target);
  if (listed.length > 0 && random() < 0.6) {
    const { place, foreign } = pick(random, listed);
    return [place, disguised(random, foreign, target)];
  }
  const id = pick(random, idsOf(target));
  const nobodys = newId();
  const place = pick(random, places);
  if (place === 'search' && route.query && 'q' in route.query.shape) {
    const q = pick(random, [target.word, target.word.slice(0, 4), id]);
    return ['its word in the search', requestFor(route, own, { query: { q } })];
  }
  if (
    place === 'nested' &&
    route.body &&
    /"(id|\w+Id)":"/.test(JSON.stringify(bodyOf(route, own)))
  ) {
    return [
      'an id in the body',
      { ...requestFor(route, own), body: replaced(bodyOf(route, own), id) },
    ];
  }
  if (place === 'traversal') {
    const path = `/v1/workspaces/${own.workspaceId}${pick(random, climbs)(target, id)}`;
    return ['a climbing path', { method: 'GET', path, headers: {} }];
  }
  // Without a path that holds one, nothing of the caller's own may change: the last id is nobody's.
  const params = Object.fromEntries(Object.keys(own).map((name) => [name, nobodys]));
  const request = requestFor(route, own, {
    params: { ...params, workspaceId: target.workspaceId },
  });
  const headers = { ...request.headers, 'idempotency-key': usedKey };
  return ['its workspace and Idempotency-Key', { ...request, headers }];
}

/** Ways in which a path might climb into another workspace or into the store. */
const climbs: ((target: Planted, id: string) => string)[] = [
  ({ workspaceId }, id) => `/../${workspaceId}/invoices/${id}`,
  ({ workspaceId }, id) => `%2F..%2F${workspaceId}%2Finvoices%2F${id}`,
  ({ workspaceId }, id) => `/invoices/..%2f..%2f${workspaceId}%2finvoices%2f${id}/pdf`,
  ({ workspaceId, issuedId }) => `/logo/..%2f..%2f..%2fws%2f${workspaceId}%2f${issuedId}`,
  ({ issuedId }) => `/invoices/${issuedId.toUpperCase()}/pdf`,
  ({ issuedId }) => `/invoices/${issuedId}%00/pdf`,
  ({ issuedId }) => `//invoices/${issuedId}`,
  ({ issuedId }) => `/invoices/{${issuedId}}`,
  (_target, id) => `/clients?cursor=${Buffer.from(JSON.stringify(['', id])).toString('base64url')}`,
  (_target, id) => `/audit-events?subjectId=${id}`,
  ({ userId }) => `/audit-events?actorId=${userId}`,
  ({ clientId }) => `/invoices?clientId=${clientId}&limit=100`,
  ({ clientId }) => `/invoices/sums?clientId=${clientId}`,
];

/** The same with what a client may choose of its own accord. */
function disguised(random: Random, request: RouteRequest, target: Planted): RouteRequest {
  const headers: Record<string, string> = { ...request.headers };
  const choice = random();
  if (choice < 0.1) headers.accept = 'application/pdf';
  else if (choice < 0.2) headers['idempotency-key'] = usedKey;
  else if (choice < 0.3) headers['if-none-match'] = `"${target.issuedId}"`;
  else if (choice < 0.4) headers['x-workspace-id'] = target.workspaceId;
  return { ...request, headers };
}

const bodyOf = (route: Route, planted: Planted) => requestFor(route, planted).body;

/** The body with each of its ids replaced by one. */
function replaced(body: unknown, id: string): unknown {
  const text = JSON.stringify(body, (name, value) => (/^(id|\w+Id)$/.test(name) ? id : value));
  return JSON.parse(text);
}

function idsOf({ colleague, word, token, ...ids }: Planted): string[] {
  return Object.values(ids);
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}
