const headBytes = 5;

export type Framing = {
  /** Whether a message is kept whole; the bytes of any other pass as they come. */
  keep(type: string, bodyBytes: number): boolean;
  onMessage(type: string, body: Buffer): void;
  /** A message that is not kept begins. */
  onHead(type: string): void;
  /** Bytes of a message that is not kept, its head included. */
  onBytes(bytes: Buffer): void;
};

/**
 * Cuts what a Postgres connection says into messages: a type, the length as Int32, the body. A row of a
 * gigabyte passes without being held in memory. Throws where a length makes no sense.
 */
export function createFramer(framing: Framing): (chunk: Buffer) => void {
  let head: Buffer = Buffer.alloc(0);
  let missing = 0;
  let kept: Buffer[] | undefined;

  const begin = (): void => {
    const type = typeOf(head);
    missing = head.readInt32BE(1) - 4;
    if (missing < 0) throw new Error('a message has a negative length');
    kept = framing.keep(type, missing) ? [] : undefined;
    if (kept) return;
    framing.onHead(type);
    framing.onBytes(head);
  };
  const end = (): void => {
    const type = typeOf(head);
    head = Buffer.alloc(0);
    if (kept) framing.onMessage(type, Buffer.concat(kept));
  };

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (head.length < headBytes) {
        const part = chunk.subarray(at, at + headBytes - head.length);
        head = Buffer.concat([head, part]);
        at += part.length;
        if (head.length < headBytes) return;
        begin();
      }
      const part = chunk.subarray(at, at + missing);
      at += part.length;
      missing -= part.length;
      if (kept) kept.push(part);
      else if (part.length > 0) framing.onBytes(part);
      if (missing === 0) end();
    }
  };
}

function typeOf(head: Buffer): string {
  return String.fromCharCode(head[0] ?? 0);
}
