import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError, invalidInput } from '#platform/errors.ts';
import { emailKey } from '../email-key.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { hashPassword, type PasswordHash } from '../passwords/passwords.ts';
import { assertAcceptablePassword } from '../passwords/rules.ts';
import type { Language, RegistrationConfirmation, User } from '../schema.ts';
import { hashToken, newToken } from '../tokens.ts';
import { findUserByEmail, insertUser } from '../users.ts';

const validHours = 24;

/**
 * Begins a registration: no account exists before its mailbox is confirmed, so none can be hijacked
 * beforehand. The answer is the same for a known address, whose owner is told by mail instead.
 */
export async function startRegistration(
  tx: SystemTx,
  context: Context,
  { email, language }: { email: string; language: Language },
): Promise<void> {
  const token = await insertRegistration(tx, context, { email, language });
  const known = await findUserByEmail(tx, email);
  const { baseUrl } = context.config;
  if (known) {
    const reader = { email, language: known.language as Language };
    const url = new URL('/sign-in', baseUrl).href;
    await queueIdentityMail(tx, context, reader, { kind: 'account_exists', url });
    return;
  }
  const url = registrationUrl(context, token);
  await queueIdentityMail(tx, context, { email, language }, { kind: 'confirm_registration', url });
}

/** Where a registration is confirmed. In the fragment the token reaches neither logs nor a Referer header. */
export function registrationUrl(context: Context, token: string): string {
  return new URL(`/sign-up/confirm#token=${token}`, context.config.baseUrl).href;
}

/**
 * Writes a registration and returns its token; one with an identity needs no password. The newest of a
 * mailbox alone counts, but what an OpenID provider vouched for is not ended by a stranger's request.
 */
export async function insertRegistration(
  tx: SystemTx,
  context: Context,
  registration: {
    email: string;
    language: Language;
    identity?: { issuer: string; subject: string };
  },
): Promise<string> {
  const token = newToken('nrg');
  const now = context.now();
  let endOlder = tx
    .updateTable('registrations')
    .set({ consumed_at: now })
    .where('email_key', '=', emailKey(registration.email))
    .where('consumed_at', 'is', null);
  if (!registration.identity) endOlder = endOlder.where('identity_subject', 'is', null);
  await endOlder.execute();
  await tx
    .insertInto('registrations')
    .values({
      id: newId(),
      email: registration.email,
      email_key: emailKey(registration.email),
      language: registration.language,
      identity_issuer: registration.identity?.issuer ?? null,
      identity_subject: registration.identity?.subject ?? null,
      token_hash: hashToken(token),
      expires_at: new Date(now.getTime() + validHours * 3_600_000),
      created_at: now,
    })
    .execute();
  return token;
}

/**
 * Ends a registration: consumes the token once and creates the user. The password is hashed before the
 * transaction begins. Throws 410 `registration_expired`.
 */
export async function confirmRegistration(
  tx: SystemTx,
  context: Context,
  input: RegistrationConfirmation,
  password: PasswordHash | undefined,
): Promise<User> {
  const now = context.now();
  const registration = await tx
    .updateTable('registrations')
    .set({ consumed_at: now })
    .where('token_hash', '=', hashToken(input.token))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['email', 'language', 'identity_issuer', 'identity_subject'])
    .executeTakeFirst();
  if (!registration) throw registrationExpired();
  const { identity_issuer: issuer, identity_subject: subject } = registration;
  if (!password && (issuer === null || subject === null)) throw registrationExpired();
  const user: User = {
    id: newId(),
    email: registration.email,
    name: input.name,
    language: registration.language as Language,
  };
  if (!(await insertUser(tx, context, user, password))) throw registrationExpired();
  if (issuer !== null && subject !== null) {
    await tx
      .insertInto('identities')
      .values({
        issuer,
        subject,
        user_id: user.id,
        email: user.email,
        created_at: now,
        last_used_at: now,
      })
      .execute();
  }
  return user;
}

/**
 * Looks a pending registration up and hashes the password for it, outside any transaction; undefined for
 * one from Google without a password. Throws 410 `registration_expired`, 422 for a weak or missing password.
 */
export async function preparePassword(
  context: Context,
  input: RegistrationConfirmation,
): Promise<PasswordHash | undefined> {
  const pending = await context.db.inSystem((tx) =>
    tx
      .selectFrom('registrations')
      .select(['email', 'identity_subject'])
      .where('token_hash', '=', hashToken(input.token))
      .where('consumed_at', 'is', null)
      .where('expires_at', '>', context.now())
      .executeTakeFirst(),
  );
  if (!pending) throw registrationExpired();
  if (input.password === undefined) {
    if (pending.identity_subject !== null) return undefined;
    throw invalidInput([{ field: 'password', message: 'is required' }]);
  }
  assertAcceptablePassword(input.password, [pending.email, input.name, input.workspaceName]);
  return hashPassword(input.password, context.secrets.passwordPeppers);
}

function registrationExpired(): AppError {
  return new AppError(
    'registration_expired',
    410,
    'This link has expired or was used already; please register again.',
  );
}
