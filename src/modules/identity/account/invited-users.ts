import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import { hashPassword, type PasswordHash } from '../passwords/passwords.ts';
import { assertAcceptablePassword } from '../passwords/rules.ts';
import type { User } from '../schema.ts';
import { findUserByEmail, insertUser } from '../users.ts';

/**
 * Hashes the password of somebody who signs up through an invitation; none of `words` may make it easy to
 * guess. Call it outside of any transaction. Throws 409 `account_exists`, 422 for a weak password.
 */
export async function prepareInvitedPassword(
  context: Context,
  email: string,
  password: string,
  words: string[],
): Promise<PasswordHash> {
  if (await context.db.inSystem((tx) => findUserByEmail(tx, email))) throw accountExists();
  assertAcceptablePassword(password, [email, ...words]);
  return hashPassword(password, context.secrets.passwordPeppers);
}

/** Creates the account of a mailbox that an invitation has confirmed. Throws 409 `account_exists`. */
export async function createInvitedUser(
  tx: SystemTx,
  context: Context,
  input: Omit<User, 'id'>,
  password: PasswordHash,
): Promise<User> {
  const user = { id: newId(), ...input };
  if (!(await insertUser(tx, context, user, password))) throw accountExists();
  return user;
}

// Said openly: whoever holds the invitation reads the mails of that address.
function accountExists(): AppError {
  return new AppError(
    'account_exists',
    409,
    'This address has an account already; sign in to accept the invitation.',
  );
}
