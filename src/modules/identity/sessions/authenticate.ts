import type { Context } from '#context.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { verifyPassword } from '../passwords/passwords.ts';
import type { User } from '../schema.ts';
import { findUserByEmail, presentUser } from '../users.ts';

/** Checks e-mail and password in the same time for every address; throws 401 `invalid_credentials`. */
export async function authenticate(
  context: Context,
  _request: RequestInfo,
  input: { email: string; password: string },
): Promise<User> {
  const user = await context.db.inSystem((tx) => findUserByEmail(tx, input.email));
  const stored =
    user?.password_hash == null || user.password_pepper_id === null
      ? undefined
      : { hash: user.password_hash, pepperId: user.password_pepper_id };
  const matches = await verifyPassword(input.password, stored, context.secrets.passwordPeppers);
  if (!user || !matches) {
    throw new AppError('invalid_credentials', 401, 'E-mail address or password is not right.');
  }
  return presentUser(user);
}
