import { AppError } from './errors.ts';

const defaultTimeoutMs = 10_000;
const maxBytes = 1024 * 1024;

/**
 * The one HTTP client that leaves this program: it reaches the named origins only, follows no redirect,
 * waits ten seconds (unless told) and reads at most 1 MiB. TLS 1.2 is Node's lower bound. Throws AppError
 * `upstream_unavailable` (503).
 */
export function outboundFetch(
  allowedOrigins: readonly string[],
  { timeoutMs } = { timeoutMs: defaultTimeoutMs },
): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!allowedOrigins.includes(url.origin)) {
      throw new Error(`${url.origin} is not an address that this program talks to`);
    }
    try {
      const response = await fetch(input, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await readBounded(response);
      return new Response(noBody.has(response.status) ? null : body, response);
    } catch {
      throw new AppError(
        'upstream_unavailable',
        503,
        `${url.host} did not answer; please try again.`,
        { retryAfterSeconds: 5 },
      );
    }
  };
}

const noBody = new Set([204, 205, 304]);

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}
