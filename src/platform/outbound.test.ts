import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { outboundFetch } from './outbound.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Starts an HTTP server on this machine; answers its origin and the paths that were asked of it. */
async function startServer(answer: RequestListener): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, asked };
}

const unavailable = (origin: string) => ({
  code: 'upstream_unavailable',
  status: 503,
  message: `${new URL(origin).host} did not answer; please try again.`,
  details: { retryAfterSeconds: 5 },
});

it('brings back status, headers and body of an origin that it may reach', async () => {
  const { origin } = await startServer((request, response) => {
    response.writeHead(201, { 'x-method': request.method ?? '' }).end('{"id":"1"}');
  });
  const answer = await outboundFetch([origin])(`${origin}/emails`, { method: 'POST', body: '{}' });
  expect([answer.status, answer.headers.get('x-method')]).toEqual([201, 'POST']);
  expect(await answer.json()).toEqual({ id: '1' });
});

it('takes an address, a URL and a request alike', async () => {
  const { origin, asked } = await startServer((_request, response) => response.end());
  const fetch = outboundFetch([origin]);
  await fetch(`${origin}/text`);
  await fetch(new URL(`${origin}/url`));
  await fetch(new Request(`${origin}/request`));
  expect(asked).toEqual(['/text', '/url', '/request']);
});

it.each([204, 304])('brings back an answer without a body (%s)', async (status) => {
  const { origin } = await startServer((_request, response) => response.writeHead(status).end());
  const answer = await outboundFetch([origin])(origin);
  expect([answer.status, await answer.text()]).toEqual([status, '']);
});

it('lets an error of the other side through, for the caller to judge', async () => {
  const { origin } = await startServer((_request, response) => response.writeHead(500).end('oh'));
  const answer = await outboundFetch([origin])(origin);
  expect([answer.status, await answer.text()]).toEqual([500, 'oh']);
});

it('reaches no origin that is not named, nor another port, scheme or spelling of one that is', async () => {
  const named = await startServer((_request, response) => response.end());
  const other = await startServer((_request, response) => response.end());
  const fetch = outboundFetch([named.origin]);
  const port = new URL(named.origin).port;
  for (const address of [
    other.origin,
    `http://localhost:${port}`,
    `https://127.0.0.1:${port}`,
    `${named.origin}@127.0.0.1:${new URL(other.origin).port}`,
    `http://127.0.0.1:${port}.evil.example`,
    'file:///etc/passwd',
    'data:text/plain,hello',
  ]) {
    await expect(fetch(address), address).rejects.toThrow();
  }
  await expect(fetch(new Request(other.origin))).rejects.toThrow(
    `${other.origin} is not an address that this program talks to`,
  );
  expect([named.asked, other.asked]).toEqual([[], []]);
});

it('reaches nothing where nothing is named', async () => {
  const { origin, asked } = await startServer((_request, response) => response.end());
  await expect(outboundFetch([])(origin)).rejects.toThrow('is not an address');
  expect(asked).toEqual([]);
});

it.each([301, 302, 303, 307, 308])(
  'follows no redirect (%s), not even to itself',
  async (status) => {
    const { origin, asked } = await startServer((_request, response) => {
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    await expect(outboundFetch([origin])(`${origin}/start`)).rejects.toMatchObject(
      unavailable(origin),
    );
    // What a caller asks for does not change that.
    await expect(
      outboundFetch([origin])(`${origin}/start`, { redirect: 'follow' }),
    ).rejects.toMatchObject(unavailable(origin));
    expect(asked).toEqual(['/start', '/start']);
  },
);

it('reads an answer of exactly its limit, and none that is a byte longer', async () => {
  const { origin } = await startServer((request, response) => {
    response.end(Buffer.alloc(Number(request.url?.slice(1)), 'x'));
  });
  const limit = 1024 * 1024;
  const answer = await outboundFetch([origin])(`${origin}/${limit}`);
  expect((await answer.arrayBuffer()).byteLength).toBe(limit);
  await expect(outboundFetch([origin])(`${origin}/${limit + 1}`)).rejects.toMatchObject(
    unavailable(origin),
  );
});

it('stops reading an answer that does not end', async () => {
  let closed = false;
  const { origin } = await startServer((_request, response) => {
    response.on('close', () => {
      closed = true;
    });
    const more = () => {
      while (response.write(Buffer.alloc(64 * 1024)));
    };
    response.on('drain', more);
    more();
  });
  await expect(outboundFetch([origin])(origin)).rejects.toMatchObject(unavailable(origin));
  await expect.poll(() => closed).toBe(true);
});

it.each([
  ['never begins to answer', () => {}],
  ['stops in the middle of its answer', (response) => response.write('begun')],
] as [string, (response: Parameters<RequestListener>[1]) => void][])(
  'does not wait for a server that %s',
  async (_name, behave) => {
    const { origin } = await startServer((_request, response) => behave(response));
    await expect(outboundFetch([origin], { timeoutMs: 50 })(origin)).rejects.toMatchObject(
      unavailable(origin),
    );
  },
);

it('says that nobody answered where nobody listens', async () => {
  const { origin } = await startServer(() => {});
  const [server] = servers.splice(0);
  await new Promise((resolve) => server?.close(resolve));
  await expect(outboundFetch([origin])(origin)).rejects.toMatchObject(unavailable(origin));
});
