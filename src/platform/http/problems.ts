import type { z } from 'zod';
import { AppError, type FieldError, invalidInput } from '../errors.ts';
import type { Log } from '../log.ts';

/** RFC 9457: what every failed request answers. */
export function problemResponse(error: AppError): Response {
  const { retryAfterSeconds, ...members } = error.details;
  return new Response(
    JSON.stringify({
      type: 'about:blank',
      title: titles[error.status] ?? 'Error',
      status: error.status,
      code: error.code,
      detail: error.message,
      ...members,
    }),
    {
      status: error.status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'private, no-store',
        ...(retryAfterSeconds ? { 'retry-after': String(retryAfterSeconds) } : {}),
      },
    },
  );
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Input not valid',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

/** Turns whatever was thrown into what may be told: bugs are logged and answered without their text. */
export function toAppError(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error;
  const sqlState = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (transientSqlStates.test(sqlState) || isConnectionTrouble(error)) {
    return new AppError('try_again', 503, 'The service is busy; please try again.', {
      retryAfterSeconds: 1,
    });
  }
  const conflict = conflicts[sqlState];
  if (conflict) {
    log.warn({ error: String(error), sqlState }, 'Postgres refused a change');
    return new AppError(conflict.code, conflict.status ?? 409, conflict.message);
  }
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'unexpected error');
  return new AppError(
    'internal_error',
    500,
    'Something went wrong on our side; nothing was changed.',
  );
}

// Deadlock, serialization, lock and statement time-outs, shutdown, lost or refused connections.
const transientSqlStates =
  /^(40001|40P01|55P03|57014|57P0[123]|08\d{3}|53300|ECONNREFUSED|ECONNRESET)$/;

/**
 * A connection that came too late, or broke while it was in use; pg gives these errors no code. They ask
 * for another try like the others, since nothing was committed that was answered.
 */
function isConnectionTrouble(error: unknown): boolean {
  return error instanceof Error && connectionTroubles.test(error.message);
}

const connectionTroubles =
  /^(timeout exceeded when trying to connect|Connection terminated\b.*|Client has encountered a connection error and is not queryable)$/;

const meanwhile = {
  code: 'changed_meanwhile',
  message: 'Something that this refers to was changed at the same moment; please try again.',
};

// Foreign keys and unique constraints are what a race between two requests ends at; NU001 and NU002
// are raised by the triggers that keep issued documents and their numbers as they are.
const conflicts: Record<string, { code: string; message: string; status?: number }> = {
  '23503': meanwhile,
  '23505': meanwhile,
  NU001: { code: 'unchangeable', message: 'What was issued or recorded cannot be changed.' },
  NU002: meanwhile,
  // What the permission table refuses before; Postgres has the last word on an accountant and on ownership.
  NU003: {
    code: 'not_allowed',
    status: 403,
    message: 'Your role in this workspace does not allow this.',
  },
  NU004: { code: 'workspace_needs_owner', message: 'A workspace needs an owner.' },
};

const maxReportedErrors = 50;

/** Parses with a schema; throws 422 `invalid_input` that names each field ("lines[2].quantity"). */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(fieldErrors).slice(0, maxReportedErrors);
  throw invalidInput(errors);
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldName([...issue.path, key.slice(0, 60)]),
      message: 'is not a known field',
    }));
  }
  return [{ field: fieldName(issue.path), message: sentence(issue) }];
}

function sentence(issue: z.core.$ZodIssue): string {
  // Of alternatives ("empty, or an address") the last is the one that people try to meet.
  const meant = issue.code === 'invalid_union' && issue.errors.at(-1)?.[0];
  if (meant) return sentence(meant);
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`;
  }
  if (issue.code === 'invalid_value') {
    return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
  }
  return issue.message.replace(/^Invalid input: expected /, 'must be ');
}

/** "lines[2].quantity" for ['lines', 2, 'quantity']. */
function fieldName(path: PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name ? `${name}.${String(part)}` : String(part);
  }, '');
}
