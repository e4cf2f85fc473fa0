/** One field of the input and how to mend it: `field` is a path such as "lines[2].quantity". */
export type FieldError = { field: string; message: string };

/**
 * An expected outcome that the caller can act upon. `code` is stable and part of the API,
 * `status` is its HTTP status, `message` a sentence for people. Anything else that is thrown is a bug.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: {
    errors?: FieldError[];
    retryAfterSeconds?: number;
    [member: string]: unknown;
  };

  constructor(code: string, status: number, message: string, details: AppError['details'] = {}) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export function notFound(what: string): AppError {
  return new AppError(`${what.replaceAll(' ', '_')}_not_found`, 404, `There is no such ${what}.`);
}

export function invalidInput(errors: FieldError[]): AppError {
  const first = errors[0];
  const message = first
    ? `${first.field || 'The input'} ${first.message}.`
    : 'The input is not valid.';
  return new AppError('invalid_input', 422, message, { errors });
}

/** A problem of the environment that stops the program; its message is one sentence for the operator. */
export class StartError extends Error {
  override name = 'StartError';
}
