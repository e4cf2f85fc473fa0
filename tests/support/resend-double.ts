import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** How the double answers the next request: as Resend would, with a status and an error, or not at all. */
export type ResendBehaviour =
  | 'accept'
  | 'hang up'
  | 'accept and hang up'
  | 'answer nonsense'
  | { status: number; error: string };

export type ResendRequest = {
  idempotencyKey: string;
  authorization: string;
  body: {
    from: string;
    to: string[];
    subject: string;
    text: string;
    html: string;
    headers: Record<string, string>;
    tags: { name: string; value: string }[];
  };
};

export type ResendDouble = {
  baseUrl: string;
  /** Each request takes the first; when none is left, it is accepted. */
  behaviours: ResendBehaviour[];
  requests: ResendRequest[];
  /** What went out to people: each idempotency key once, with the id it was given. */
  accepted: Map<string, string>;
  close(): Promise<void>;
};

/** The network edge of Resend's `POST /emails`: HTTP on this machine that keeps its promise of idempotency. */
export async function startResendDouble(): Promise<ResendDouble> {
  const double: Omit<ResendDouble, 'baseUrl' | 'close'> = {
    behaviours: [],
    requests: [],
    accepted: new Map(),
  };
  const server = createServer((request, response) => answer(double, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return Object.assign(double, {
    baseUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function answer(
  double: Omit<ResendDouble, 'baseUrl' | 'close'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const idempotencyKey = String(request.headers['idempotency-key'] ?? '');
  const body = JSON.parse(Buffer.concat(chunks).toString());
  double.requests.push({
    idempotencyKey,
    authorization: request.headers.authorization ?? '',
    body,
  });
  const send = (status: number, json: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  };
  if (request.method !== 'POST' || request.url !== '/emails') {
    return send(404, { statusCode: 404, name: 'not_found', message: 'no such endpoint' });
  }
  const behaviour = double.behaviours.shift() ?? 'accept';
  if (behaviour === 'hang up') return void response.destroy();
  if (behaviour === 'answer nonsense') return send(200, { ok: true });
  if (typeof behaviour === 'object') {
    const { status, error } = behaviour;
    // Resend quotes what it was given; none of that may be kept.
    return send(status, { statusCode: status, name: error, message: `not taken: ${body.text}` });
  }
  const id = double.accepted.get(idempotencyKey) ?? `re_${double.accepted.size + 1}_${Date.now()}`;
  double.accepted.set(idempotencyKey, id);
  if (behaviour === 'accept and hang up') return void response.destroy();
  send(200, { id });
}
