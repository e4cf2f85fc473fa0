import type { Context } from '#context.ts';
import { hashPassword, isOutdated, type PasswordHash } from './passwords.ts';

/**
 * Hashes a password anew that has just proved right, where its hash is of an earlier cost or pepper. It
 * runs beside the answer: whether it succeeds changes nothing for who signs in, and the next sign-in tries
 * again.
 */
export function rehashIfOutdated(
  context: Context,
  userId: string,
  password: string,
  stored: PasswordHash,
): void {
  if (!isOutdated(stored, context.secrets.passwordPeppers)) return;
  rehash(context, userId, password, stored).catch((error: unknown) => {
    context.log.warn({ userId, error: String(error) }, 'a password could not be hashed anew');
  });
}

async function rehash(
  context: Context,
  userId: string,
  password: string,
  stored: PasswordHash,
): Promise<void> {
  const renewed = await hashPassword(password, context.secrets.passwordPeppers);
  await context.db.inSystem((tx) =>
    tx
      .updateTable('users')
      .set({ password_hash: renewed.hash, password_pepper_id: renewed.pepperId })
      .where('id', '=', userId)
      // Compare and set: a password that was changed in the meantime stays.
      .where('password_hash', '=', stored.hash)
      .where('password_pepper_id', '=', stored.pepperId)
      .execute(),
  );
}
