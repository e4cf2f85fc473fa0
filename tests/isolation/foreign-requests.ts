import { newId } from '#lib/ids.ts';
import type { Route } from '#platform/http/route.ts';
import type { Planted } from './planted.ts';
import {
  idMembers,
  idParameters,
  idsOf,
  type RouteRequest,
  requestFor,
  routeName,
} from './route-requests.ts';

/** One request twice: with an id of another workspace in one place, and with one that is nowhere. */
export type ForeignRequest = { place: string; foreign: RouteRequest; unknown: RouteRequest };

/** For every place of a route that holds an id: a request of `own` with one of `foreign` there. */
export function foreignRequests(route: Route, own: Planted, foreign: Planted): ForeignRequest[] {
  const ids: Record<string, string> = {
    ...idsOf(route, foreign),
    subjectId: foreign.issuedId,
    actorId: foreign.userId,
  };
  const twice = (place: string, name: string, request: (id: string) => RouteRequest) => {
    const id = ids[name];
    if (!id) throw new Error(`nothing foreign is known for ${name} of ${routeName(route)}`);
    return { place: `${place} ${name}`, foreign: request(id), unknown: request(newId()) };
  };
  return [
    ...idParameters(route).map((name) =>
      twice('path', name, (id) => requestFor(route, own, { params: { [name]: id } })),
    ),
    ...idMembers(route.body).map((name) =>
      twice('body', name, (id) => requestFor(route, own, { body: { [name]: id } })),
    ),
    ...idMembers(route.query).map((name) =>
      twice('query', name, (id) => requestFor(route, own, { query: { [name]: id } })),
    ),
    ...cursorRequests(route, own, foreign.clientId),
  ];
}

/** What a list's cursor holds, around an id of the row it stands behind. */
const cursors: Record<string, (id: string) => string[]> = {
  'get /clients': (id) => ['a', id],
  'get /invoices': (id) => ['2199-01-01', id],
  // A place in a workspace's own chain names no row of another one.
  'get /audit-events': () => ['7'],
  'get /access-log': (id) => [id],
  'get /access-log/:grantId/statements': () => ['1'],
};

/** A cursor made of a foreign row shows one's own page, as one made of nobody's at the same place does. */
function cursorRequests(route: Route, own: Planted, foreignId: string): ForeignRequest[] {
  if (!route.query || !('cursor' in route.query.shape)) return [];
  const holds = cursors[routeName(route)];
  if (!holds) throw new Error(`the cursor of ${routeName(route)} is not known here`);
  // An id of the same moment lies at the same place of the list.
  const twin = `${foreignId.slice(0, -1)}${foreignId.endsWith('0') ? '1' : '0'}`;
  const [foreign, unknown] = [foreignId, twin].map((id) => {
    const cursor = Buffer.from(JSON.stringify(holds(id))).toString('base64url');
    return requestFor(route, own, { query: { cursor } });
  });
  return foreign && unknown ? [{ place: 'query cursor', foreign, unknown }] : [];
}
