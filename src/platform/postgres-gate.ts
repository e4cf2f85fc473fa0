import { randomInt, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { type ClientMessage, type Inbox, openInbox } from './postgres-gate-inbox.ts';
import {
  askForPassword,
  authenticationOk,
  errorResponse,
  message,
  negotiateVersion,
  readStatement,
  readTexts,
  readyForQuery,
  type Startup,
} from './postgres-gate-messages.ts';
import {
  connectUpstream,
  type QueryResult,
  type Upstream,
  upstreamClient,
} from './postgres-gate-upstream.ts';

export type { QueryResult } from './postgres-gate-upstream.ts';

export type GateOptions = {
  /** With the login and its password, which nobody else learns. */
  upstreamUrl: string;
  /** Settings that every connection begins with. */
  settings: Record<string, string>;
  user: string;
  database: string;
  /** What the gate's own clients prove themselves with. */
  password: string;
  /** Is done before a statement is passed on; where it throws, nothing is. */
  recordStatement(statement: string): Promise<string>;
  recordResult(statementId: string, result: QueryResult & { durationMs: number }): Promise<void>;
};

/** A place on this machine where psql reaches Postgres, and every statement is recorded on its way. */
export type Gate = {
  port: number;
  /** Ends every connection and resolves when the results of what ran are recorded. */
  close(): Promise<void>;
};

const maxStatementBytes = 65_536;
const maxConnections = 3;
const signInTimeoutMs = 60_000;

type Open = GateOptions & {
  cancellations: Map<number, { secret: number; cancel: () => Promise<void> }>;
  sockets: Map<Socket, Promise<void>>;
};

/** Opens a gate on a free port of the loopback address. */
export async function openGate(options: GateOptions): Promise<Gate> {
  const open: Open = { ...options, cancellations: new Map(), sockets: new Map() };
  const server = createServer((socket) => {
    const conversation = converse(socket, open)
      .catch(() => {})
      .finally(() => {
        socket.destroy();
        open.sockets.delete(socket);
      });
    open.sockets.set(socket, conversation);
  });
  return {
    port: await listen(server),
    close: async () => {
      server.close();
      for (const socket of open.sockets.keys()) {
        socket.end(errorResponse('FATAL', '57P01', 'this access has ended'));
        socket.destroySoon();
      }
      await Promise.all(open.sockets.values());
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

/** One connection from its first byte to its last. */
async function converse(socket: Socket, open: Open): Promise<void> {
  socket.setNoDelay(true);
  socket.setTimeout(signInTimeoutMs, () => socket.destroy());
  const inbox = openInbox(socket, maxStatementBytes + 1);
  const startup = await greet(socket, inbox);
  if (startup?.kind === 'cancel') return cancel(startup, open);
  if (startup?.kind !== 'start') return;
  if (!(await signIn(socket, inbox, startup, open))) return;
  socket.setTimeout(0);

  const upstream = await connectUpstream(
    upstreamClient(open.upstreamUrl, open.settings),
    socket,
    () => socket.destroySoon(),
  ).catch((error: Error) => {
    socket.end(errorResponse('FATAL', '08006', `Postgres refuses: ${error.message}`));
  });
  if (!upstream) return;
  const processId = randomInt(1, 2 ** 31);
  const secret = randomInt(0, 2 ** 31);
  const cancelRunning = () => cancelBackend(open, upstream.processId);
  open.cancellations.set(processId, { secret, cancel: cancelRunning });
  socket.once('close', () => {
    // A query would run on in Postgres until it has rows to send.
    if (upstream.close()) void cancelRunning();
  });
  // It may have gone while Postgres let us in.
  if (socket.destroyed) upstream.close();
  try {
    socket.write(authenticationOk);
    for (const [name, value] of upstream.parameters) socket.write(message('S', name, value));
    socket.write(message('K', processId, secret));
    socket.write(readyForQuery('I'));
    await answerAll(socket, inbox, upstream, open);
  } finally {
    open.cancellations.delete(processId);
    upstream.close();
  }
}

/** Encryption is refused: the bytes do not leave this machine. */
async function greet(socket: Socket, inbox: Inbox): Promise<Startup | undefined> {
  for (let request = 0; request < 3; request += 1) {
    const startup = await inbox.startup();
    if (startup?.kind !== 'encryption') return startup;
    socket.write('N');
  }
  return undefined;
}

async function signIn(
  socket: Socket,
  inbox: Inbox,
  { minor, parameters }: Extract<Startup, { kind: 'start' }>,
  open: Open,
): Promise<boolean> {
  const unknown = [...parameters.keys()].filter((name) => name.startsWith('_pq_.'));
  if (minor > 0 || unknown.length > 0) socket.write(negotiateVersion(unknown));
  const refuse = (code: string, text: string) => {
    socket.end(errorResponse('FATAL', code, text));
    return false;
  };
  if (open.cancellations.size >= maxConnections) return refuse('53300', 'too many connections');
  if (parameters.get('user') !== open.user) return refuse('28000', 'this is another access');
  if ((parameters.get('database') ?? open.user) !== open.database) {
    return refuse('3D000', `this access is to the database ${open.database}`);
  }
  if (parameters.has('replication')) return refuse('0A000', 'nothing is replicated here');
  socket.write(askForPassword);
  const answer = await inbox.next();
  if (answer?.type !== 'p' || !answer.body) return false;
  const given = Buffer.from(readTexts(answer.body)[0] ?? '');
  const wanted = Buffer.from(open.password);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return true;
  return refuse('28P01', 'the password is not the one that "numirio access open" has printed');
}

async function cancel(
  { processId, secret }: Extract<Startup, { kind: 'cancel' }>,
  { cancellations }: Open,
): Promise<void> {
  const known = cancellations.get(processId);
  if (known?.secret === secret) await known.cancel();
}

/** Cancels what a connection of the login runs, as the login itself, which needs no right for that. */
async function cancelBackend(open: Open, processId: number): Promise<void> {
  const client = upstreamClient(open.upstreamUrl, {});
  try {
    await client.connect();
    await client.query('select pg_cancel_backend($1)', [processId]);
  } catch {
    // The login is gone, and what it ran with it.
  } finally {
    await client.end().catch(() => {});
  }
}

/** Answers message by message until the client, Postgres or the record ends the connection. */
async function answerAll(
  socket: Socket,
  inbox: Inbox,
  upstream: Upstream,
  open: Open,
): Promise<void> {
  let status = 'I';
  let failedUntilSync = false;
  for (;;) {
    const request = await inbox.next();
    if (!request || request.type === 'X') return;
    if (request.type === 'Q') {
      const ready = await answerQuery(socket, request, upstream, open, status);
      if (ready === undefined) return;
      status = ready;
      socket.write(readyForQuery(status));
    } else if (request.type === 'S') {
      failedUntilSync = false;
      socket.write(readyForQuery(status));
    } else if (!failedUntilSync && !'dcf'.includes(request.type)) {
      socket.write(errorResponse('ERROR', '0A000', onlySimpleQueries));
      failedUntilSync = request.type !== 'F';
      if (request.type === 'F') socket.write(readyForQuery(status));
    }
  }
}

const onlySimpleQueries =
  'only simple queries pass here, as psql sends them without \\bind, \\parse and \\gdesc';

/** Records a query, runs it, and records what came of it; undefined where the connection has to end. */
async function answerQuery(
  socket: Socket,
  request: ClientMessage,
  upstream: Upstream,
  open: Open,
  status: string,
): Promise<string | undefined> {
  const statement = request.body && readStatement(request.body);
  if (statement === undefined) {
    const text = request.body
      ? 'a statement has to be valid UTF-8'
      : `a statement may have ${maxStatementBytes} bytes`;
    socket.write(errorResponse('ERROR', request.body ? '22021' : '54000', text));
    return status;
  }
  try {
    const id = await open.recordStatement(statement);
    const startedAt = performance.now();
    const { result, ready } = await upstream.query(statement);
    const durationMs = Math.round(performance.now() - startedAt);
    await open.recordResult(id, { ...result, durationMs });
    return ready;
  } catch {
    socket.end(errorResponse('FATAL', '58000', 'the statement cannot be recorded'));
    return undefined;
  }
}
