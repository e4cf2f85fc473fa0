import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ZodType } from 'zod';
import { signedInRoute, signedInWorkRoute } from '#modules/identity/index.ts';
import { createHttpApp } from '#platform/http/app.ts';
import { safeMethods } from '#platform/http/guards.ts';
import { requestLimits, serverLimits } from '#platform/http/limits.ts';
import type { Route } from '#platform/http/route.ts';
import { idempotencyKeptHours } from '#platform/idempotency.ts';
import { rateLimits } from '#platform/rate-limits.ts';
import { openTurns } from '#platform/turns.ts';
import { routes } from '../src/app.ts';
import { isWorkspaceRoute, routeName } from './isolation/route-requests.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

describe('an address', () => {
  it(`has at most ${requestLimits.maxUrlBytes} bytes, for strangers as well`, async () => {
    const of = (bytes: number) => '/v1/me?'.padEnd(bytes, 'a');
    const long = await server.anonymous.request('GET', of(requestLimits.maxUrlBytes + 1));
    expect([long.status, long.json.code]).toEqual([414, 'url_too_long']);
    expect((await server.anonymous.request('GET', of(requestLimits.maxUrlBytes))).status).toBe(401);
  });

  it(`has at most ${requestLimits.maxQueryParameters} parameters`, async () => {
    const of = (count: number) =>
      `${ana.path}/clients?${Array.from({ length: count }, (_, i) => `p${i}=1`).join('&')}`;
    const many = await ana.request('GET', of(requestLimits.maxQueryParameters + 1));
    expect([many.status, many.json.code]).toEqual([400, 'too_many_parameters']);
    const some = await ana.request('GET', of(requestLimits.maxQueryParameters));
    expect([some.status, some.json.code]).toEqual([422, 'invalid_input']);
  });
});

describe('a page', () => {
  const lists = routes.filter((route) => 'cursor' in (route.query?.shape ?? {}));

  it('has at most 200 rows in every list there is', async () => {
    expect(lists.length).toBeGreaterThanOrEqual(3);
    for (const route of lists) {
      const limit = route.query?.shape.limit as ZodType | undefined;
      expect([routeName(route), limit?.safeParse('200').success]).toEqual([routeName(route), true]);
      expect([routeName(route), limit?.safeParse('201').success]).toEqual([
        routeName(route),
        false,
      ]);
    }
    for (const route of lists
      .filter(isWorkspaceRoute)
      .filter(({ path }) => !/:\w+.*:/.test(path))) {
      const path = route.path.replace('/v1/workspaces/:workspaceId', ana.path);
      const refused = await ana.request('GET', `${path}?limit=1000000`);
      expect([path, refused.status]).toEqual([path, 422]);
    }
  });
});

