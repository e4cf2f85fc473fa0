import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../../../tests/support/database.ts';
import {
  type Browser,
  comeBack,
  confirmNow,
  countRows,
  expectNoSession,
  findMail,
  type GoogleApp,
  leave,
  newPerson,
  recover,
  signedInAs,
  startGoogleApp,
} from '../../../../tests/support/oidc-app.ts';
import {
  type HostileProvider,
  startHostileProvider,
} from '../../../../tests/support/oidc-hostile.ts';

let provider: HostileProvider;
let server: GoogleApp;

beforeAll(async () => {
  provider = await startHostileProvider();
  server = await startGoogleApp(provider);
  provider.clock = server.clock;
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const question = 'Connect Google with your account?';

const confirm = (browser: Browser, token: string | undefined) =>
  browser.request('POST', '/v1/google/links/confirmation', { token });

/** Somebody with an account comes with a Google account of the same address, up to the mail about it. */
async function askMailbox(spell: (email: string) => string = (email) => email) {
  const ana = await server.signUp();
  const person = newPerson(spell(ana.email));
  const browser = server.browser();
  const query = provider.approve(await leave(browser), person);
  const answer = await comeBack(browser, query);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?google=mailbox']);
  expectNoSession(browser, answer);
  const mail = await findMail(server, { to: ana.email, subject: question });
  return { ana, person, browser, mail, token: mail.token };
}

/** What is so when this much time has gone by. */
async function travelled<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  const now = server.clock.now;
  server.clock.now = new Date(now.getTime() + ms);
  try {
    return await work();
  } finally {
    server.clock.now = now;
  }
}

const connections = async (userId: string) => {
  const { rows } = await execute(
    server.database.superuserUrl,
    'select subject from identities where user_id = $1',
    [userId],
  );
  return rows.map(({ subject }) => subject);
};

describe('a Google account whose address has an account', () => {
  it('is connected by a link in the mailbox, in the browser that began, and signs in', async () => {
    const { ana, person, browser, mail, token } = await askMailbox();
    expect(mail.text).toContain(`http://localhost:3000/google/connect#token=${token}`);
    expect(await connections(ana.userId)).toEqual([]);
    const answer = await confirm(browser, token);
    expect([answer.status, answer.json.user.id]).toEqual([201, ana.userId]);
    expect(await signedInAs(browser)).toBe(ana.userId);
    expect(browser.cookie).not.toContain('numirio_google');
    expect(await connections(ana.userId)).toEqual([person.sub]);
    const { json } = await browser.request('GET', '/v1/security-events');
    const types = json.items.map((event: { type: string }) => event.type);
    expect(types).toEqual(expect.arrayContaining(['google.connected', 'session.opened']));
    await findMail(server, { to: ana.email, subject: 'Google is now connected' });
    const again = await confirm(browser, token);
    expect([again.status, again.json.code]).toEqual([410, 'google_link_expired']);
  });

  it('is connected in no other browser, and nothing is used up by trying', async () => {
    const { ana, browser, token } = await askMailbox();
    const elsewhere = server.browser();
    const elsewhereToo = server.browser();
    await leave(elsewhereToo);
    for (const other of [elsewhere, elsewhereToo]) {
      const answer = await confirm(other, token);
      expect([answer.status, answer.json.code]).toEqual([409, 'google_link_other_browser']);
      expectNoSession(other, answer);
    }
    expect(await connections(ana.userId)).toEqual([]);
    expect((await confirm(browser, token)).status).toBe(201);
  });

  it('is connected until 14 minutes 59, and not at 15 minutes', async () => {
    const late = await askMailbox();
    const answer = await travelled(15 * 60_000, () => confirm(late.browser, late.token));
    expect([answer.status, answer.json.code]).toEqual([410, 'google_link_expired']);
    expect(await connections(late.ana.userId)).toEqual([]);
    const prompt = await askMailbox();
    const { status } = await travelled(899_000, () => confirm(prompt.browser, prompt.token));
    expect(status).toBe(201);
  });

  it('keeps its browser known for as long as the link lives', async () => {
    const ana = await server.signUp();
    const browser = server.browser();
    const query = provider.approve(await leave(browser), newPerson(ana.email));
    const answer = await comeBack(browser, query);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^numirio_google=nga_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900$/,
      ),
    ]);
  });

  it('is connected once by fifty confirmations at the same time', async () => {
    const { browser, token } = await askMailbox();
    const { cookie } = browser;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => confirm(server.browser(cookie), token)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 410)).toHaveLength(49);
  });

  it('asks for the second factor of the account', async () => {
    const { ana, browser, token } = await askMailbox();
    await execute(
      server.database.superuserUrl,
      'insert into totps (user_id, sealed_secret, confirmed_at, created_at) values ($1, $2, $3, $3)',
      [ana.userId, Buffer.alloc(60), server.clock.now],
    );
    const answer = await confirm(browser, token);
    expect([answer.status, answer.json.secondFactor.factors]).toEqual([202, ['totp']]);
    expect(await signedInAs(browser)).toBe(undefined);
  });

  it('is connected no more once the account was recovered', async () => {
    const { ana, browser, token } = await askMailbox();
    await recover(server, ana.email);
    const answer = await confirm(browser, token);
    expect([answer.status, answer.json.code]).toEqual([410, 'google_link_expired']);
    expect(await connections(ana.userId)).toEqual([]);
  });

  it('is connected no more once the account has another address', async () => {
    const { ana, browser, token } = await askMailbox();
    await execute(
      server.database.superuserUrl,
      "update users set email = 'new-' || email, email_key = 'new-' || email_key where id = $1",
      [ana.userId],
    );
    const answer = await confirm(browser, token);
    expect([answer.status, answer.json.code]).toEqual([410, 'google_link_expired']);
    expect(await connections(ana.userId)).toEqual([]);
  });

  it('stays with whoever connected it meanwhile', async () => {
    const { ana, person, browser, token } = await askMailbox();
    const bob = await server.signUp();
    await confirmNow(server, bob);
    const bobs = server.browser(bob.cookie);
    await comeBack(bobs, provider.approve(await leave(bobs, 'link'), person));
    expect(await connections(bob.userId)).toEqual([person.sub]);
    const answer = await confirm(browser, token);
    expect([answer.status, answer.json.code]).toEqual([409, 'google_account_in_use']);
    expect(await connections(ana.userId)).toEqual([]);
  });

  it('floods no mailbox', async () => {
    const ana = await server.signUp();
    const statuses = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const browser = server.browser();
      const query = provider.approve(await leave(browser), newPerson(ana.email));
      statuses.push((await comeBack(browser, query)).status);
    }
    expect(statuses.slice(0, 5)).toEqual(Array(5).fill(303));
    expect(statuses.slice(5)).toEqual(Array(3).fill(429));
  });
});

