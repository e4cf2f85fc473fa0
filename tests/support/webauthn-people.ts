import { generateSync } from 'otplib';
import { hashPassword } from '#modules/identity/passwords/passwords.ts';
import type { SignInMethod } from '#modules/identity/sessions/sessions.ts';
import { completeFirstFactor } from '#modules/identity/sessions/sign-in.ts';
import { getUser } from '#modules/identity/users.ts';
import type { Member, TestApp, TestClient } from './app.ts';
import { withCookies } from './cookies.ts';
import { execute } from './database.ts';
import type { SoftAuthenticator, Twist } from './webauthn-authenticator.ts';

/** People with passwords, passkeys and authenticator apps, for tests of how they sign in. */

export const password = 'correct horse battery staple';

const hashes = new WeakMap<TestApp, ReturnType<typeof hashPassword>>();

/** Somebody who is signed in and has a password; it is hashed once for all people of a server. */
export async function signUpWithPassword(server: TestApp): Promise<Member> {
  const member = await signUpWithout(server);
  const hashing =
    hashes.get(server) ?? hashPassword(password, server.context.secrets.passwordPeppers);
  hashes.set(server, hashing);
  const { hash, pepperId } = await hashing;
  await execute(
    server.database.superuserUrl,
    'update users set password_hash = $2, password_pepper_id = $3, password_changed_at = $4 where id = $1',
    [member.userId, hash, pepperId, new Date(server.clock.now.getTime() - 86_400_000)],
  );
  return member;
}

/** Somebody who is signed in and has neither a password nor anything else. */
export async function signUpWithout(server: TestApp): Promise<Member> {
  const { cookie, userId, email, workspaceId, path } = await server.signUp();
  return Object.assign(server.browser(cookie), { userId, email, workspaceId, path });
}

/** Works at another time, and comes back. */
export async function inTime<Result>(
  server: TestApp,
  ms: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const { now } = server.clock;
  server.clock.now = new Date(now.getTime() + ms);
  try {
    return await work();
  } finally {
    server.clock.now = now;
  }
}

/** Marks all sessions of somebody as confirmed now, as an answered question would. */
export async function confirmed(server: TestApp, member: Member): Promise<Member> {
  const statement = 'update sessions set confirmed_at = $2 where user_id = $1';
  await execute(server.database.superuserUrl, statement, [member.userId, server.clock.now]);
  return member;
}

/** Adds a passkey over HTTP; its owner has just confirmed their session. */
export async function addPasskey(
  server: TestApp,
  member: Member,
  authenticator: SoftAuthenticator,
  { name = 'Laptop', twist = {} }: { name?: string; twist?: Twist } = {},
) {
  await confirmed(server, member);
  const { json } = await member.request('POST', '/v1/passkeys/options');
  const passkey = authenticator.create(json.options, twist);
  return member.request('POST', '/v1/passkeys', { name, passkey });
}

/** Sets an authenticator app up over HTTP and turns time on by a step, so that its code is used up. */
export async function addTotp(server: TestApp, member: Member) {
  await confirmed(server, member);
  const { json } = await member.request('POST', '/v1/totp');
  const secret: string = json.secret;
  const code = { totpCode: totpCode(server, secret) };
  const answer = await member.request('POST', '/v1/totp/confirmation', code);
  server.clock.now = new Date(server.clock.now.getTime() + 30_000);
  return { secret, recoveryCodes: answer.json.recoveryCodes as string[] | null, answer };
}

/** What an authenticator app shows whose clock is `skewSeconds` ahead of the server's. */
export function totpCode(server: TestApp, secret: string, skewSeconds = 0): string {
  return generateSync({ secret, epoch: server.clock.now.getTime() / 1000 + skewSeconds });
}

/** A browser after the first step of signing in, with what it was answered. */
export async function afterFirstStep(
  server: TestApp,
  { userId }: Member,
  method: SignInMethod = 'password',
): Promise<TestClient> {
  const request = {
    ip: '127.0.0.1',
    userAgent: 'test',
    cookie: () => undefined,
    header: () => undefined,
  };
  const { cookies } = await server.context.db.inSystem(async (tx) =>
    completeFirstFactor(tx, server.context, request, await getUser(tx, userId), method),
  );
  return server.browser(withCookies('', cookies));
}

/** The types of what was recorded about somebody, oldest first. */
export async function recordedTypes(server: TestApp, { userId }: Member): Promise<string[]> {
  const statement = 'select type from security_events where user_id = $1 order by id';
  const { rows } = await execute(server.database.superuserUrl, statement, [userId]);
  return rows.map((row) => row.type);
}

/** The kinds of mails that wait for somebody, oldest first. */
export async function mailKinds(server: TestApp, { email }: Member): Promise<string[]> {
  const statement = 'select kind from emails where recipient = $1 order by id';
  const { rows } = await execute(server.database.superuserUrl, statement, [email]);
  return rows.map((row) => row.kind);
}
