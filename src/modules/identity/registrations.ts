import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { queueEmail } from '#modules/email/index.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import { emailKey } from './email-key.ts';
import { assertAcceptablePassword, hashPassword } from './passwords.ts';
import type { RegistrationConfirmation, User } from './schema.ts';
import { hashToken, newToken } from './tokens.ts';
import { findUserByEmail, insertUser } from './users.ts';

const validHours = 24;

/**
 * Begins a registration: no account exists before its mailbox is confirmed, so none can be hijacked
 * beforehand. The answer is the same for a known address, whose owner is told by mail instead.
 */
export async function startRegistration(
  tx: SystemTx,
  context: Context,
  email: string,
): Promise<void> {
  const token = newToken('nrg');
  const known = await findUserByEmail(tx, email);
  await tx
    .insertInto('registrations')
    .values({
      id: newId(),
      email,
      email_key: emailKey(email),
      token_hash: hashToken(token),
      expires_at: new Date(context.now().getTime() + validHours * 3_600_000),
    })
    .execute();
  await queueEmail(
    tx,
    known ? accountExists(email, context) : confirmAddress(email, token, context),
  );
}

/**
 * Ends a registration: consumes the token once and creates the user. The password is hashed before the
 * transaction begins. Throws 410 `registration_expired`, 422 for a weak password.
 */
export async function confirmRegistration(
  tx: SystemTx,
  context: Context,
  input: RegistrationConfirmation,
  passwordHash: string,
): Promise<User> {
  const registration = await tx
    .updateTable('registrations')
    .set({ consumed_at: context.now() })
    .where('token_hash', '=', hashToken(input.token))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', context.now())
    .returning('email')
    .executeTakeFirst();
  if (!registration) throw registrationExpired();
  const user = { id: newId(), email: registration.email, name: input.name };
  const created = await insertUser(tx, user, passwordHash);
  if (!created) throw registrationExpired();
  return user;
}

/** Looks a pending registration up and hashes the password for it, outside any transaction. */
export async function preparePassword(
  context: Context,
  input: RegistrationConfirmation,
): Promise<string> {
  const pending = await context.db.inSystem((tx) =>
    tx
      .selectFrom('registrations')
      .select('email')
      .where('token_hash', '=', hashToken(input.token))
      .where('consumed_at', 'is', null)
      .where('expires_at', '>', context.now())
      .executeTakeFirst(),
  );
  if (!pending) throw registrationExpired();
  assertAcceptablePassword(input.password, pending.email);
  return hashPassword(input.password, context.secrets.passwordPepper);
}

function registrationExpired(): AppError {
  return new AppError(
    'registration_expired',
    410,
    'This link has expired or was used already; please register again.',
  );
}

function confirmAddress(to: string, token: string, context: Context) {
  return {
    to,
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Welcome to Numirio. One click, a password, and you can write your first invoice.',
    ],
    // In the fragment the token reaches neither server logs nor a Referer header.
    action: {
      label: 'Confirm and continue',
      url: new URL(`/sign-up/confirm#token=${token}`, context.config.baseUrl).href,
    },
    closing: `The link works once, for ${validHours} hours. If you did not ask for it, ignore this mail; nothing was created.`,
  };
}

function accountExists(to: string, context: Context) {
  return {
    to,
    subject: 'You already have a Numirio account',
    paragraphs: ['Someone, probably you, tried to register with this address. It has an account.'],
    action: { label: 'Sign in', url: new URL('/sign-in', context.config.baseUrl).href },
    closing: 'If it was not you, there is nothing to do; nothing was changed.',
  };
}
