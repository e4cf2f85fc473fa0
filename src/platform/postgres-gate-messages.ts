/** The messages of PostgreSQL's protocol 3 that the gate reads and writes (manual, chapter 55.7). */

const protocolMajor = 3;
const encryptionRequests = new Set([80877103, 80877104]);
const cancelRequest = 80877102;
const maxStartupBytes = 10_000;

export type Startup =
  /** An SSLRequest or GSSENCRequest. */
  | { kind: 'encryption' }
  | { kind: 'cancel'; processId: number; secret: number }
  | { kind: 'start'; minor: number; parameters: Map<string, string> }
  | { kind: 'malformed' };

/** Reads the first message of a connection, which has no type; undefined while bytes are missing. */
export function readStartup(bytes: Buffer): { startup: Startup; rest: Buffer } | undefined {
  if (bytes.length < 4) return undefined;
  const length = bytes.readInt32BE(0);
  if (length < 8 || length > maxStartupBytes) {
    return { startup: { kind: 'malformed' }, rest: Buffer.alloc(0) };
  }
  if (bytes.length < length) return undefined;
  return {
    startup: parseStartup(bytes.subarray(4, length)),
    rest: Buffer.from(bytes.subarray(length)),
  };
}

function parseStartup(body: Buffer): Startup {
  const code = body.readInt32BE(0);
  if (encryptionRequests.has(code)) return { kind: 'encryption' };
  if (code === cancelRequest && body.length === 12) {
    return { kind: 'cancel', processId: body.readInt32BE(4), secret: body.readInt32BE(8) };
  }
  if (code >> 16 !== protocolMajor) return { kind: 'malformed' };
  const texts = body.subarray(4).toString('utf8').split('\0');
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < texts.length && texts[index]; index += 2) {
    parameters.set(texts[index] ?? '', texts[index + 1] ?? '');
  }
  return { kind: 'start', minor: code & 0xffff, parameters };
}

/** A message with its type and its length. */
export function message(type: string, ...parts: (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map(encodePart));
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A number is an Int32, a text ends with a zero. */
function encodePart(part: Buffer | string | number): Buffer {
  if (Buffer.isBuffer(part)) return part;
  if (typeof part === 'string') return Buffer.from(`${part}\0`);
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(part);
  return bytes;
}

export const authenticationOk = message('R', 0);
export const askForPassword = message('R', 3);
/** Ends a copy into a table before it has begun. */
export const copyFail = message('f', 'data is not taken here: this access reads only');
export const terminate = message('X');

/** Told to a client that knows a newer minor version, or options that we do not. */
export function negotiateVersion(unknown: string[]): Buffer {
  return message('v', protocolMajor << 16, unknown.length, ...unknown);
}

/** `status` is I, T or E: idle, in a transaction, in a failed one. */
export function readyForQuery(status: string): Buffer {
  return message('Z', Buffer.from(status, 'latin1'));
}

export function errorResponse(severity: 'ERROR' | 'FATAL', code: string, text: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`];
  return message('E', ...fields, Buffer.from([0]));
}

/** The SQLSTATE and the sentence of an ErrorResponse. */
export function readError(body: Buffer): { code: string; text: string } {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field[0], field.slice(1)]),
  );
  return { code: fields.get('C') ?? '', text: fields.get('M') ?? '' };
}

/** The texts that end with a zero in a body, such as the one of a CommandComplete or a Query. */
export function readTexts(body: Buffer): string[] {
  return body.toString('utf8').split('\0').slice(0, -1);
}

/** The text of a query; undefined where it is not valid UTF-8. */
export function readStatement(body: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    // A zero ends it; what would stand behind it Postgres does not see.
    return text.split('\0')[0];
  } catch {
    return undefined;
  }
}