describe('an address that looks like the one of an account', () => {
  it.each<[string, (email: string) => string]>([
    ['in capitals', (email) => email.toUpperCase()],
    ['in full-width letters', (email) => email.replace('example', 'ｅｘａｍｐｌｅ')],
    ['with a Roman numeral for a letter', (email) => email.replace('exam', 'exaⅿ')],
    ['with an invisible letter, which DNS ignores', (email) => email.replace('exam', 'exa\u200bm')],
  ])('reaches it only through its own mailbox: %s', async (_what, spell) => {
    const { ana, browser, token } = await askMailbox(spell);
    expect(await connections(ana.userId)).toEqual([]);
    const answer = await confirm(server.browser(), token);
    expect(answer.json.code).toBe('google_link_other_browser');
    expect((await confirm(browser, token)).json.user.email).toBe(ana.email);
  });

  it.each([
    ['a Cyrillic letter', 'а'],
    ['a Greek letter', 'α'],
    ['a dotless letter', 'ı'],
  ])('does not reach it at all with %s', async (_what, letter) => {
    const ana = await server.signUp();
    const before = await countRows(server);
    const lookalike = ana.email.replace('example', `ex${letter}mple`);
    const browser = server.browser();
    const answer = await comeBack(
      browser,
      provider.approve(await leave(browser), newPerson(lookalike)),
    );
    expectNoSession(browser, answer);
    // It is somebody else's, who may register.
    expect(answer.headers.get('location')).toMatch(/\/sign-up\/confirm#token=/);
    const { registrations, ...rest } = await countRows(server);
    const { registrations: registrationsBefore, ...restBefore } = before;
    expect([registrations, rest]).toEqual([(registrationsBefore ?? 0) + 1, restBefore]);
    expect(await connections(ana.userId)).toEqual([]);
  });
});

describe('a confirmation of a mailbox', () => {
  it('is refused for tokens that are none, foreign or missing', async () => {
    const { browser } = await askMailbox();
    for (const token of [
      'x'.repeat(47),
      `ngl_${'A'.repeat(43)}`,
      'ngl_\u0000\ud800 aaaaaaaaaaaaaaaa',
    ]) {
      const answer = await confirm(browser, token);
      expect([answer.status, answer.json.code]).toEqual([410, 'google_link_expired']);
    }
    const missing = await confirm(browser, undefined);
    expect([missing.status, missing.json.errors[0].field]).toEqual([422, 'token']);
  });
});
