import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { execute } from '../../../../tests/support/database.ts';
import {
  type Browser,
  comeBack,
  confirmNow,
  findMail,
  type GoogleApp,
  leave,
  newPerson,
  signedInAs,
} from '../../../../tests/support/oidc-app.ts';
import { locationOf, type People, startPeople } from '../../../../tests/support/oidc-people.ts';
import type { RealProvider } from '../../../../tests/support/oidc-provider.ts';

let people: People;
let server: GoogleApp;
let provider: RealProvider;

beforeAll(async () => {
  people = await startPeople();
  ({ server, provider } = people);
});
beforeEach(() => {
  // This provider lives in the present.
  server.clock.now = new Date();
});
afterAll(() => people.close());

/** When each session of a user was confirmed. */
const confirmations = async (userId: string) => {
  const { rows } = await execute(
    server.database.superuserUrl,
    'select confirmed_at from sessions where user_id = $1',
    [userId],
  );
  return rows.map((row) => row.confirmed_at);
};

const addPassword = (userId: string) =>
  execute(
    server.database.superuserUrl,
    "update users set password_hash = 'x', password_pepper_id = 1 where id = $1",
    [userId],
  );

const events = async (browser: Browser) => {
  const { json } = await browser.request('GET', '/v1/security-events');
  return json.items.map((event: { type: string }) => event.type);
};

describe('somebody who is signed in', () => {
  const member = async () => {
    const { userId, email, cookie } = await server.signUp();
    const browser = server.browser(cookie);
    return { userId, email, browser };
  };

  it('connects Google after confirming that it is them, and is told by mail', async () => {
    const ana = await member();
    const refused = await ana.browser.request('GET', '/v1/google/authorization?purpose=link');
    expect([refused.status, refused.json.code]).toEqual([403, 'confirmation_required']);
    await confirmNow(server, ana);
    const person = newPerson();
    const answer = await people.go(ana.browser, person, 'link');
    expect([answer.status, locationOf(answer)]).toEqual([303, '/account']);
    expect(await people.connections(ana.userId)).toMatchObject([{ email: person.email }]);
    expect(await events(ana.browser)).toContain('google.connected');
    await findMail(server, { to: ana.email, subject: 'Google is now connected' });
    const browser = server.browser();
    expect(locationOf(await people.go(browser, person))).toBe('/');
    expect(await signedInAs(browser)).toBe(ana.userId);
    // The same again changes nothing.
    await confirmNow(server, ana);
    expect(locationOf(await people.go(ana.browser, person, 'link'))).toBe('/account');
    expect(await people.connections(ana.userId)).toHaveLength(1);
  });

  it('cannot connect a Google account that signs somebody else in', async () => {
    const { person } = await people.signUp();
    const ana = await member();
    await confirmNow(server, ana);
    const answer = await people.go(ana.browser, person, 'link');
    expect([answer.status, answer.json.code]).toEqual([409, 'google_account_in_use']);
    expect(await people.connections(ana.userId)).toEqual([]);
  });

  it('connects nothing once their session has ended', async () => {
    const ana = await member();
    await confirmNow(server, ana);
    provider.person = { ...newPerson(), agrees: true };
    const query = await provider.visit(await leave(ana.browser, 'link'));
    const googleCookie = ana.browser.cookie;
    await ana.browser.request('DELETE', '/v1/sessions/current');
    const answer = await comeBack(server.browser(googleCookie), query);
    expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
    expect(await people.connections(ana.userId)).toEqual([]);
  });

  it('is not sent to Google by another site', async () => {
    const ana = await member();
    await confirmNow(server, ana);
    for (const site of ['cross-site', 'same-site']) {
      const answer = await ana.browser.request(
        'GET',
        '/v1/google/authorization?purpose=link',
        undefined,
        { 'sec-fetch-site': site },
      );
      expect([answer.status, answer.json.code]).toEqual([403, 'cross_site_request']);
    }
  });

  it('disconnects Google where another way in exists, and only there', async () => {
    const { browser, person, userId } = await people.signUp();
    const disconnect = () => browser.request('DELETE', '/v1/google');
    const unconfirmed = await disconnect();
    expect([unconfirmed.status, unconfirmed.json.code]).toEqual([403, 'confirmation_required']);
    expect(unconfirmed.json.confirmWith).toEqual(['google']);
    await confirmNow(server, { userId });
    const last = await disconnect();
    expect([last.status, last.json.code]).toEqual([409, 'last_way_in']);
    expect(await people.connections(userId)).toHaveLength(1);
    await addPassword(userId);
    expect((await disconnect()).status).toBe(204);
    expect(await people.connections(userId)).toEqual([]);
    expect(await events(browser)).toContain('google.disconnected');
    await findMail(server, { to: person.email, subject: 'Google is no longer connected' });
    const again = await disconnect();
    expect([again.status, again.json.code]).toEqual([404, 'google_not_found']);
    // The address still has its account, so its mailbox would be asked now.
    expect(locationOf(await people.go(server.browser(), person))).toBe('/sign-in?google=mailbox');
  });
});

describe('a confirmation by Google', () => {
  it('confirms the session of who has no password, by signing in there anew', async () => {
    const { browser, person, userId } = await people.signUp();
    const before = provider.signIns;
    const answer = await people.go(browser, person, 'confirm');
    expect([answer.status, locationOf(answer)]).toEqual([303, '/account?confirmed=google']);
    expect(provider.signIns).toBe(before + 1);
    const { json } = await browser.request('GET', '/v1/security-events');
    expect(json.items[0]).toMatchObject({
      type: 'session.confirmed',
      data: { with: 'google' },
    });
    expect(await confirmations(userId)).toEqual([server.clock.now]);
  });

  it('is refused with any other Google account, be it of somebody or of nobody', async () => {
    const { browser, userId } = await people.signUp();
    for (const person of [newPerson(), (await people.signUp()).person]) {
      const answer = await people.go(browser, person, 'confirm');
      expect([answer.status, answer.json.code]).toEqual([409, 'google_other_account']);
    }
    expect(await confirmations(userId)).toEqual([null]);
  });

  it('does not stand in for a password or a second factor', async () => {
    const { browser, userId } = await people.signUp();
    await addPassword(userId);
    const answer = await browser.request('GET', '/v1/google/authorization?purpose=confirm');
    expect([answer.status, answer.json.code]).toEqual([403, 'confirmation_required']);
    expect(answer.json.confirmWith).toEqual(['password']);
  });

  it('does not stand in for a second factor that came while its user was at Google', async () => {
    const { browser, person, userId } = await people.signUp();
    provider.person = { ...person, agrees: true };
    const query = await provider.visit(await leave(browser, 'confirm'));
    await people.addTotp(userId);
    const answer = await comeBack(browser, query);
    expect([answer.status, answer.json.code]).toEqual([403, 'confirmation_required']);
    expect(answer.json.confirmWith).toEqual(['totp']);
    expect(await confirmations(userId)).toEqual([null]);
  });

  it('is for those who are signed in', async () => {
    for (const purpose of ['link', 'confirm']) {
      const path = `/v1/google/authorization?purpose=${purpose}`;
      const answer = await server.browser().request('GET', path);
      expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
      expect(answer.headers.get('set-cookie')).toBe(null);
    }
  });
});

describe('afterwards', () => {
  it('no code and no state of all this lies in a table or in the log', () =>
    people.expectNoTrace());
});
