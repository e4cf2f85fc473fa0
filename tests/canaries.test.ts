import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cookieValue, withCookies } from './support/cookies.ts';
import { cloneDatabase, execute, type TestDatabase } from './support/database.ts';
import { call } from './support/http-member.ts';
import { type HostileProvider, startHostileProvider } from './support/oidc-hostile.ts';
import {
  type Ended,
  freePort,
  makeDataDir,
  removeDataDir,
  runProgram,
  type Server,
  startServer,
} from './support/server.ts';
import { softAuthenticator } from './support/webauthn-authenticator.ts';

// Everything secret that a person's account meets goes through the real processes; then every table, the
// processes' own output at the finest level and the log of Postgres are searched for it.

let database: TestDatabase;
let provider: HostileProvider;
let dataDir: string;
let server: Server;
let worker: { end: () => Promise<Ended> };

/** What must lie nowhere, by what it is. */
const canaries = new Map<string, string>();
const guard = (what: string, secret: unknown): string => {
  if (typeof secret !== 'string' || secret.length < 10) throw new Error(`there is no ${what}`);
  canaries.set(`${what} ${canaries.size}`, secret);
  return secret;
};

beforeAll(async () => {
  database = await cloneDatabase();
  provider = await startHostileProvider();
  dataDir = makeDataDir();
  const environment = {
    PORT: String(await freePort()),
    NUMIRIO_DATA_DIR: dataDir,
    NUMIRIO_LOG: 'debug',
    DATABASE_RUNTIME_URL: database.runtimeUrl,
    GOOGLE_ISSUER: provider.issuer.origin,
    GOOGLE_CLIENT_ID: provider.clientId,
    GOOGLE_CLIENT_SECRET: guard('client secret', provider.clientSecret),
  };
  server = await startServer(environment, 'serve');
  const work = runProgram('work', environment);
  worker = {
    end: () => {
      work.child.kill('SIGTERM');
      return work.ended;
    },
  };
}, 60_000);
afterAll(async () => {
  await provider.close();
  await removeDataDir(dataDir);
  await database.drop();
});

/** A browser that notes every token it is given. */
function openBrowser() {
  const browser = {
    cookie: '',
    request: async (method: string, path: string, body?: unknown) => {
      // A kept answer, and what tells requests with one key apart, must hold no secret either.
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await call(server.baseUrl, browser.cookie, method, path, body, { headers });
      const set = answer.headers.getSetCookie();
      browser.cookie = withCookies(browser.cookie, set);
      for (const name of ['access', 'refresh', 'device', 'challenge', 'passkey', 'google']) {
        const value = cookieValue(withCookies('', set), `numirio_${name}`);
        if (value) guard(`${name} cookie`, value);
      }
      return answer;
    },
    ok: async (method: string, path: string, body?: unknown) => {
      const answer = await browser.request(method, path, body);
      if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.json)}`);
      return answer;
    },
  };
  return browser;
}
type Browser = ReturnType<typeof openBrowser>;

/** The token of the newest mail whose link leads to `page`. */
async function mailedToken(email: string, page: string): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { json } = await call(server.baseUrl, '', 'GET', '/v1/outbox');
    const links: string[] = json.items
      .filter((mail: { to: string }) => mail.to === email)
      .flatMap((mail: { links: string[] }) => mail.links);
    const token = links.find((link) => link.includes(page))?.match(/#token=([\w-]+)/)?.[1];
    if (token) return guard(`token of ${page}`, token);
    await delay(25);
  }
  throw new Error(`no mail to ${email} leads to ${page}`);
}

/** Through the provider and back, as this person. */
async function throughGoogle(browser: Browser, purpose: string, email: string) {
  const there = await browser.request('GET', `/v1/google/authorization?purpose=${purpose}`);
  const address = there.headers.get('location') ?? '';
  const query = provider.approve(address, { sub: `google-${email}`, email });
  return browser.request('GET', `/v1/google/callback?${query}`);
}

async function signUp(browser: Browser, email: string): Promise<string> {
  const password = guard('password', 'heron canary quartz lantern 41');
  await browser.ok('POST', '/v1/registrations', { email });
  const token = await mailedToken(email, '/sign-up/confirm');
  const person = { token, password, name: 'Cana', workspaceName: 'Studio Cana' };
  await browser.ok('POST', '/v1/registrations/confirmation', person);
  return password;
}

async function addFactors(browser: Browser, password: string) {
  await browser.ok('POST', '/v1/sessions/current/confirmation', { password });
  const { json: totp } = await browser.ok('POST', '/v1/totp');
  const secret = guard('TOTP secret', totp.secret);
  const totpCode = generateSync({ secret });
  const { json } = await browser.ok('POST', '/v1/totp/confirmation', { totpCode });
  for (const code of json.recoveryCodes) guard('recovery code', code);
  const authenticator = softAuthenticator({
    origin: `http://localhost:${new URL(server.baseUrl).port}`,
  });
  const { json: creation } = await browser.ok('POST', '/v1/passkeys/options');
  const passkey = authenticator.create(creation.options);
  await browser.ok('POST', '/v1/passkeys', { name: 'Laptop', passkey });
  const phone = openBrowser();
  const { json: request } = await phone.ok('POST', '/v1/sessions/passkey-options');
  const answer = authenticator.get(request.options);
  await phone.ok('POST', '/v1/sessions/passkey', { passkey: answer });
  return { recoveryCodes: json.recoveryCodes as string[] };
}

