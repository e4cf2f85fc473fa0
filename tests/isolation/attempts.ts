import pg from 'pg';
import type { TestDatabase } from '../support/database.ts';
import { connected } from './tables.ts';

/** What a statement came to: its rows, or the SQLSTATE of its refusal. */
export type Outcome = { rows: Record<string, unknown>[]; count: number; refused?: string };

/** Row security and missing grants both refuse with it. */
export const refusedByPolicy = '42501';
export const refusedByTrigger = ['NU001', 'NU002'];
export const refusedToReader = 'NU003';

/** Opens a transaction as superuser for checks that try things out, and takes all of it back. */
export function tryingOut<Result>(
  database: TestDatabase,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  return connected(database.superuserUrl, async (client) => {
    await client.query('begin');
    return work(client);
  });
}

/** Runs statements one after the other in an open transaction and takes them back, whatever they did. */
export async function attempt(
  client: pg.Client,
  ...statements: (string | [statement: string, ...values: unknown[]])[]
): Promise<Outcome> {
  await client.query('savepoint attempt');
  try {
    let outcome: Outcome = { rows: [], count: 0 };
    for (const statement of statements) {
      const [text, ...values] = typeof statement === 'string' ? [statement] : statement;
      const { rows, rowCount } = await client.query(text, values);
      outcome = { rows, count: rowCount ?? 0 };
    }
    return outcome;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { rows: [], count: 0, refused: String(error.code) };
  } finally {
    await client.query('rollback to attempt');
  }
}

export type Scope = { workspace?: string; scope?: string; role?: string };

/** From here on in an attempt it is the application that acts. */
export const asRuntime = 'set local role numirio_runtime';

/** The statement that puts a transaction into a scope, as the application does. */
export function scopeOf({ workspace = '', scope = '', role = '' }: Scope): [string, ...unknown[]] {
  return [
    `select set_config('numirio.workspace_id', $1, true), set_config('numirio.scope', $2, true),
      set_config('numirio.role', $3, true)`,
    workspace,
    scope,
    role,
  ];
}
