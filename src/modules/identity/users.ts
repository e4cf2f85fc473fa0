import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { notSignedIn, type SystemTx } from '#platform/db.ts';
import { emailKey } from './email-key.ts';
import { hashPassword, type PasswordHash } from './passwords/passwords.ts';
import type { Language, User } from './schema.ts';

/** A user with the hash of their password, for sign-in and registration; undefined where unknown. */
export function findUserByEmail(tx: SystemTx, email: string) {
  return tx
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language', 'password_hash', 'password_pepper_id'])
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst();
}

/** A user by id; throws 401 `not_signed_in` where they are gone, which ends all they could do. */
export async function getUser(tx: SystemTx, userId: string): Promise<User> {
  const row = await tx
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language'])
    .where('id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notSignedIn();
  return presentUser(row);
}

/** The users of these ids who are still there, by id. */
export async function getUsers(tx: SystemTx, userIds: string[]): Promise<Map<string, User>> {
  if (userIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language'])
    .where('id', 'in', userIds)
    .execute();
  return new Map(rows.map((row) => [row.id, presentUser(row)]));
}

export function presentUser(row: {
  id: string;
  email: string;
  name: string;
  language: string;
}): User {
  return { id: row.id, email: row.email, name: row.name, language: row.language as Language };
}

/** Inserts a user; returns false where the mailbox has an account already. */
export async function insertUser(
  tx: SystemTx,
  context: Context,
  user: User,
  password: PasswordHash | undefined,
): Promise<boolean> {
  const created = await tx
    .insertInto('users')
    .values({
      ...user,
      email_key: emailKey(user.email),
      password_hash: password?.hash ?? null,
      password_pepper_id: password?.pepperId ?? null,
      password_changed_at: password ? context.now() : null,
      created_at: context.now(),
    })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return created !== undefined;
}

/** Creates a user whose mailbox needs no confirmation, and what belongs to them, in one transaction. */
export async function createUser(
  context: Context,
  input: { email: string; name: string; password: string },
  andThen: (tx: SystemTx, userId: string) => Promise<void>,
): Promise<void> {
  const hash = await hashPassword(input.password, context.secrets.passwordPeppers);
  const user: User = { id: newId(), email: input.email, name: input.name, language: 'en' };
  await context.db.inSystem(async (tx) => {
    if (await insertUser(tx, context, user, hash)) await andThen(tx, user.id);
  });
}
