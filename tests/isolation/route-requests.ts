import type { ZodType } from 'zod';
import { newId } from '#lib/ids.ts';
import type { Route } from '#platform/http/route.ts';
import { clientDetails, invoiceDetails } from '../support/fixtures.ts';
import { logo, type Planted } from './planted.ts';

/** What a route is called with; a name that a path has is looked up among what is planted. */
type Fixture = {
  /** What the parameters of the path stand for, where it is not what is planted under their names. */
  ids?: (planted: Planted) => Record<string, string>;
  body?: (planted: Planted) => unknown;
  headers?: Record<string, string>;
  /** What an owner is answered, where that is not success. */
  ownerStatus?: number;
};

const issued = ({ issuedId }: Planted) => ({ invoiceId: issuedId });
const png = { 'content-type': 'image/png' };
const forInvoices = ({ clientId, seriesId }: Planted) => ({
  ...invoiceDetails,
  clientId,
  seriesId,
});

/** A valid request for every route that needs more than its path. */
export const fixtures: Record<string, Fixture> = {
  'patch ': { body: () => ({ phone: '+49 30 1234567' }) },
  'put /logo': { body: () => logo, headers: png },
  'post /clients': { body: () => clientDetails },
  'patch /clients/:clientId': { body: () => ({ contactName: 'Eva' }) },
  'delete /clients/:clientId': { ids: ({ idleClientId }) => ({ clientId: idleClientId }) },
  'get /invoices/:invoiceId/pdf': { ids: issued },
  'get /invoices/:invoiceId/pages': { ids: issued },
  'post /invoices/preview': { body: forInvoices },
  'post /invoices': { body: forInvoices },
  'patch /invoices/:invoiceId': { body: forInvoices },
  'post /invoices/:invoiceId/issuance': { body: () => ({}) },
  'post /number-series': { body: () => ({ name: 'Projects', pattern: 'P-{yyyy}-{seq:3}' }) },
  'patch /number-series/:seriesId': { body: () => ({ name: 'All invoices' }) },
  'get /invoices/:invoiceId/payments': { ids: issued },
  'post /invoices/:invoiceId/payments': {
    ids: issued,
    body: () => ({ amountMinor: 500, paidOn: '2026-11-22' }),
  },
  'delete /invoices/:invoiceId/payments/:paymentId': { ids: issued },
  'post /invoices/:invoiceId/comments': { body: () => ({ text: 'Which cost centre?' }) },
  'delete /invoices/:invoiceId/comments/:commentId': { ids: issued },
  'patch /members/:userId': { body: () => ({ role: 'accountant' }) },
  'delete /membership': { ownerStatus: 409 },
  'post /invitations': {
    body: ({ workspaceId }) => ({ email: `${workspaceId}@example.com`, role: 'accountant' }),
  },
  'post /ownership-transfer': { body: ({ userId }) => ({ userId }) },
};

export type RouteRequest = {
  method: string;
  path: string;
  body?: unknown;
  headers: Record<string, string>;
};

const prefix = '/v1/workspaces/:workspaceId';

/** "patch /clients/:clientId": a workspace route as the fixtures name it. */
export function routeName(route: Route): string {
  return `${route.method} ${route.path.replace(prefix, '')}`;
}

export function isWorkspaceRoute(route: Route): boolean {
  return typeof route.access === 'object';
}

/** The path parameters of a route besides the workspace. */
export function idParameters(route: Route): string[] {
  const names = [...route.path.replace(prefix, '').matchAll(/:(\w+)/g)];
  return names.map((match) => match[1] ?? '');
}

/** The members of a route's body or query that take an id and no other text. */
export function idMembers(schema: unknown): string[] {
  const shape = (schema as { shape?: Record<string, ZodType> } | undefined)?.shape ?? {};
  const takes = (name: string, value: string) => shape[name]?.safeParse(value).success === true;
  return Object.keys(shape).filter((name) => takes(name, newId()) && !takes(name, 'anything'));
}

/** What the ids of a route stand for among what is planted. */
export function idsOf(route: Route, planted: Planted): Record<string, string> {
  const { colleague, ...ids } = planted;
  return { ...ids, ...fixtures[routeName(route)]?.ids?.(planted) };
}

/** A request that succeeds for the owner, with some of its ids replaced. */
export function requestFor(
  route: Route,
  planted: Planted,
  replaced: { params?: Record<string, string>; body?: object; query?: Record<string, string> } = {},
): RouteRequest {
  const fixture = fixtures[routeName(route)] ?? {};
  const ids = { ...idsOf(route, planted), ...replaced.params };
  const path = route.path.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const id = ids[name];
    if (!id) throw new Error(`nothing is planted for :${name} of ${routeName(route)}`);
    return id;
  });
  const body = fixture.body?.(planted);
  if ((route.body || route.rawBody) && body === undefined) {
    throw new Error(`${routeName(route)} takes a body and has no fixture`);
  }
  const query = new URLSearchParams(replaced.query).toString();
  return {
    method: route.method.toUpperCase(),
    path: query ? `${path}?${query}` : path,
    body: replaced.body && body ? { ...body, ...replaced.body } : body,
    headers: fixture.headers ?? {},
  };
}
