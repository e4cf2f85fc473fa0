/** RFC 9457 problem details as the API sends them. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: readonly { field: string; message: string }[];
}

/** An answer of the API that says no; `problem.code` is stable, `problem.errors` name the fields. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** No answer at all: offline, or the server is not running. What was typed is still there. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** True where an error is the API's refusal with this code. */
export function isProblem(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.problem.code === code;
}

/** True where the API answered with this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.problem.status === status;
}

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
}

const requestTimeoutMs = 30_000;
let onSignedOut: () => void = () => {};

/** Called whenever the API answers that nobody is signed in (any more). */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

/** The address of an API path, for links, images and downloads as well. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return `/v1/${path}${search.size === 0 ? '' : `?${search}`}`;
}

/** Sends one request and returns its JSON; throws ApiError or NetworkError. */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const response = await send(method, path, options);
  if (response.ok) {
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
  const problem = await readProblem(response);
  if (problem.status === 401 && !options.isAnonymous) onSignedOut();
  throw new ApiError(problem);
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const { query, body, file, accept = 'application/json', signal } = options;
  const timeout = AbortSignal.timeout(requestTimeoutMs);
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    headers: { accept },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  if (file) {
    init.body = file;
    init.headers = { accept, 'content-type': file.type };
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { accept, 'content-type': 'application/json' };
  }
  try {
    return await fetch(apiUrl(path, query), init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NetworkError('The server did not answer.', { cause: error });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const isProblemDetails = response.headers.get('content-type')?.includes('problem+json');
  if (isProblemDetails) return (await response.json()) as Problem;
  return {
    title: response.statusText || 'Error',
    status: response.status,
    code: 'unexpected_answer',
  };
}
