import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { compress } from 'hono/compress';
import { z } from 'zod';
import type { Context } from '#context.ts';
import { AppError, invalidInput } from '../errors.ts';
import type { Log } from '../log.ts';
import { openTurns, type Turns } from '../turns.ts';
import { readBytes, readJson } from './body.ts';
import { cookieName, readCookie } from './cookies.ts';
import { withinTime } from './deadline.ts';
import { assertSameOrigin, safeMethods, securityHeaders } from './guards.ts';
import { assertParameterCount, assertUrlLength, requestLimits } from './limits.ts';
import { parseInput, problemResponse, toAppError } from './problems.ts';
import { countAddress, countSession, rateLimitHeaders } from './rate-limiting.ts';
import type { Admission, Input, Reply, RequestInfo, Route } from './route.ts';

export type HttpApp = Hono<{ Bindings: HttpBindings }>;

/** Mounts the routes: limits → guards → admission → parse → handler → answer. What is thrown becomes a problem. */
export function createHttpApp(routes: Route[], context: Context): HttpApp {
  const app: HttpApp = new Hono();
  const turns = openTurns(requestLimits.maxAtOncePerSession);
  const headers = Object.entries(securityHeaders(context.config));

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of headers) c.res.headers.set(name, value);
  });
  app.use(compress({ threshold: 4096 }));
  app.onError((error) => problemResponse(toAppError(error, context.log)));
  // Before anything else is read: neither an address that exists nor one that does not is free.
  app.use('/v1/*', async (c, next) => {
    await countAddress(c.req.path, clientAddress(c, context), context);
    assertUrlLength(c.req.url);
    await next();
  });

  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path, async (c) => {
      assertSameOrigin(c.req.raw, context.config);
      const info = requestInfo(c.req.raw, clientAddress(c, context), context);
      const admission = await route.admit?.(info, context);
      if (admission) await countSession(admission, context);
      const input = {
        params: parseParams(route, c.req.param()),
        query: parseQuery(route, c.req.raw.url) as never,
        body: (await parseBody(route, c.req.raw)) as never,
      };
      if (!admission) {
        return toResponse(
          await route.handle(input, info, context),
          route.status ?? 200,
          context.log,
        );
      }
      const reply = await work(turns, route, admission, input, info, context);
      const response = toResponse(reply, route.status ?? 200, context.log);
      for (const [name, value] of rateLimitHeaders(admission, context)) {
        response.headers.set(name, value);
      }
      return response;
    });
  }
  app.all('/v1/*', (c) => {
    const allowed = routes.filter((route) => matches(route.path, c.req.path));
    if (allowed.length === 0) {
      throw new AppError('not_found', 404, 'There is nothing at this address.');
    }
    const methods = [...new Set(allowed.map((route) => route.method.toUpperCase()))].join(', ');
    const refusal = new AppError('method_not_allowed', 405, `This address takes ${methods}.`);
    const answer = problemResponse(refusal);
    answer.headers.set('allow', methods);
    return answer;
  });
  return app;
}

/** Lets a handler work in its session's turn, waiting included in its time. */
function work(
  turns: Turns,
  route: Route,
  admission: Admission,
  input: Input<Record<string, string>, never, never>,
  info: RequestInfo,
  context: Context,
): Promise<Reply<unknown>> {
  return withinTime(route.maxWorkMs ?? requestLimits.maxWorkMs, (deadline) => {
    info.deadline = deadline;
    return turns(admission.sessionId, () => route.handle(input, info, context));
  });
}

/** A parameter that is no id names nothing: 404 like an unknown one, and no query is made for it. */
function parseParams(route: Route, raw: Record<string, string>): Record<string, string> {
  if (!route.params) return {};
  const parsed = route.params.safeParse(raw);
  if (!parsed.success) throw new AppError('not_found', 404, 'There is nothing at this address.');
  return parsed.data as Record<string, string>;
}

function parseQuery(route: Route, url: string): unknown {
  const search = new URL(url).searchParams;
  // Without a prototype "__proto__" is a name like any other, and is refused like any unknown one.
  const seen: Record<string, string> = Object.create(null);
  assertParameterCount(search.size);
  for (const [name, value] of search) {
    if (name in seen) {
      throw invalidInput([{ field: name.slice(0, 60), message: 'is given more than once' }]);
    }
    if (value !== '') seen[name] = value;
  }
  return parseInput(route.query ?? nothing, seen);
}

const nothing = z.strictObject({});

async function parseBody(route: Route, request: Request): Promise<unknown> {
  if (route.rawBody) {
    const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    if (!route.rawBody.contentTypes.includes(type)) {
      const wanted = route.rawBody.contentTypes.join(', ');
      throw new AppError('unsupported_media_type', 415, `The body must be one of ${wanted}.`);
    }
    return readBytes(request, route.rawBody.maxBytes);
  }
  if (safeMethods.has(request.method)) return undefined;
  if (!route.body)
    return parseInput(nothing, await readJson(request, requestLimits.maxEmptyBodyBytes));
  return parseInput(route.body, await readJson(request, route.maxBodyBytes));
}

/** Behind Railway's edge the client's address is X-Real-IP; on this machine nobody sets it for us. */
function clientAddress(c: HonoContext<{ Bindings: HttpBindings }>, { config }: Context): string {
  const told = config.loopback ? undefined : c.req.header('x-real-ip');
  return told ?? c.env?.incoming?.socket?.remoteAddress ?? '';
}

function requestInfo(request: Request, ip: string, { config }: Context): RequestInfo {
  return {
    ip,
    userAgent: (request.headers.get('user-agent') ?? '').slice(0, 300),
    cookie: (name) => readCookie(request.headers.get('cookie'), cookieName(config, name)),
    header: (name) => request.headers.get(name) ?? undefined,
  };
}

function toResponse(reply: Reply<unknown>, status: number, log: Log): Response {
  const headers = new Headers({ 'cache-control': 'private, no-store' });
  if ('cookies' in reply)
    for (const cookie of reply.cookies ?? []) headers.append('set-cookie', cookie);
  if ('headers' in reply) {
    for (const [name, value] of Object.entries(reply.headers ?? {})) headers.set(name, value);
  }
  if ('bytes' in reply) {
    headers.set('content-type', reply.contentType);
    return new Response(reply.bytes as Uint8Array<ArrayBuffer>, { headers });
  }
  if ('stream' in reply) {
    headers.set('content-type', reply.contentType);
    const body = ReadableStream.from(reportingErrors(reply.stream, log));
    return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, { headers });
  }
  if ('json' in reply) {
    headers.set('content-type', 'application/json');
    return new Response(JSON.stringify(reply.json), { status: reply.status ?? status, headers });
  }
  return new Response(null, { status: reply.status, headers });
}

/** The status is sent when a stream fails: all that is left is to log it and to break the connection. */
async function* reportingErrors(chunks: AsyncIterable<Uint8Array>, log: Log) {
  try {
    yield* chunks;
  } catch (error) {
    log.error(
      { error: error instanceof Error ? error.stack : String(error) },
      'an answer broke off',
    );
    throw error;
  }
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) =>
      part.startsWith(':') ? given[index] !== '' : part === given[index],
    )
  );
}
