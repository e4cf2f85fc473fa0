import type { z } from 'zod';
import type { Context } from '#context.ts';
import type { Deadline } from './deadline.ts';

/** What a handler learns of the request apart from its validated input. */
export type RequestInfo = {
  ip: string;
  userAgent: string;
  cookie(name: string): string | undefined;
  header(name: string): string | undefined;
  /** Where somebody is signed in: how long the work may take. */
  deadline?: Deadline;
};

/**
 * What a handler answers: JSON that the route's response schema describes, or bytes, or bytes that are made
 * while they are sent. Where making them fails the connection breaks, so that nobody takes a part for all.
 */
export type Reply<Json> =
  | { json: Json; status?: number; cookies?: string[]; headers?: Record<string, string> }
  | { bytes: Uint8Array; contentType: string; headers?: Record<string, string> }
  | {
      stream: AsyncIterable<Uint8Array>;
      contentType: string;
      headers?: Record<string, string>;
    }
  | { status: 202 | 204 | 303 | 304; cookies?: string[]; headers?: Record<string, string> };

export type Input<Params, Query, Body> = { params: Params; query: Query; body: Body };

/** Who may call a route; every route says so. A permission is checked against the member's role. */
export type Access = 'public' | 'signed-in' | { permission: string };

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type ZodObject = z.ZodObject<z.ZodRawShape>;

/** The contract of a route, from which requests are validated and OpenAPI is written. */
export type RouteContract<
  Params extends ZodObject = ZodObject,
  Query extends ZodObject = ZodObject,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> = {
  method: Method;
  /** With `:name` for parameters, each of which stands in `params`. */
  path: string;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Takes bytes of these types instead of JSON; the body is then a Buffer. */
  rawBody?: { contentTypes: string[]; maxBytes: number };
  /** JSON bodies up to this size; 1 MiB unless said. */
  maxBodyBytes?: number;
  /** The longest that its work may take; 25 seconds unless said. */
  maxWorkMs?: number;
  /** Can be repeated without harm although its method is an unsafe one: it answers anew, with a key or without. */
  isRepeatable?: boolean;
  /** The status of success; 200 unless said. */
  status?: number;
  response?: Response;
  /** Content types other than JSON that it can answer with. */
  produces?: string[];
};

/** Who asks, as far as a signed token tells: whether the session lives is for the transaction to ask. */
export type Admission = { userId: string; sessionId: string };

/** A route as the application mounts it: contract, access, and a handler for validated input. */
export type Route = RouteContract & {
  access: Access;
  /** Runs in one transaction, so that its effect and the reply to its Idempotency-Key are there both or neither. */
  isAtomic?: boolean;
  /** Turns strangers away before their input is read, and says whose session it is; throws 401. */
  admit?(request: RequestInfo, context: Context): Promise<Admission>;
  handle(
    input: Input<Record<string, string>, never, never>,
    request: RequestInfo,
    context: Context,
  ): Promise<Reply<unknown>>;
};

/** A route that anyone may call. */
export function publicRoute<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  route: RouteContract<Params, Query, Body, Response> & {
    handle(
      input: Input<z.output<Params>, z.output<Query>, z.output<Body>>,
      request: RequestInfo,
      context: Context,
    ): Promise<Reply<z.output<Response>>>;
  },
): Route {
  return { ...route, access: 'public' } as unknown as Route;
}
