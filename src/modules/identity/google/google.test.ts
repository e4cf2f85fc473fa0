import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  comeBack,
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

describe('somebody new', () => {
  it('comes from Google to an account with a workspace, without password and mail', async () => {
    const { browser, person, answer, confirmed, userId } = await people.signUp();
    expect(answer.status).toBe(303);
    expect(locationOf(answer)).toMatch(
      /^http:\/\/localhost:3000\/sign-up\/confirm#token=nrg_[\w-]{43}&google=1$/,
    );
    expect(browser.cookie).not.toContain('numirio_google');
    expect([confirmed.status, confirmed.json.user.email]).toEqual([201, person.email]);
    const workspace = await browser.request('GET', `/v1/workspaces/${confirmed.json.workspaceId}`);
    expect(workspace.json).toMatchObject({ legalName: 'Studio Eva', role: 'owner' });
    const { email } = person;
    expect(await people.connections(userId)).toEqual([
      { issuer: provider.issuer.origin, subject: person.sub, email },
    ]);
  });

  it('signs in with Google from then on, in another browser too', async () => {
    const { person, userId } = await people.signUp();
    const browser = server.browser();
    const answer = await people.go(browser, person);
    expect([answer.status, locationOf(answer)]).toEqual([303, '/']);
    expect(await signedInAs(browser)).toBe(userId);
    expect(browser.cookie).not.toContain('numirio_google');
    const { json } = await browser.request('GET', '/v1/sessions');
    expect(json.items[0]).toMatchObject({ current: true, method: 'google' });
  });

  it('is known by issuer and subject, whatever address Google shows by now', async () => {
    const { person, userId } = await people.signUp();
    const renamed = { ...person, email: newPerson().email };
    const browser = server.browser();
    expect(locationOf(await people.go(browser, renamed))).toBe('/');
    expect(await signedInAs(browser)).toBe(userId);
    expect(await people.connections(userId)).toMatchObject([{ email: renamed.email }]);
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
    const { person, userId } = await people.signUp();
    await people.addTotp(userId);
    const browser = server.browser();
    const answer = await people.go(browser, person);
    expect([answer.status, locationOf(answer)]).toEqual([303, '/sign-in/second-factor']);
    expect(browser.cookie).toMatch(/numirio_challenge=nch_/);
    expect(await signedInAs(browser)).toBe(undefined);
  });
});

describe('a key of the provider', () => {
  it('counts as soon as it is new, of another algorithm too, and without a restart', async () => {
    const { person, userId } = await people.signUp();
    for (const algorithm of ['ES256', 'RS256'] as const) {
      // Signed in with the old key just now, so that our copy of the keys is as fresh as it can be.
      expect(locationOf(await people.go(server.browser(), person))).toBe('/');
      await provider.rotateKeys(algorithm);
      const browser = server.browser();
      expect(locationOf(await people.go(browser, person))).toBe('/');
      expect(await signedInAs(browser)).toBe(userId);
      server.clock.now = new Date(server.clock.now.getTime() + 61_000);
    }
  });
});

describe('afterwards', () => {
  it('no code and no state of all this lies in a table or in the log', () =>
    people.expectNoTrace());
});
