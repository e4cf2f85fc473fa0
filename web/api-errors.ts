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
  /** When the API says that another try makes sense (Retry-After). */
  readonly retryAfterSeconds: number | undefined;
  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
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

/** The refusal that an answer holds; one that is no problem document comes from something in between. */
export async function readRefusal(response: Response): Promise<ApiError> {
  const isProblemDocument = response.headers.get('content-type')?.includes('problem+json');
  const problem: Problem = isProblemDocument
    ? ((await response.json()) as Problem)
    : {
        title: response.statusText || 'Error',
        status: response.status,
        code: 'unexpected_answer',
      };
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiError(problem, retryAfter > 0 ? retryAfter : undefined);
}
