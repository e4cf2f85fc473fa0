import { z } from 'zod';
import { safeMethods } from './guards.ts';
import type { Route } from './route.ts';

/** Writes the OpenAPI 3.1 document from the schemas that validate requests and responses. */
export function openApiDocument(routes: Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Numirio',
      version: '1',
      description:
        'Invoices for freelancers, small companies and their accountants. Amounts named …Minor are integers in minor units, quantities, prices and rates are decimal strings, dates are YYYY-MM-DD.',
    },
    paths,
    components: {
      schemas: { Problem: problem },
      parameters: { IdempotencyKey: idempotencyKey },
      headers: { RetryAfter: { description: 'Whole seconds', schema: { type: 'integer' } } },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-numirio_access' },
      },
    },
  };
}

function operation(route: Route) {
  const { access } = route;
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [tag(route.path)],
    security: access === 'public' ? [] : [{ session: [] }],
    ...(typeof access === 'object' ? { 'x-permission': access.permission } : {}),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(takesKey(route) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...requestBody(route),
    responses: {
      [route.status ?? 200]: success(route),
      422: aProblem(
        takesKey(route)
          ? 'The input is not valid (`invalid_input` names the fields), or the Idempotency-Key came with another request (`idempotency_key_reused`)'
          : 'The input is not valid: `invalid_input` names the fields',
      ),
      429: {
        ...aProblem('Too many requests (`rate_limited`); send it again when Retry-After says'),
        headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
      },
      default: aProblem('A problem (RFC 9457) with a stable code'),
    },
  };
}

/** Whether a route takes an Idempotency-Key. */
function takesKey({ access, method, isRepeatable }: Route): boolean {
  return access !== 'public' && !safeMethods.has(method.toUpperCase()) && !isRepeatable;
}

function aProblem(description: string) {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema } } };
}

function parameters(schema: Route['params'], place: 'path' | 'query') {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(field as z.ZodType, 'input'),
  }));
}

function requestBody(route: Route) {
  if (route.rawBody) {
    const types = route.rawBody.contentTypes.map((type) => [type, {}]);
    return { requestBody: { required: true, content: Object.fromEntries(types) } };
  }
  if (!route.body) return {};
  return {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
    },
  };
}

function success(route: Route) {
  const json = route.response
    ? { 'application/json': { schema: jsonSchema(route.response, 'output') } }
    : {};
  const bytes = Object.fromEntries((route.produces ?? []).map((type) => [type, {}]));
  const content = { ...json, ...bytes };
  return {
    description: route.summary,
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}

/** "post /v1/workspaces/:workspaceId/invoices/:invoiceId/issuance" → "postInvoicesIssuance". */
function operationId(route: Route): string {
  const words = route.path
    .replace('/v1/workspaces/:workspaceId', '/workspace')
    .split('/')
    .map((part) => (part.startsWith(':') ? `by-${part.slice(1).replace(/Id$/, '')}` : part))
    .filter((part) => part !== '' && part !== 'v1');
  const camel = words
    .join('-')
    .replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
  return `${route.method}${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
}

function tag(path: string): string {
  return path.replace('/v1/workspaces/:workspaceId', '/v1').split('/')[2] ?? 'workspaces';
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A fresh random text, such as a UUID, for each write. Sent again with the same one within 24 hours, the write is done once and its answer comes again, with Idempotency-Replayed: true.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
};

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; programs may depend on it.' },
    detail: { type: 'string', description: 'A sentence for people.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
