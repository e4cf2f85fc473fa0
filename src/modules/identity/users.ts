import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { emailKey } from './email-key.ts';
import { hashPassword, pepperId } from './passwords.ts';

/** A user with the hash of their password, for sign-in and registration; undefined where unknown. */
export function findUserByEmail(tx: SystemTx, email: string) {
  return tx
    .selectFrom('users')
    .select(['id', 'email', 'name', 'password_hash'])
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst();
}

/** Inserts a user; returns false where the mailbox has an account already. */
export async function insertUser(
  tx: SystemTx,
  user: { id: string; email: string; name: string },
  passwordHash: string,
): Promise<boolean> {
  const created = await tx
    .insertInto('users')
    .values({
      ...user,
      email_key: emailKey(user.email),
      password_hash: passwordHash,
      password_pepper_id: pepperId,
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
  const passwordHash = await hashPassword(input.password, context.secrets.passwordPepper);
  const user = { id: newId(), email: input.email, name: input.name };
  await context.db.inSystem(async (tx) => {
    if (await insertUser(tx, user, passwordHash)) await andThen(tx, user.id);
  });
}
