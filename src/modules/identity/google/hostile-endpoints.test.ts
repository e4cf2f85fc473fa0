import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../../../tests/support/database.ts';
import {
  type Browser,
  comeBack,
  connect,
  expectNoTrace,
  expectNothing,
  type GoogleApp,
  leave,
  newPerson,
  startGoogleApp,
} from '../../../../tests/support/oidc-app.ts';
import {
  type HostileProvider,
  type Lies,
  startHostileProvider,
} from '../../../../tests/support/oidc-hostile.ts';

let provider: HostileProvider;
let server: GoogleApp;
const ana = newPerson();
beforeAll(async () => {
  provider = await startHostileProvider();
  server = await startGoogleApp(provider);
  provider.clock = server.clock;
  await connect(server, provider.issuer, await server.signUp(), ana);
});
afterEach(() => {
  provider.lies = {};
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const honestly = async (browser: Browser) =>
  comeBack(browser, provider.approve(await leave(browser), ana));

/** Moves on until what is known of the provider has grown old; returns the way back. */
function growOld(): () => void {
  const now = server.clock.now;
  hours += 2;
  server.clock.now = new Date(now.getTime() + hours * 3_600_000);
  return () => {
    server.clock.now = now;
  };
}
let hours = 0;

describe('a token endpoint', () => {
  const broken: [string, Lies['tokenAnswer'], number, string][] = [
    ['fails', (response) => response.writeHead(500).end('oops'), 400, 'google_failed'],
    [
      'answers with a page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello</p>'),
      400,
      'google_failed',
    ],
    [
      'answers with broken JSON',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
      400,
      'google_failed',
    ],
    [
      'answers with a list',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[1]'),
      400,
      'google_failed',
    ],
    [
      'sends its client elsewhere',
      (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/token' }).end(),
      503,
      'upstream_unavailable',
    ],
    [
      'never stops answering',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const chunk = `"${'x'.repeat(65_536)}",`;
        const write = () => {
          while (response.writable && response.write(chunk));
          response.once('drain', write);
        };
        write();
      },
      503,
      'upstream_unavailable',
    ],
    ['hangs up', (response) => response.destroy(), 503, 'upstream_unavailable'],
    ['never answers', () => {}, 503, 'upstream_unavailable'],
  ];

  it.each(broken)('that %s signs nobody in', async (_what, tokenAnswer, status, code) => {
    provider.lies = tokenAnswer ? { tokenAnswer } : {};
    const answer = await expectNothing(server, honestly, status, code);
    if (status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a discovery', () => {
  const rediscovered = async (discovery: Lies['discovery']) => {
    const comeToday = growOld();
    provider.lies = discovery ? { discovery } : {};
    const answer = await server.browser().request('GET', '/v1/google/authorization');
    comeToday();
    return answer;
  };

  it.each<[string, Lies['discovery']]>([
    ['that names another issuer', (told) => ({ ...told, issuer: 'https://accounts.google.com' })],
    ['without an issuer', ({ issuer: _none, ...told }) => told],
    ['without an authorization endpoint', ({ authorization_endpoint: _none, ...told }) => told],
    [
      'whose authorization endpoint is a script',
      (told) => ({ ...told, authorization_endpoint: 'javascript:alert(1)' }),
    ],
  ])('%s leads nobody anywhere', async (_what, discovery) => {
    const answer = await rediscovered(discovery);
    expect([answer.status, answer.json.code]).toEqual([400, 'google_failed']);
    expect(answer.headers.get('location')).toBe(null);
    // What failed is not kept.
    expect((await rediscovered(undefined)).status).toBe(303);
  });

  it('whose token endpoint lies elsewhere gets no code and no secret', async () => {
    const comeToday = growOld();
    provider.lies = {
      discovery: (told) => ({ ...told, token_endpoint: 'http://127.0.0.1:9/token' }),
    };
    await expectNothing(server, honestly, 400, 'google_failed');
    comeToday();
  });
});

describe('a confirmation', () => {
  let telling: HostileProvider;
  let app: GoogleApp;
  const discovery: Lies['discovery'] = (told) => ({ ...told, claims_supported: ['auth_time'] });

  beforeAll(async () => {
    telling = await startHostileProvider();
    app = await startGoogleApp(telling);
    telling.clock = app.clock;
  });
  afterAll(async () => {
    await app.close();
    await telling.close();
  });

  const begin = async (on: GoogleApp, at: HostileProvider) => {
    const member = await on.signUp();
    await connect(on, at.issuer, member, { ...ana, sub: member.userId });
    const browser = on.browser(member.cookie);
    return { browser, person: { ...ana, sub: member.userId }, userId: member.userId };
  };

  it('asks for a choice of account where the provider does not tell when its user signed in', async () => {
    const { browser } = await begin(server, provider);
    const { searchParams } = new URL(await leave(browser, 'confirm'));
    expect(searchParams.get('prompt')).toBe('select_account');
    expect(searchParams.get('max_age')).toBe(null);
  });

  it.each<[string, number | string | undefined, number]>([
    ['just now', 0, 303],
    ['an hour ago', -3600, 400],
    ['two minutes ago, before it was asked', -120, 400],
    ['at no time it names', undefined, 400],
    ['at a time that is a text', 'now', 400],
  ])('of somebody who signed in %s is taken for what it is', async (_when, offset, status) => {
    telling.lies = { discovery };
    const { browser, person, userId } = await begin(app, telling);
    const url = await leave(browser, 'confirm');
    const { searchParams } = new URL(url);
    expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual(['login', '0']);
    const now = Math.floor(app.clock.now.getTime() / 1000);
    const auth_time = typeof offset === 'number' ? now + offset : offset;
    telling.lies = { discovery, claims: (claims) => ({ ...claims, auth_time }) };
    const answer = await comeBack(browser, telling.approve(url, person));
    expect(answer.status).toBe(status);
    const { rows } = await execute(
      app.database.superuserUrl,
      'select confirmed_at is not null as confirmed from sessions where user_id = $1',
      [userId],
    );
    expect(rows).toEqual([{ confirmed: status === 303 }]);
  });
});

describe('afterwards', () => {
  it('no token of the provider lies in a table or in the log', async () => {
    expect(provider.secrets.length).toBeGreaterThan(20);
    await expectNoTrace(server, provider.secrets);
  });
});
