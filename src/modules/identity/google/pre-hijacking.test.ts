import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  type Person,
  startHostileProvider,
} from '../../../../tests/support/oidc-hostile.ts';

/**
 * The five classes of Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022): what an
 * attacker prepares for an address before its owner comes.
 */

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

const password = 'four grey owls at noon';

async function go(browser: Browser, person: Person, purpose?: string) {
  return comeBack(browser, provider.approve(await leave(browser, purpose), person));
}

/** The victim comes with Google, as if nothing had happened before, and gets an account. */
async function victimComes(person: Person) {
  const browser = server.browser();
  const answer = await go(browser, person);
  const token = /#token=([\w-]+)/.exec(answer.headers.get('location') ?? '')?.[1];
  const confirmation = { token, name: 'Victim', workspaceName: 'Victim Ltd' };
  const path = '/v1/registrations/confirmation';
  const { status, json } = await browser.request('POST', path, confirmation);
  expect([status, json.user?.email]).toEqual([201, person.email]);
  return { browser, userId: json.user.id as string };
}

describe('an account cannot be hijacked before it exists', () => {
  it('by a classic-federated merge: registering the address before its owner comes with Google', async () => {
    const person = newPerson();
    const attacker = server.browser();
    await attacker.request('POST', '/v1/registrations', { email: person.email });
    // It goes to the victim's mailbox; the attacker is given the token all the same.
    const { token } = await findMail(server, {
      to: person.email,
      subject: 'Confirm your e-mail address',
    });
    const victim = await victimComes(person);
    const confirmation = { token, password, name: 'Mallory', workspaceName: 'M' };
    const path = '/v1/registrations/confirmation';
    const answer = await attacker.request('POST', path, confirmation);
    expect([answer.status, answer.json.code]).toEqual([410, 'registration_expired']);
    const signIn = await attacker.request('POST', '/v1/sessions', {
      email: person.email,
      password,
    });
    expect([signIn.status, signIn.json.code]).toEqual([401, 'invalid_credentials']);
    expect(await signedInAs(attacker)).toBe(undefined);
    expect(await signedInAs(victim.browser)).toBe(victim.userId);
  });

  it('by a classic-federated merge the other way round: coming with Google to somebody’s address', async () => {
    const victim = await server.signUp();
    const before = await countRows(server);
    const attacker = server.browser();
    const answer = await go(attacker, newPerson(victim.email));
    expect(answer.headers.get('location')).toBe('/sign-in?google=mailbox');
    expectNoSession(attacker, answer);
    const { identities, sessions, users } = await countRows(server);
    expect({ identities, sessions, users }).toEqual({
      identities: before.identities,
      sessions: before.sessions,
      users: before.users,
    });
    expect(await signedInAs(attacker)).toBe(undefined);
  });

  it('by an unexpired session: what is begun for an address before ends when its owner recovers it', async () => {
    const account = await server.signUp();
    await confirmNow(server, account);
    // The attacker is signed in there, and has a connection on its way.
    const attacker = server.browser(account.cookie);
    const trojan = newPerson();
    const query = provider.approve(await leave(attacker, 'link'), trojan);
    await recover(server, account.email);
    expect(await signedInAs(attacker)).toBe(undefined);
    const planted = await comeBack(attacker, query);
    expect([planted.status, planted.json.code]).toEqual([401, 'not_signed_in']);
    const again = await go(attacker, trojan);
    expect(again.headers.get('location')).toMatch(/\/sign-up\/confirm#/);
  });

  it('by an unexpired session: a registration opens none before its mailbox is confirmed', async () => {
    const person = newPerson();
    const attacker = server.browser();
    await attacker.request('POST', '/v1/registrations', { email: person.email });
    expect(attacker.cookie).toBe('');
    const victim = await victimComes(person);
    const { json } = await victim.browser.request('GET', '/v1/sessions');
    expect(json.items).toMatchObject([{ current: true }]);
  });

  it('by a trojan identifier: an attacker’s Google account gets into no account of somebody else', async () => {
    const victim = await server.signUp();
    await confirmNow(server, victim);
    const browser = server.browser(victim.cookie);
    const trojan = newPerson();
    // The attacker's own answer of Google, followed by the victim, who is on the way to connect theirs.
    const attacker = server.browser();
    const theirs = provider.approve(await leave(attacker), trojan);
    await leave(browser, 'link');
    const planted = await comeBack(browser, theirs);
    expect([planted.status, planted.json.code]).toEqual([400, 'google_failed']);
    // A mail that the attacker set off, followed by the victim.
    const impostor = newPerson(victim.email);
    await go(attacker, impostor);
    const { token } = await findMail(server, {
      to: victim.email,
      subject: 'Connect Google with your account?',
    });
    const path = '/v1/google/links/confirmation';
    const followed = await browser.request('POST', path, { token });
    expect([followed.status, followed.json.code]).toEqual([409, 'google_link_other_browser']);
    for (const person of [trojan, impostor]) {
      const again = server.browser();
      await go(again, person);
      expect(await signedInAs(again)).toBe(undefined);
    }
  });

  it('by an unexpired e-mail change: one that is begun for an address does not take it from its owner', async () => {
    const person = newPerson();
    const attacker = await server.signUp();
    await confirmNow(server, attacker);
    const change = await attacker.request('POST', '/v1/email-changes', { email: person.email });
    expect(change.status).toBe(202);
    const { token } = await findMail(server, {
      to: person.email,
      subject: 'Confirm your new e-mail address',
    });
    const victim = await victimComes(person);
    const path = '/v1/email-changes/confirmation';
    // The victim follows the link that lies in their mailbox: it is not of their account.
    const followed = await victim.browser.request('POST', path, { token });
    expect([followed.status, followed.json.code]).toEqual([410, 'email_change_expired']);
    // And the attacker gains nothing by knowing it.
    const taken = await attacker.request('POST', path, { token });
    expect([taken.status, taken.json.code]).toEqual([409, 'email_taken']);
    const me = await attacker.request('GET', '/v1/me');
    expect(me.json.user.email).toBe(attacker.email);
    const owner = server.browser();
    await go(owner, person);
    expect(await signedInAs(owner)).toBe(victim.userId);
  });

  it('by a non-verifying provider: an address that it has not verified opens and makes no account', async () => {
    const victim = await server.signUp();
    for (const email of [victim.email, newPerson().email]) {
      for (const email_verified of [false, 'true', 1, null, undefined]) {
        const before = await countRows(server);
        const browser = server.browser();
        const answer = await go(browser, { ...newPerson(email), email_verified });
        expect([answer.status, answer.json.code]).toEqual([403, 'google_email_not_verified']);
        expectNoSession(browser, answer);
        expect(await countRows(server)).toEqual(before);
      }
    }
  });
});
