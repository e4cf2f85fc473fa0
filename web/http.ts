import { type ApiError, NetworkError, readRefusal } from './api-errors.ts';
import { noteAccess, noteAdmittance, renewAccess } from './session/access.ts';

export { ApiError, hasStatus, isProblem, NetworkError, type Problem } from './api-errors.ts';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  /** A file instead of JSON. */
  file?: Blob;
  accept?: string;
  signal?: AbortSignal;
  /** Nobody has to be signed in: a 401 refuses what was sent, and no session needs a refresh. */
  isAnonymous?: boolean;
  /** How long to wait for the answer; 30 seconds unless said. */
  timeoutMs?: number;
}

const requestTimeoutMs = 30_000;
/** The first may find that another tab has just renewed the access; then that one must have been used up. */
const maxRenewals = 2;
/** How long a write that got no answer waits before it is sent again. */
const repeatMs = 500;
/** Longer than this nobody should wait without being told. */
const maxPauseMs = 5_000;
/** Refusals of a moment, after which nothing was done. */
const momentary = new Set(['rate_limited', 'request_in_progress', 'try_again']);

/** The address of an API path, for links, images and downloads as well. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return `/v1/${path}${search.size === 0 ? '' : `?${search}`}`;
}

type RefusalListener = (refusal: ApiError, path: string) => void;
const refusalListeners = new Set<RefusalListener>();

/** Calls the listener with each refusal and the API path that was asked for; returns how to stop that. */
export function onRefusal(listener: RefusalListener): () => void {
  refusalListeners.add(listener);
  return () => refusalListeners.delete(listener);
}

/**
 * Sends one request and returns its JSON; throws ApiError or NetworkError. Where the access has run out,
 * it is renewed and the request sent again, which nobody notices. So is a write that got no answer, once:
 * its Idempotency-Key stays the same, and the server does it once.
 */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const key = method === 'GET' || options.isAnonymous ? undefined : crypto.randomUUID();
  let mayRepeat = key !== undefined;
  for (let renewals = 0; ; renewals += 1) {
    const sentAt = Date.now();
    const response = await send(method, path, options, key).catch(async (error: unknown) => {
      if (!mayRepeat || !(error instanceof NetworkError)) throw error;
      mayRepeat = false;
      await pause(repeatMs);
      return send(method, path, options, key);
    });
    if (response.ok) {
      if (!options.isAnonymous) noteAdmittance();
      return readAnswer<Answer>(response);
    }
    const refusal = await readRefusal(response);
    const pauseMs = (refusal.retryAfterSeconds ?? 0) * 1_000;
    if (mayRepeat && momentary.has(refusal.problem.code) && pauseMs <= maxPauseMs) {
      mayRepeat = false;
      await pause(pauseMs);
      continue;
    }
    const hasRunOut = refusal.problem.code === 'not_signed_in' && !options.isAnonymous;
    if (!hasRunOut || renewals === maxRenewals) {
      for (const tell of refusalListeners) tell(refusal, path);
      throw refusal;
    }
    await renewAccess(sentAt);
  }
}

async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  // Every answer that opens a session says when its access ends.
  if (typeof answer?.accessExpiresAt === 'string') {
    noteAccess(answer.accessExpiresAt, response.headers.get('date'));
  }
  return answer as Answer;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function send(
  method: string,
  path: string,
  options: RequestOptions,
  key: string | undefined,
): Promise<Response> {
  const { query, body, file, accept = 'application/json', signal } = options;
  const timeout = AbortSignal.timeout(options.timeoutMs ?? requestTimeoutMs);
  const headers: Record<string, string> = { accept };
  if (key) headers['idempotency-key'] = key;
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    headers,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  if (file) {
    init.body = file;
    headers['content-type'] = file.type;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    headers['content-type'] = 'application/json';
  }
  try {
    return await fetch(apiUrl(path, query), init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NetworkError('The server did not answer.', { cause: error });
  }
}