/** Lets a colleague into the workspace, who then chooses another password. */
async function inviteColleague(owner: Browser): Promise<void> {
  const { json } = await owner.ok('GET', '/v1/workspaces');
  const email = 'colleague@example.com';
  const invitation = { email, role: 'accountant' };
  await owner.ok('POST', `/v1/workspaces/${json.items[0].id}/invitations`, invitation);
  const token = await mailedToken(email, '/invitation');
  const colleague = openBrowser();
  const password = guard('password', 'a colleague of canaries in Ulm');
  const person = { token, password, name: 'Carla' };
  await colleague.ok('POST', '/v1/invitations/registration', person);
  const newPassword = guard('password', 'another one of canaries in Ulm');
  await colleague.ok('POST', '/v1/sessions/current/confirmation', { password });
  await colleague.ok('PUT', '/v1/password', { currentPassword: password, newPassword });
}

async function resetPassword(email: string): Promise<string> {
  const browser = openBrowser();
  await browser.ok('POST', '/v1/password-resets', { email });
  const password = guard('password', 'seventeen canaries over Brno');
  const token = await mailedToken(email, '/reset-password');
  await browser.ok('POST', '/v1/password-resets/confirmation', { token, password });
  return password;
}

async function liveThrough(): Promise<void> {
  const email = 'canary@example.com';
  const browser = openBrowser();
  const first = await signUp(browser, email);
  await inviteColleague(browser);
  const wrong = guard('wrong password', 'the wrong canary password');
  expect(
    (await openBrowser().request('POST', '/v1/sessions', { email, password: wrong })).status,
  ).toBe(401);

  const stolen = browser.cookie;
  await browser.ok('POST', '/v1/sessions/refresh');
  await browser.ok('POST', '/v1/sessions/refresh');
  const replay = await call(server.baseUrl, stolen, 'POST', '/v1/sessions/refresh');
  expect([replay.status, replay.json.code]).toEqual([401, 'session_ended']);

  await browser.ok('POST', '/v1/sessions', { email, password: first });
  const { recoveryCodes } = await addFactors(browser, first);
  const password = await resetPassword(email);
  const again = openBrowser();
  const step = await again.request('POST', '/v1/sessions', { email, password });
  expect(step.status).toBe(202);
  await again.ok('POST', '/v1/sessions/second-factor', { recoveryCode: recoveryCodes[0] });
  await again.ok('POST', '/v1/sessions/current/confirmation', { recoveryCode: recoveryCodes[1] });
  expect((await throughGoogle(again, 'link', email)).headers.get('location')).toContain('/account');
  await again.ok('POST', '/v1/email-changes', { email: 'moved@example.com' });
  const token = await mailedToken('moved@example.com', '/account/email');
  await again.ok('POST', '/v1/email-changes/confirmation', { token });

  const stranger = await throughGoogle(openBrowser(), 'sign-in', 'new@gmail.example');
  const fragment = /#token=([\w-]+)/.exec(stranger.headers.get('location') ?? '');
  guard('registration token', fragment?.[1]);
  for (const secret of provider.secrets) if (secret) guard('Google token', secret);
}

/** Every row of every table, as text; bytes appear in hexadecimal. */
async function dump(): Promise<Map<string, string>> {
  const { rows } = await execute(
    database.superuserUrl,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const tables = new Map<string, string>();
  for (const { name } of rows) {
    const found = await execute(database.superuserUrl, `select t::text as row from ${name} t`);
    tables.set(name, found.rows.map(({ row }) => row).join('\n'));
  }
  return tables;
}

async function postgresLog(): Promise<string> {
  const { rows } = await execute(database.superuserUrl, 'show data_directory');
  return readFileSync(join(rows[0].data_directory, 'server.log'), 'utf8');
}

it('leaves no password, no token and nothing of Google in the database or a log', async () => {
  await liveThrough();
  const [served, worked] = [await server.end('SIGTERM'), await worker.end()];
  const places = await dump();
  places.set('output of serve', served.stdout + served.stderr);
  places.set('output of work', worked.stdout + worked.stderr);
  places.set('log of Postgres', await postgresLog());
  // What is searched is really there: rows, log lines, and tables that hold their hashes.
  for (const table of [
    'sessions',
    'registrations',
    'password_resets',
    'totps',
    'passkeys',
    'identities',
    'invitations',
    'idempotency_keys',
    'personal_idempotency_keys',
  ]) {
    expect(places.get(`public.${table}`)).not.toBe('');
  }
  expect(places.get('public.identities')).toContain('google-canary@example.com');
  expect(places.get('output of serve')).not.toBe('');
  expect(canaries.size).toBeGreaterThan(40);

  const found: string[] = [];
  for (const [what, secret] of canaries) {
    const spellings = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64'),
    ];
    for (const [place, text] of places) {
      if (spellings.some((spelling) => text.includes(spelling))) found.push(`${what} in ${place}`);
    }
  }
  expect(found).toEqual([]);
}, 90_000);
