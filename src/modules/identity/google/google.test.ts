import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import {
  type Browser,
  comeBack,
  confirmNow,
  expectNoTrace,
  findMail,
  type GoogleApp,
  leave,
  newPerson,
  signedInAs,
  startGoogleApp,
} from '../../../../tests/support/oidc-app.ts';
import { type RealProvider, startRealProvider } from '../../../../tests/support/oidc-provider.ts';

let provider: RealProvider;
let server: GoogleApp;

beforeAll(async () => {
  provider = await startRealProvider();
  server = await startGoogleApp(provider);
});
beforeEach(() => {
  // This provider lives in the present.
  server.clock.now = new Date();
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const secrets: string[] = [];

/** All the way to the provider and back, as this person. */
async function go(
  browser: Browser,
  person: { sub: string; email: string },
  purpose = 'sign-in',
): Promise<Answer> {
  provider.person = { ...person, agrees: true };
  const query = await provider.visit(await leave(browser, purpose));
  secrets.push(...query.values());
  return comeBack(browser, query);
}

const location = (answer: Answer) => answer.headers.get('location') ?? '';

/** Somebody new, all the way to their workspace. */
async function signUp(person = newPerson()) {
  const browser = server.browser();
  const answer = await go(browser, person);
  const token = /#token=([\w-]+)&google=1$/.exec(location(answer))?.[1];
  const confirmation = { token, name: 'Eva', workspaceName: 'Studio Eva' };
  const confirmed = await browser.request('POST', '/v1/registrations/confirmation', confirmation);
  return { browser, person, answer, confirmed, userId: confirmed.json.user?.id as string };
}

const connections = async (userId: string) => {
  const { rows } = await execute(
    server.database.superuserUrl,
    'select issuer, subject, email from identities where user_id = $1 order by created_at',
    [userId],
  );
  return rows;
};

/** When each session of a user was confirmed. */
const confirmations = async (userId: string) => {
  const { rows } = await execute(
    server.database.superuserUrl,
    'select confirmed_at from sessions where user_id = $1',
    [userId],
  );
  return rows.map((row) => row.confirmed_at);
};

const addTotp = (userId: string) =>
  execute(
    server.database.superuserUrl,
    'insert into totps (user_id, sealed_secret, confirmed_at, created_at) values ($1, $2, $3, $3)',
    [userId, Buffer.alloc(60), server.clock.now],
  );

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

describe('somebody new', () => {
  it('comes from Google to an account with a workspace, without password and mail', async () => {
    const { browser, person, answer, confirmed, userId } = await signUp();
    expect(answer.status).toBe(303);
    expect(location(answer)).toMatch(
      /^http:\/\/localhost:3000\/sign-up\/confirm#token=nrg_[\w-]{43}&google=1$/,
    );
    expect(browser.cookie).not.toContain('numirio_google');
    expect([confirmed.status, confirmed.json.user.email]).toEqual([201, person.email]);
    const workspace = await browser.request('GET', `/v1/workspaces/${confirmed.json.workspaceId}`);
    expect(workspace.json).toMatchObject({ legalName: 'Studio Eva', role: 'owner' });
    const { email } = person;
    expect(await connections(userId)).toEqual([
      { issuer: provider.issuer.origin, subject: person.sub, email },
    ]);
  });

  it('signs in with Google from then on, in another browser too', async () => {
    const { person, userId } = await signUp();
    const browser = server.browser();
    const answer = await go(browser, person);
    expect([answer.status, location(answer)]).toEqual([303, '/']);
    expect(await signedInAs(browser)).toBe(userId);
    expect(browser.cookie).not.toContain('numirio_google');
    const { json } = await browser.request('GET', '/v1/sessions');
    expect(json.items[0]).toMatchObject({ current: true, method: 'google' });
  });

  it('is known by issuer and subject, whatever address Google shows by now', async () => {
    const { person, userId } = await signUp();
    const renamed = { ...person, email: newPerson().email };
    const browser = server.browser();
    expect(location(await go(browser, renamed))).toBe('/');
    expect(await signedInAs(browser)).toBe(userId);
    expect(await connections(userId)).toMatchObject([{ email: renamed.email }]);
    expect((await browser.request('GET', '/v1/me')).json.user.email).toBe(person.email);
  });

  it('who declines at Google gets nothing and is told so', async () => {
    provider.person = { ...newPerson(), agrees: false };
    const browser = server.browser();
    const query = await provider.visit(await leave(browser));
    const answer = await comeBack(browser, query);
    expect([answer.status, answer.json.code]).toEqual([403, 'google_denied']);
  });

  it('with a second factor is asked for it', async () => {
    const { person, userId } = await signUp();
    await addTotp(userId);
    const browser = server.browser();
    const answer = await go(browser, person);
    expect([answer.status, location(answer)]).toEqual([303, '/sign-in/second-factor']);
    expect(browser.cookie).toMatch(/numirio_challenge=nch_/);
    expect(await signedInAs(browser)).toBe(undefined);
  });
});

describe('a key of the provider', () => {
  it('counts as soon as it is new, of another algorithm too, and without a restart', async () => {
    const { person, userId } = await signUp();
    for (const algorithm of ['ES256', 'RS256'] as const) {
      // Signed in with the old key just now, so that our copy of the keys is as fresh as it can be.
      expect(location(await go(server.browser(), person))).toBe('/');
      await provider.rotateKeys(algorithm);
      const browser = server.browser();
      expect(location(await go(browser, person))).toBe('/');
      expect(await signedInAs(browser)).toBe(userId);
      server.clock.now = new Date(server.clock.now.getTime() + 61_000);
    }
  });
});

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
    const answer = await go(ana.browser, person, 'link');
    expect([answer.status, location(answer)]).toEqual([303, '/account']);
    expect(await connections(ana.userId)).toMatchObject([{ email: person.email }]);
    expect(await events(ana.browser)).toContain('google.connected');
    await findMail(server, { to: ana.email, subject: 'Google is now connected' });
    const browser = server.browser();
    expect(location(await go(browser, person))).toBe('/');
    expect(await signedInAs(browser)).toBe(ana.userId);
    // The same again changes nothing.
    await confirmNow(server, ana);
    expect(location(await go(ana.browser, person, 'link'))).toBe('/account');
    expect(await connections(ana.userId)).toHaveLength(1);
  });

  it('cannot connect a Google account that signs somebody else in', async () => {
    const { person } = await signUp();
    const ana = await member();
    await confirmNow(server, ana);
    const answer = await go(ana.browser, person, 'link');
    expect([answer.status, answer.json.code]).toEqual([409, 'google_account_in_use']);
    expect(await connections(ana.userId)).toEqual([]);
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
    expect(await connections(ana.userId)).toEqual([]);
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
    const { browser, person, userId } = await signUp();
    const disconnect = () => browser.request('DELETE', '/v1/google');
    const unconfirmed = await disconnect();
    expect([unconfirmed.status, unconfirmed.json.code]).toEqual([403, 'confirmation_required']);
    expect(unconfirmed.json.confirmWith).toEqual(['google']);
    await confirmNow(server, { userId });
    const last = await disconnect();
    expect([last.status, last.json.code]).toEqual([409, 'last_way_in']);
    expect(await connections(userId)).toHaveLength(1);
    await addPassword(userId);
    expect((await disconnect()).status).toBe(204);
    expect(await connections(userId)).toEqual([]);
    expect(await events(browser)).toContain('google.disconnected');
    await findMail(server, { to: person.email, subject: 'Google is no longer connected' });
    const again = await disconnect();
    expect([again.status, again.json.code]).toEqual([404, 'google_not_found']);
    // The address still has its account, so its mailbox would be asked now.
    expect(location(await go(server.browser(), person))).toBe('/sign-in?google=mailbox');
  });
});

