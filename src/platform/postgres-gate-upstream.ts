import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { createFramer } from './postgres-gate-framer.ts';
import {
  copyFail,
  errorResponse,
  message,
  readError,
  readTexts,
  terminate,
} from './postgres-gate-messages.ts';

/** What came of a query: rows that were passed on, and "SELECT 5", an error's text, or "interrupted". */
export type QueryResult = { rows: number; outcome: string; sqlState: string | null };

/** One connection to Postgres whose bytes go to a client. */
export type Upstream = {
  processId: number;
  parameters: ReadonlyMap<string, string>;
  /** Runs one message of the simple protocol. `ready` is I, T or E, or undefined where the connection ended. */
  query(statement: string): Promise<{ result: QueryResult; ready: string | undefined }>;
  /** Ends the connection and says whether something was running. */
  close(): boolean;
};

/** Where the bytes go, and what is asked of it while it cannot take more. */
export type Downstream = {
  write(bytes: Buffer): boolean;
  once(event: 'drain', listener: () => void): void;
};

const connectTimeoutMs = 10_000;
const maxKeptBytes = 65_536;
const keptTypes = 'CEGSZ';
const rowTypes = 'Dd';

/** What pg keeps to itself, and what is taken over from it once it has connected. */
type Inside = { processID: number; connection: EventEmitter & { stream: Duplex } };

export function upstreamClient(url: string, settings: Record<string, string>): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'numirio access',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    enableChannelBinding: true,
  });
  client.on('error', () => {});
  return client;
}

/**
 * Connects as pg does, with TLS and SCRAM, and takes its socket over: from there on the bytes of Postgres go
 * to the client as they are. `onEnd` is called when Postgres ends the connection.
 */
export async function connectUpstream(
  client: pg.Client,
  downstream: Downstream,
  onEnd: () => void,
): Promise<Upstream> {
  const inside = client as unknown as Inside;
  const parameters = new Map<string, string>();
  inside.connection.on('parameterStatus', (status) => {
    parameters.set(status.parameterName, status.parameterValue);
  });
  await client.connect();
  const { stream } = inside.connection;
  for (const event of ['data', 'end', 'close', 'error']) stream.removeAllListeners(event);
  return takeOver(stream, inside.processID, parameters, downstream, onEnd);
}

type Running = {
  rows: number;
  tags: string[];
  error?: { code: string; text: string };
  settle(ready: string | undefined): void;
};

type Relay = {
  stream: Duplex;
  downstream: Downstream;
  onEnd: () => void;
  running: Running | undefined;
  ended: boolean;
};

function takeOver(
  stream: Duplex,
  processId: number,
  parameters: Map<string, string>,
  downstream: Downstream,
  onEnd: () => void,
): Upstream {
  const relay: Relay = { stream, downstream, onEnd, running: undefined, ended: false };
  const frame = createFramer({
    keep: (type, bodyBytes) => keptTypes.includes(type) && bodyBytes <= maxKeptBytes,
    onMessage: (type, body) => receive(relay, type, body),
    onHead: (type) => {
      if (!relay.running) return;
      if (rowTypes.includes(type)) relay.running.rows += 1;
      if (type === 'E') relay.running.error = { code: '', text: 'longer than is recorded' };
    },
    onBytes: (bytes) => forward(relay, bytes),
  });
  stream.on('data', (chunk: Buffer) => {
    try {
      frame(chunk);
    } catch {
      end(relay);
    }
  });
  for (const event of ['end', 'close', 'error']) stream.on(event, () => end(relay));
  return {
    processId,
    parameters,
    query: (statement) => ask(relay, statement),
    close: () => {
      const interrupts = relay.running !== undefined;
      if (!relay.ended) stream.write(terminate);
      end(relay);
      return interrupts;
    },
  };
}

function ask(
  relay: Relay,
  statement: string,
): Promise<{ result: QueryResult; ready: string | undefined }> {
  return new Promise((resolve) => {
    const running: Running = {
      rows: 0,
      tags: [],
      settle: (ready) => {
        relay.running = undefined;
        resolve({ result: resultOf(running, ready), ready });
      },
    };
    if (relay.ended) {
      running.settle(undefined);
      return;
    }
    relay.running = running;
    relay.stream.write(message('Q', statement));
  });
}

function receive(relay: Relay, type: string, body: Buffer): void {
  if (type === 'G') {
    // Postgres waits for rows to copy in; it gets none, and says so to the client.
    relay.stream.write(copyFail);
    return;
  }
  if (type === 'Z') {
    relay.running?.settle(body.toString('latin1'));
    return;
  }
  if (type === 'C') relay.running?.tags.push(readTexts(body)[0] ?? '');
  if (type === 'E' && relay.running) relay.running.error = readError(body);
  forward(relay, message(type, body));
  // In another encoding the bytes that Postgres gets would not be the text that was recorded.
  const [name, value] = type === 'S' ? readTexts(body) : [];
  if (name === 'client_encoding' && value !== 'UTF8') {
    forward(relay, errorResponse('FATAL', '22023', 'client_encoding has to stay UTF8 here'));
    end(relay);
  }
}

function forward({ stream, downstream }: Relay, bytes: Buffer): void {
  if (downstream.write(bytes) || stream.isPaused()) return;
  stream.pause();
  downstream.once('drain', () => stream.resume());
}

function end(relay: Relay): void {
  if (relay.ended) return;
  relay.ended = true;
  relay.running?.settle(undefined);
  relay.stream.destroy();
  relay.onEnd();
}

const maxErrorLength = 1_000;

function resultOf({ rows, tags, error }: Running, ready: string | undefined): QueryResult {
  const sqlState = error?.code ?? null;
  if (error)
    return {
      rows,
      outcome: `ERROR: ${error.text.slice(0, maxErrorLength).toWellFormed()}`,
      sqlState,
    };
  if (ready === undefined) return { rows, outcome: 'interrupted', sqlState };
  return { rows, outcome: tags.join('; ').slice(0, maxErrorLength), sqlState };
}
