import { expect } from 'vitest';
import type { Answer } from './app.ts';
import { execute } from './database.ts';
import {
  type Browser,
  comeBack,
  expectNoTrace,
  type GoogleApp,
  leave,
  newPerson,
  startGoogleApp,
} from './oidc-app.ts';
import { type RealProvider, startRealProvider } from './oidc-provider.ts';

export type Person = { sub: string; email: string };

/** A server whose people sign in at a certified provider, and what they do there and here. */
export type People = {
  server: GoogleApp;
  provider: RealProvider;
  /** All the way to the provider and back, as this person. */
  go(browser: Browser, person: Person, purpose?: string): Promise<Answer>;
  /** Somebody new, all the way to their workspace. */
  signUp(): Promise<{
    browser: Browser;
    person: Person;
    answer: Answer;
    confirmed: Answer;
    userId: string;
  }>;
  /** The accounts at the provider that sign a user in. */
  connections(userId: string): Promise<{ issuer: string; subject: string; email: string }[]>;
  addTotp(userId: string): Promise<unknown>;
  /** Fails where something of the provider's that passed through a browser was kept. */
  expectNoTrace(): Promise<void>;
  close(): Promise<void>;
};

/** Starts both for one test file; call `close()` in afterAll. */
export async function startPeople(): Promise<People> {
  const provider = await startRealProvider();
  const server = await startGoogleApp(provider);
  const { superuserUrl } = server.database;
  const secrets: string[] = [];
  const go: People['go'] = async (browser, person, purpose) => {
    provider.person = { ...person, agrees: true };
    const query = await provider.visit(await leave(browser, purpose));
    secrets.push(...query.values());
    return comeBack(browser, query);
  };
  return {
    server,
    provider,
    go,
    signUp: async () => {
      const [browser, person] = [server.browser(), newPerson()];
      const answer = await go(browser, person);
      const token = /#token=([\w-]+)&google=1$/.exec(locationOf(answer))?.[1];
      const input = { token, name: 'Eva', workspaceName: 'Studio Eva' };
      const path = '/v1/registrations/confirmation';
      const confirmed = await browser.request('POST', path, input);
      return { browser, person, answer, confirmed, userId: confirmed.json.user?.id };
    },
    connections: async (userId) => {
      const select =
        'select issuer, subject, email from identities where user_id = $1 order by created_at';
      return (await execute(superuserUrl, select, [userId])).rows;
    },
    addTotp: (userId) =>
      execute(
        superuserUrl,
        'insert into totps (user_id, sealed_secret, confirmed_at, created_at) values ($1, $2, $3, $3)',
        [userId, Buffer.alloc(60), server.clock.now],
      ),
    expectNoTrace: async () => {
      const hidden = secrets.filter((secret) => secret !== provider.issuer.origin);
      expect(hidden.length).toBeGreaterThan(10);
      // A JSON Web Token begins so, wherever one would lie.
      await expectNoTrace(server, [...hidden, 'eyJhbGciOi']);
    },
    close: async () => {
      await server.close();
      await provider.close();
    },
  };
}

/** Where an answer leads its browser. */
export function locationOf(answer: Answer): string {
  return answer.headers.get('location') ?? '';
}
