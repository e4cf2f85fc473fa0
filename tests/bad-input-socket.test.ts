import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from './support/app.ts';

/** What reaches the server as bytes on a socket, below what a client library would let through. */

let server: TestApp;
let ana: Member;
let http: ReturnType<typeof serve>;
let port: number;
const errors: unknown[] = [];

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  const keep = (...what: unknown[]) => {
    errors.push(what);
  };
  server.context.log = { debug: () => {}, info: () => {}, warn: keep, error: keep };
  http = serve({ fetch: server.app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(http, 'listening');
  port = (http.address() as AddressInfo).port;
});
afterAll(async () => {
  http.close();
  await server.close();
});

/** Sends pieces over a connection of its own and returns the beginning of the answer. */
async function send(...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  // A server that refuses a body may close the connection while we still write.
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  const deadline = Date.now() + 5_000;
  while (!/\r\n\r\n/.test(answer) && Date.now() < deadline && !socket.destroyed) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  socket.destroy();
  await ended;
  return answer;
}

const head = (first: string, ...headers: string[]) =>
  [first, 'Host: localhost:3000', `Cookie: ${ana.cookie}`, ...headers, '', ''].join('\r\n');
const json = 'Content-Type: application/json';
const post = (...headers: string[]) => head(`POST ${ana.path}/clients HTTP/1.1`, json, ...headers);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe('bytes on a socket', () => {
  it('are answered with 413 where a body is announced or turns out too large', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'x');
    expect(statusOf(await send(post(`Content-Length: ${body.length}`), body))).toBe(413);
    const chunk = `${body.length.toString(16)}\r\n`;
    const chunked = await send(post('Transfer-Encoding: chunked'), chunk, body, '\r\n0\r\n\r\n');
    expect(statusOf(chunked)).toBe(413);
  });

  it.each([
    ['a NUL in the path', () => head('GET /v1/\0 HTTP/1.1')],
    ['a broken percent sign', () => head(`GET ${ana.path}/clients/%E0%A4%A HTTP/1.1`)],
    ['raw bytes in the path', () => head('GET /v1/\xff\xfe HTTP/1.1')],
    ['another host’s address', () => head('GET http://[::1/v1/me HTTP/1.1')],
    ['no host', () => 'GET /v1/me HTTP/1.1\r\n\r\n'],
    ['a host that is none', () => 'GET /v1/me HTTP/1.1\r\nHost: a b<>\r\n\r\n'],
    ['two lengths', () => post('Content-Length: 1', 'Content-Length: 2')],
    ['a length and chunks', () => post('Content-Length: 2', 'Transfer-Encoding: chunked')],
    ['a negative length', () => post('Content-Length: -1')],
    ['a method that is none', () => head('BREW /v1/me HTTP/1.1')],
    ['a folded header', () => head('GET /v1/me HTTP/1.1', 'X: a', ' b\0')],
    ['100 KB of cookies', () => head('GET /v1/me HTTP/1.1', `Cookie: ${'a=b; '.repeat(20_000)}`)],
    ['an endless path', () => head(`GET /v1/${'a'.repeat(100_000)} HTTP/1.1`)],
    ['no HTTP', () => 'hello\r\n\r\n'],
    ['the beginning of TLS', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['options for everything', () => head('OPTIONS * HTTP/1.1')],
    ['a tunnel', () => head('CONNECT example.com:443 HTTP/1.1')],
    [
      'an upgrade',
      () => head('GET /v1/nothing HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'),
    ],
  ])('are refused with a 4xx, or cut off, where they are %s', async (_what, bytes) => {
    const answer = await send(Buffer.from(bytes(), 'latin1'));
    // A connection that is closed without a word is a refusal too.
    if (answer !== '') expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    if (answer !== '') expect(statusOf(answer)).toBeLessThan(500);
  });

  it('may end in the middle, which is nobody’s fault and leaves nothing behind', async () => {
    for (const headers of [['Content-Length: 1000'], ['Transfer-Encoding: chunked']]) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(`${post(...headers)}{"name":`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await ana.request('GET', `${ana.path}/clients`)).json.items).toEqual([]);
  });

  it('leave the server at work and its log without a fault', async () => {
    expect(statusOf(await send(head('GET /v1/me HTTP/1.1')))).toBe(200);
    expect(errors).toEqual([]);
  });
});
