import { pino } from 'pino';
import { expect } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Answer, type Member, startTestApp, type TestApp, type TestClient } from './app.ts';
import { cookieValue } from './cookies.ts';
import { execute } from './database.ts';

/** A server that offers signing in with a provider of the test's. */
export type GoogleApp = TestApp & {
  /** Everything that was logged, at every level. */
  logged: string[];
};

/** A browser with its own cookies. */
export type Browser = TestClient;

/** Starts the server for one test file; call `close()` in afterAll. */
export async function startGoogleApp(provider: {
  issuer: URL;
  clientId: string;
  clientSecret: string;
}): Promise<GoogleApp> {
  const server = await startTestApp();
  const { issuer, clientId, clientSecret } = provider;
  const logged: string[] = [];
  server.context.config.google = { issuer, clientId };
  server.context.secrets.googleClientSecret = clientSecret;
  server.context.log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
  return { ...server, logged };
}

/** Leaves for the provider; returns the address to which the browser is sent there. */
export async function leave(browser: Browser, purpose = 'sign-in'): Promise<string> {
  const answer = await browser.request('GET', `/v1/google/authorization?purpose=${purpose}`);
  expect([answer.status, answer.json]).toEqual([303, undefined]);
  return answer.headers.get('location') ?? '';
}

/** Comes back from the provider with its answer. */
export function comeBack(
  browser: Browser,
  query: URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return browser.request('GET', `/v1/google/callback?${query}`, undefined, headers);
}

/** Lets a member's session count as confirmed from now on. */
export async function confirmNow(server: TestApp, { userId }: Pick<Member, 'userId'>) {
  await execute(
    server.database.superuserUrl,
    'update sessions set confirmed_at = $2 where user_id = $1',
    [userId, server.clock.now],
  );
}

/** Connects an account of the provider with a user, as if they had done it some time ago. */
export async function connect(
  server: TestApp,
  issuer: URL,
  { userId }: Pick<Member, 'userId'>,
  person: { sub: string; email: string },
): Promise<void> {
  await execute(
    server.database.superuserUrl,
    'insert into identities values ($1, $2, $3, $4, $5, $5)',
    [issuer.origin, person.sub, userId, person.email, server.clock.now],
  );
}

/** A person at a provider of whom nobody has heard. */
export function newPerson(email?: string): { sub: string; email: string } {
  const sub = newId();
  return { sub, email: email ?? `${sub}@gmail.example` };
}

/** The rows that a sign-in could add, each counted. */
export async function countRows(server: TestApp): Promise<Record<string, number>> {
  const tables = ['users', 'identities', 'sessions', 'registrations', 'identity_links', 'emails'];
  const { rows } = await execute(
    server.database.superuserUrl,
    `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join()}`,
  );
  return rows[0];
}

/** Whom a browser's session belongs to; undefined where it has none. */
export async function signedInAs(browser: Browser): Promise<string | undefined> {
  const { status, json } = await browser.request('GET', '/v1/me');
  return status === 200 ? json.user.id : undefined;
}

/** Fails where an answer or its browser holds a session. */
export function expectNoSession(browser: Browser, answer: Answer): void {
  const set = answer.headers.getSetCookie().join();
  expect(set).not.toMatch(/numirio_(access|refresh|device|challenge)=[^;]/);
  expect(cookieValue(browser.cookie, 'numirio_access')).toBe(undefined);
}

/** Fails unless an attempt is refused with this problem, and nothing comes of it. */
export async function expectNothing(
  server: GoogleApp,
  attempt: (browser: Browser) => Promise<Answer>,
  status: number,
  code: string,
): Promise<Answer> {
  const before = await countRows(server);
  const browser = server.browser();
  const answer = await attempt(browser);
  expect([answer.status, answer.json?.code]).toEqual([status, code]);
  expectNoSession(browser, answer);
  expect(await countRows(server)).toEqual(before);
  return answer;
}

/** A mail to an address, by its subject, with the token of its link; it is there once its job has run. */
export async function findMail(
  server: TestApp,
  wanted: { to: string; subject: string },
): Promise<{ text: string; token: string | undefined }> {
  return server.withWorker(async () => {
    const deadline = Date.now() + 15_000;
    while (Date.now() < deadline) {
      const { json } = await server.anonymous.request('GET', '/v1/outbox');
      const mail = json.items.find(
        ({ to, subject }: typeof wanted) => to === wanted.to && subject === wanted.subject,
      );
      if (mail) return { text: mail.text, token: /#token=([\w-]+)/.exec(mail.text)?.[1] };
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no mail "${wanted.subject}" came to ${wanted.to}`);
  });
}

/** The owner of a mailbox sets a new password by the link that they are sent there. */
export async function recover(server: GoogleApp, email: string): Promise<void> {
  const owner = server.browser();
  await owner.request('POST', '/v1/password-resets', { email });
  const { token } = await findMail(server, { to: email, subject: 'Choose a new password' });
  const password = 'nine slow herons over water';
  const path = '/v1/password-resets/confirmation';
  const answer = await owner.request('POST', path, { token, password });
  expect([answer.status, answer.json]).toEqual([204, undefined]);
}

/** Fails where a secret lies in any row of any table, as text or as bytes, or in anything that was logged. */
export async function expectNoTrace(server: GoogleApp, secrets: string[]): Promise<void> {
  const { superuserUrl } = server.database;
  const { rows } = await execute(
    superuserUrl,
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const dumps = await Promise.all(
    rows.map(({ name }) => execute(superuserUrl, `select t::text as row from ${name} t`)),
  );
  const kept = dumps.flatMap((dump) => dump.rows.map(({ row }) => row));
  const everything = [...kept, ...server.logged].join('\n');
  // What is looked through holds what it must hold, so that finding nothing means something.
  expect(everything).toContain(server.context.config.google?.issuer.origin);
  const found = secrets.filter((secret) =>
    [secret, Buffer.from(secret).toString('hex')].some((form) => everything.includes(form)),
  );
  expect(found).toEqual([]);
}