describe('a confirmation by Google', () => {
  it('confirms the session of who has no password, by signing in there anew', async () => {
    const { browser, person, userId } = await signUp();
    const before = provider.signIns;
    const answer = await go(browser, person, 'confirm');
    expect([answer.status, location(answer)]).toEqual([303, '/account']);
    expect(provider.signIns).toBe(before + 1);
    const { json } = await browser.request('GET', '/v1/security-events');
    expect(json.items[0]).toMatchObject({
      type: 'session.confirmed',
      data: { with: 'google' },
    });
    expect(await confirmations(userId)).toEqual([server.clock.now]);
  });

  it('is refused with any other Google account, be it of somebody or of nobody', async () => {
    const { browser, userId } = await signUp();
    for (const person of [newPerson(), (await signUp()).person]) {
      const answer = await go(browser, person, 'confirm');
      expect([answer.status, answer.json.code]).toEqual([409, 'google_other_account']);
    }
    expect(await confirmations(userId)).toEqual([null]);
  });

  it('does not stand in for a password or a second factor', async () => {
    const { browser, userId } = await signUp();
    await addPassword(userId);
    const answer = await browser.request('GET', '/v1/google/authorization?purpose=confirm');
    expect([answer.status, answer.json.code]).toEqual([403, 'confirmation_required']);
    expect(answer.json.confirmWith).toEqual(['password']);
  });

  it('does not stand in for a second factor that came while its user was at Google', async () => {
    const { browser, person, userId } = await signUp();
    provider.person = { ...person, agrees: true };
    const query = await provider.visit(await leave(browser, 'confirm'));
    await addTotp(userId);
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
  it('no code and no state of all this lies in a table or in the log', async () => {
    const hidden = secrets.filter((secret) => secret !== provider.issuer.origin);
    expect(hidden.length).toBeGreaterThan(20);
    // A JSON Web Token begins so, wherever one would lie.
    await expectNoTrace(server, [...hidden, 'eyJhbGciOi']);
  });
});
