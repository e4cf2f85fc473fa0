import type { Socket } from 'node:net';
import { createFramer } from './postgres-gate-framer.ts';
import { readStartup, type Startup } from './postgres-gate-messages.ts';

/** A message of the client; without a body where it was too long to be kept. */
export type ClientMessage = { type: string; body: Buffer | undefined };

/** What a client has said and nobody has answered yet; undefined when it is gone. */
export type Inbox = {
  startup(): Promise<Startup | undefined>;
  next(): Promise<ClientMessage | undefined>;
};

const maxWaiting = 1_000;

/** Reads a client's socket: first its startup messages, then messages with bodies up to so many bytes. */
export function openInbox(socket: Socket, maxBodyBytes: number): Inbox {
  const startups: Startup[] = [];
  const messages: ClientMessage[] = [];
  let beginning: Buffer | undefined = Buffer.alloc(0);
  let gone = false;
  let wake = () => {};

  const take = (type: string, body: Buffer | undefined) => {
    messages.push({ type, body });
    // Nobody asks so much before an answer but to fill our memory.
    if (messages.length > maxWaiting) socket.destroy();
  };
  const frame = createFramer({
    keep: (_type, bodyBytes) => bodyBytes <= maxBodyBytes,
    onMessage: take,
    onHead: (type) => take(type, undefined),
    onBytes: () => {},
  });
  const readBeginning = (chunk: Buffer, before: Buffer): void => {
    const read = readStartup(Buffer.concat([before, chunk]));
    if (!read) {
      beginning = Buffer.concat([before, chunk]);
      return;
    }
    startups.push(read.startup);
    const done = read.startup.kind !== 'encryption';
    beginning = done ? undefined : Buffer.alloc(0);
    // What stands behind a request for encryption was smuggled in before it (CVE-2021-23214).
    if (done && read.rest.length > 0) frame(read.rest);
  };
  const leave = () => {
    gone = true;
    wake();
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      if (beginning) readBeginning(chunk, beginning);
      else frame(chunk);
    } catch {
      socket.destroy();
    }
    wake();
  });
  socket.on('end', leave);
  socket.on('close', leave);
  socket.on('error', leave);

  const first = async <Item>(items: Item[]): Promise<Item | undefined> => {
    while (items.length === 0 && !gone) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return items.shift();
  };
  return { startup: () => first(startups), next: () => first(messages) };
}
