import { AppError } from '../errors.ts';
import { requestLimits } from './limits.ts';

const { maxBodyBytes, maxJsonDepth } = requestLimits;

/** Reads at most `maxBytes` of a request's body; throws 413 `body_too_large` without reading further. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new AppError('body_too_large', 413, `The body must have at most ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Reads a JSON body; an absent one is `{}`. Throws 415, 413 or 400 `malformed_json`. */
export async function readJson(request: Request, maxBytes = maxBodyBytes): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.byteLength === 0) return {};
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError('unsupported_media_type', 415, 'The body must be application/json.');
  }
  const malformed = (why: string) => new AppError('malformed_json', 400, `The body ${why}.`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw malformed('is not valid JSON in UTF-8');
  }
  if (depthExceeds(value, maxJsonDepth))
    throw malformed(`is nested more than ${maxJsonDepth} levels deep`);
  return value;
}

function depthExceeds(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((member) => depthExceeds(member, levels - 1));
}