describe('the time of a request', () => {
  const slow = (work: Pick<Route, 'maxWorkMs'> & { wait: () => Promise<unknown> }) =>
    signedInRoute({
      method: 'post',
      path: '/v1/slow',
      summary: 'Waits and changes a name',
      maxWorkMs: work.maxWorkMs ?? 20_000,
      async handle(tx, { user }) {
        await tx.updateTable('users').set({ name: 'Late' }).where('id', '=', user.id).execute();
        await work.wait();
        return { status: 204 };
      },
    });
  const post = async (route: Route, member: Member) => {
    const app = createHttpApp([route], server.context);
    const headers = { cookie: member.cookie };
    return app.request('/v1/slow', { method: 'POST', headers });
  };
  const nameOf = async (member: Member) => (await member.request('GET', '/v1/me')).json.user.name;

  it('ends with 503 and Retry-After, and with nothing changed, however the work goes on', async () => {
    const bob = await server.signUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    const answer = await post(slow({ maxWorkMs: 50, wait: () => promise }), bob);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({
      code: 'took_too_long',
      detail: expect.stringMatching(/Nothing was changed/),
    });
    resolve();
    // The row is free again only when the late transaction has ended.
    expect((await bob.request('PATCH', '/v1/me', { name: 'Bob', language: 'en' })).status).toBe(
      200,
    );
    expect(await nameOf(bob)).toBe('Bob');
  });

  it('says that a part may be done where one of several transactions was committed', async () => {
    const bob = await server.signUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    const route = signedInWorkRoute({
      method: 'post',
      path: '/v1/slow',
      summary: 'Waits between two transactions',
      maxWorkMs: 300,
      async handle(enter) {
        await enter(async () => {});
        await promise;
        return enter(async () => ({ status: 204 as const }));
      },
    });
    const answer = await (await post(route, bob)).text();
    expect(answer).toMatch(/A part of it may have been done/);
    resolve();
  });

  it('lets one session have a few requests at a time, and the others of it wait', async () => {
    const turns = openTurns(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const work = (index: number) =>
      turns('ana', async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(index);
        running -= 1;
        if (index === 3) throw new Error('fails');
      });
    const all = Array.from({ length: 9 }, (_, index) => work(index).catch(() => {}));
    const other = turns('bob', async () => running);
    expect(await other).toBe(2);
    await Promise.all(all);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('bytes that come slowly or too many', () => {
  const waits = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 20 };

  async function answerTo(...pieces: string[]): Promise<string> {
    const http = serve({
      fetch: server.app.fetch,
      port: 0,
      hostname: '127.0.0.1',
      serverOptions: { ...serverLimits, ...waits },
    });
    await once(http, 'listening');
    const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', () => {});
    for (const piece of pieces) socket.write(piece);
    await once(socket, 'close');
    http.close();
    return answer.split('\r\n')[0] ?? '';
  }
  const head = (...lines: string[]) => [...lines, 'Host: localhost', ''].join('\r\n');

  it('cuts off whoever sends headers or a body too slowly', async () => {
    expect(await answerTo(head('GET /v1/me HTTP/1.1'))).toBe('HTTP/1.1 408 Request Timeout');
    const post = head('POST /v1/sessions HTTP/1.1', 'Content-Length: 100');
    expect(await answerTo(`${post}Content-Type: application/json\r\n\r\n{"em`)).toMatch(/408|400/);
  });

  it(`takes at most ${requestLimits.maxHeaderBytes} bytes of headers`, async () => {
    const header = `X-Long: ${'a'.repeat(requestLimits.maxHeaderBytes)}`;
    const answer = await answerTo(`${head('GET /healthz HTTP/1.1', header)}\r\n`);
    expect(answer).toBe('HTTP/1.1 431 Request Header Fields Too Large');
  });
});

describe('docs/api-limits.md', () => {
  const text = readFileSync(new URL('../docs/api-limits.md', import.meta.url), 'utf8');
  const rows = new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, what = '', limit = '']) => [what, limit] as const),
  );
  const number = (value: number) => value.toLocaleString('en');
  const rate = ({ perSecond, burst }: { perSecond: number; burst: number }) =>
    `${number(perSecond)} per second, ${number(burst)} at once`;

  it('says what the code does, limit by limit', () => {
    const seconds = (ms: number) => `${ms / 1_000} seconds`;
    expect(Object.fromEntries(rows)).toMatchObject({
      'Requests of one session': rate(rateLimits.session),
      'Requests from one network address': rate(rateLimits.address),
      'Requests of one workspace': rate(rateLimits.workspace),
      'Webhooks from one network address': rate(rateLimits.webhook),
      'Requests of one session worked on at once': String(requestLimits.maxAtOncePerSession),
      'Path and query': `${number(requestLimits.maxUrlBytes)} bytes`,
      'Query parameters': String(requestLimits.maxQueryParameters),
      'Headers, all together': `${number(requestLimits.maxHeaderBytes)} bytes`,
      'JSON body': `${number(requestLimits.maxBodyBytes)} bytes`,
      'Depth of JSON': `${requestLimits.maxJsonDepth} levels`,
      'Time to send the headers': seconds(requestLimits.headersTimeoutMs),
      'Time to send a request': seconds(requestLimits.requestTimeoutMs),
      'Time of the work': seconds(requestLimits.maxWorkMs),
      'A connection without requests': seconds(requestLimits.keepAliveTimeoutMs),
      'Rows of a page': '200',
      'Idempotency-Key': '1 to 255 printable ASCII characters',
      'A reply is kept for an Idempotency-Key': `${idempotencyKeptHours} hours`,
    });
  });

  it('names every route that takes its own way with a key, a body or time', () => {
    const special = routes.filter((route) => {
      const isWrite = route.access !== 'public' && !safeMethods.has(route.method.toUpperCase());
      const { rawBody, maxBodyBytes, maxWorkMs, isAtomic } = route;
      return rawBody || maxBodyBytes || maxWorkMs || (isWrite && !isAtomic);
    });
    const named = special.map(
      ({ method, path }) =>
        `\`${method.toUpperCase()} ${path.replace('/v1/workspaces/:workspaceId', '…')}\``,
    );
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
  });
});
