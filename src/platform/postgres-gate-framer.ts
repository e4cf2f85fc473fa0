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
    if (!kept) framing.onHead(type);
  };
  const end = (): void => {
    const type = typeOf(head);
    const body = kept && Buffer.concat(kept);
    head = Buffer.alloc(0);
    kept = undefined;
    if (body) framing.onMessage(type, body);
  };

  return (chunk) => {
    let at = 0;
    // Rows lie side by side: all that pass between two messages which are kept go on in one piece.
    let passing = 0;
    const passUntil = (place: number): void => {
      if (place > passing) framing.onBytes(chunk.subarray(passing, place));
      passing = at;
    };
    while (at < chunk.length) {
      if (head.length < headBytes) {
        const start = at;
        const split = head.length > 0;
        const part = chunk.subarray(at, at + headBytes - head.length);
        head = split ? Buffer.concat([head, part]) : part;
        at += part.length;
        const whole = head.length === headBytes;
        if (whole) begin();
        if (!whole || kept) passUntil(start);
        if (!whole) return;
        if (split && !kept) {
          framing.onBytes(head);
          passing = at;
        }
      }
      const part = chunk.subarray(at, at + missing);
      at += part.length;
      missing -= part.length;
      if (kept) {
        kept.push(part);
        passing = at;
      }
      if (missing === 0) end();
    }
    passUntil(at);
  };
}

function typeOf(head: Buffer): string {
  return String.fromCharCode(head[0] ?? 0);
}
