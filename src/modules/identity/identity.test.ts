import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const password = 'four quiet words in Lisbon';

/** The newest mail to an address, as the outbox shows it once the job has run. */
async function newestMail(to: string) {
  return server.withWorker(async () => {
    for (let tries = 0; tries < 200; tries += 1) {
      const { json } = await server.anonymous.request('GET', '/v1/outbox');
      const mail = json.items.find((item: { to: string }) => item.to === to);
      if (mail) return mail;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no mail to ${to} within five seconds`);
  });
}

async function register(email: string, confirmation: object = {}) {
  const client = server.browser();
  const asked = await client.request('POST', '/v1/registrations', { email });
  expect([asked.status, asked.bytes.length]).toEqual([202, 0]);
  const mail = await newestMail(email);
  const token = /#token=(\S+)/.exec(mail.text)?.[1];
  const answer = await client.request('POST', '/v1/registrations/confirmation', {
    token,
    password,
    name: 'Eva',
    workspaceName: 'Studio Eva',
    ...confirmation,
  });
  return { client, answer, token };
}

describe('a registration', () => {
  it('leads from the mail to a signed-in owner with a workspace, once', async () => {
    const { client, answer, token } = await register('eva@example.com');
    expect(answer.status).toBe(201);
    expect(answer.json.user).toMatchObject({ email: 'eva@example.com', name: 'Eva' });
    const [access, refresh] = answer.headers.getSetCookie();
    const flags = '; Path=/; HttpOnly; SameSite=Lax; Max-Age=';
    expect(access).toMatch(new RegExp(`^numirio_access=[\\w.-]+${flags}600$`));
    expect(refresh).toMatch(new RegExp(`^numirio_refresh=nrt_[\\w-]{70}${flags}${14 * 86_400}$`));
    const workspace = await client.request('GET', `/v1/workspaces/${answer.json.workspaceId}`);
    expect(workspace.json).toMatchObject({ legalName: 'Studio Eva', role: 'owner' });
    const again = { token, password, name: 'Mallory', workspaceName: 'M' };
    const second = await server.browser().request('POST', '/v1/registrations/confirmation', again);
    expect([second.status, second.json.code]).toEqual([410, 'registration_expired']);
  });

  it('answers the same for a known address, whose owner gets a mail without a token', async () => {
    await register('known@example.com');
    await execute(server.database.superuserUrl, 'delete from emails');
    const again = await server.browser().request('POST', '/v1/registrations', {
      email: 'KNOWN@example.com',
    });
    expect([again.status, again.bytes.length]).toEqual([202, 0]);
    const mail = await newestMail('KNOWN@example.com');
    expect(mail.subject).toBe('You already have a Numirio account');
    expect(mail.text).not.toContain('token');
  });

  it('expires after a day', async () => {
    await server.browser().request('POST', '/v1/registrations', { email: 'late@example.com' });
    const mail = await newestMail('late@example.com');
    const now = server.clock.now;
    server.clock.now = new Date(now.getTime() + 24 * 3_600_000);
    const answer = await server.browser().request('POST', '/v1/registrations/confirmation', {
      token: /#token=(\S+)/.exec(mail.text)?.[1],
      password,
      name: 'Late',
      workspaceName: 'Late',
    });
    server.clock.now = now;
    expect([answer.status, answer.json.code]).toEqual([410, 'registration_expired']);
  });

  it.each([
    ['short', 'eleven-char', 'must have at least 12 characters'],
    ['long', 'ab1!x'.repeat(26), 'must have at most 128 characters'],
    ['repetitive', 'abababababababab', 'must not repeat the same few characters'],
    ['the address', 'x-weak-password@example.com', 'must not contain your e-mail address'],
  ])('takes no password that is %s, and can be tried again', async (what, weak, message) => {
    const email = what === 'the address' ? 'weak-password@example.com' : `${what}@example.com`;
    const { answer, client, token } = await register(email, { password: weak });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([{ field: 'password', message }]);
    const better = { token, password, name: 'Eva', workspaceName: 'W' };
    const again = await client.request('POST', '/v1/registrations/confirmation', better);
    expect(again.status).toBe(201);
  });
});

describe('a session', () => {
  it('begins with the right password, whatever the case of the address', async () => {
    await register('sign-in@example.com');
    const client = server.browser();
    const signedIn = await client.request('POST', '/v1/sessions', {
      email: 'Sign-In@Example.com',
      password,
    });
    expect(signedIn.status).toBe(201);
    expect((await client.request('GET', '/v1/me')).json.workspaces).toHaveLength(1);
  });

  it('begins with the same password three years later', async () => {
    const email = 'three-years@example.com';
    await register(email);
    const { now } = server.clock;
    server.clock.now = new Date('2029-11-22T12:00:00Z');
    const answer = await server.browser().request('POST', '/v1/sessions', { email, password });
    server.clock.now = now;
    expect(answer.status).toBe(201);
  });

  it('is refused in the same words for a wrong password and an unknown address', async () => {
    await register('words@example.com');
    const wrong = [
      { email: 'words@example.com', password: `${password}r` },
      { email: 'nobody@example.com', password },
      { email: 'words@example.com', password: 'a\ud800b' },
    ];
    for (const body of wrong) {
      const answer = await server.browser().request('POST', '/v1/sessions', body);
      expect([answer.status, answer.json.code]).toEqual([401, 'invalid_credentials']);
      expect(answer.headers.get('set-cookie')).toBe(null);
    }
  });

  it('is listed, ended by its user, and by nobody else', async () => {
    const { client } = await register('sessions@example.com');
    const phone = server.browser();
    await phone.request(
      'POST',
      '/v1/sessions',
      { email: 'sessions@example.com', password },
      { 'user-agent': 'Phone' },
    );
    const { json } = await client.request('GET', '/v1/sessions');
    expect(json.items).toHaveLength(2);
    const other = json.items.find(
      (session: { userAgent: string }) => session.userAgent === 'Phone',
    );
    expect(other.current).toBe(false);
    const stranger = await server.signUp();
    const refused = await stranger.request('DELETE', `/v1/sessions/${other.id}`);
    expect([refused.status, refused.json.code]).toEqual([404, 'session_not_found']);
    expect((await phone.request('GET', '/v1/me')).status).toBe(200);
    expect((await client.request('DELETE', `/v1/sessions/${other.id}`)).status).toBe(204);
    expect((await phone.request('GET', '/v1/me')).status).toBe(401);
  });

  it('ends with signing out, for a stolen copy of its cookie too', async () => {
    const ana = await server.signUp();
    const { cookie } = ana;
    const out = await ana.request('DELETE', '/v1/sessions/current');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ]);
    const stolen = await server.anonymous.request('GET', ana.path, undefined, { cookie });
    expect([stolen.status, stolen.json.code]).toEqual([401, 'not_signed_in']);
  });

  it('ends when it was idle for too long, or is too old', async () => {
    for (const column of ['idle_expires_at', 'absolute_expires_at']) {
      const ana = await server.signUp();
      await execute(
        server.database.superuserUrl,
        `update sessions set ${column} = $2 where user_id = $1`,
        [ana.userId, server.clock.now],
      );
      expect((await ana.request('GET', ana.path)).status).toBe(401);
      expect((await ana.request('GET', '/v1/me')).status).toBe(401);
    }
  });
});

describe('a request from another site', () => {
  it('is refused where it would change something', async () => {
    const ana = await server.signUp();
    const change = (headers: Record<string, string>) =>
      ana.request('PATCH', ana.path, { phone: '1' }, headers);
    const refused: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of refused) {
      const answer = await change(headers);
      expect([answer.status, answer.json.code]).toEqual([403, 'cross_site_request']);
    }
    expect((await change({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await change({ origin: 'http://localhost:3000' })).status).toBe(200);
    expect((await ana.request('GET', ana.path, undefined, refused[0])).status).toBe(200);
  });
});
