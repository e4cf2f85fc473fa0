import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { createHttpApp } from './app.ts';
import { publicRoute } from './route.ts';

let server: TestApp;
let listening: ServerType;
let baseUrl: string;
/** What became of the streams: the chunks that were made of each, and whether it was closed. */
const made = { endless: 0, isClosed: false };

const chunk = new Uint8Array(65_536).fill(120);
const contentType = 'text/plain';

async function* half() {
  yield chunk;
  throw new Error('the other half is missing');
}

async function* endless() {
  try {
    for (;;) {
      made.endless += 1;
      yield chunk;
    }
  } finally {
    made.isClosed = true;
  }
}

async function* whole() {
  yield chunk;
  yield chunk;
}

beforeAll(async () => {
  server = await startTestApp();
  const routes = Object.entries({ half, endless, whole }).map(([name, stream]) =>
    publicRoute({
      method: 'get',
      path: `/v1/${name}`,
      summary: 'A stream',
      handle: async () => ({ stream: stream(), contentType }),
    }),
  );
  const { fetch } = createHttpApp(routes, server.context);
  await new Promise<void>((resolve) => {
    listening = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve());
  });
  baseUrl = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => listening.close(resolve));
  await server.close();
});

describe.each(['identity', 'gzip'])('a streamed answer, sent as %s', (encoding) => {
  const get = (name: string, signal?: AbortSignal) =>
    fetch(`${baseUrl}/v1/${name}`, {
      headers: { 'accept-encoding': encoding, connection: 'close' },
      ...(signal ? { signal } : {}),
    });

  it('is whole where it ends', async () => {
    const answer = await get('whole');
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect((await answer.text()).length).toBe(2 * chunk.length);
  });

  it('breaks off where it fails, so that half of it passes for no whole', async () => {
    await expect(get('half').then((answer) => answer.text())).rejects.toThrow(/terminated|fetch/);
  });

  it('stops being made when whoever asked for it goes away', async () => {
    made.isClosed = false;
    const leaving = new AbortController();
    const answer = await get('endless', leaving.signal);
    await answer.body?.getReader().read();
    leaving.abort();
    await expect.poll(() => made.isClosed).toBe(true);
  });
});

describe('a streamed answer', () => {
  it('is made as fast as it is read', async () => {
    const app = createHttpApp(
      [
        publicRoute({
          method: 'get',
          path: '/v1/endless',
          summary: 'A stream',
          handle: async () => ({ stream: endless(), contentType }),
        }),
      ],
      server.context,
    );
    made.endless = 0;
    const answer = await app.request('/v1/endless');
    expect(made.endless).toBe(0);
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.read();
    expect(made.endless).toBe(2);
    await reader?.cancel();
  });
});
