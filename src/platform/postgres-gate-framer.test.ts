import { expect, it } from 'vitest';
import { createFramer } from './postgres-gate-framer.ts';
import { message } from './postgres-gate-messages.ts';

const conversation = [
  message('D', 'a row'),
  message('D', ''),
  message('C', 'SELECT 2'),
  message('D', 'x'.repeat(300)),
  message('I'),
  message('C', 'SELECT 1'),
  message('C', 'y'.repeat(60)),
  message('Z', Buffer.from('I')),
];

/** What comes out of a framer that keeps short messages of two types, in the order in which it comes. */
function frame(chunks: Buffer[]): { events: string[]; bytes: Buffer } {
  const events: string[] = [];
  const written: Buffer[] = [];
  const read = createFramer({
    keep: (type, bodyBytes) => 'CZ'.includes(type) && bodyBytes < 50,
    onMessage: (type, body) => {
      events.push(`${type} ${body.toString()}`);
      written.push(message(type, body));
    },
    onHead: (type) => events.push(type),
    onBytes: (bytes) => written.push(Buffer.from(bytes)),
  });
  for (const chunk of chunks) read(chunk);
  return { events, bytes: Buffer.concat(written) };
}

it('finds the same messages however the bytes are cut, and passes every byte in its order', () => {
  const all = Buffer.concat(conversation);
  for (let size = 1; size <= all.length; size += 1) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size));
    const { events, bytes } = frame(chunks);
    expect(events).toEqual(['D', 'D', 'C SELECT 2\0', 'D', 'I', 'C SELECT 1\0', 'C', 'Z I']);
    expect(bytes.equals(all)).toBe(true);
  }
});

it('passes neighbouring rows on in one piece', () => {
  const rows = Buffer.concat(Array.from({ length: 1_000 }, (_, row) => message('D', `row ${row}`)));
  const pieces: Buffer[] = [];
  createFramer({
    keep: () => false,
    onMessage: () => {},
    onHead: () => {},
    onBytes: (bytes) => pieces.push(bytes),
  })(rows);
  expect(pieces).toEqual([rows]);
});

it('refuses a length that no message has', () => {
  expect(() => frame([Buffer.from([68, 0, 0, 0, 3])])).toThrow('negative length');
});
