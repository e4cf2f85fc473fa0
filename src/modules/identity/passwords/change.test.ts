import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Member,
  startTestApp,
  type TestApp,
} from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import { confirmSessions, queuedMails } from '../../../../tests/support/queued-mails.ts';
import {
  mailKinds,
  password,
  recordedTypes,
  signUpWithout,
  signUpWithPassword,
} from '../../../../tests/support/webauthn-people.ts';
import { takeAttempt } from '../throttles.ts';

let server: TestApp;
let ana: Member;
const better = 'vier worte am fenster';

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  ana = await signUpWithPassword(server);
});
afterAll(() => server.close());

const change = (member: Pick<Member, 'request'>, body: object) =>
  member.request('PUT', '/v1/password', body);
const signIn = (email: string, wanted: string, client = server.browser()) =>
  client.request('POST', '/v1/sessions', { email, password: wanted });
const told = ({ status, json }: Answer) => [status, json?.code];

describe('a change of the password', () => {
  it('takes the current one, keeps this session, ends the others and is told by mail', async () => {
    const phone = server.browser();
    expect((await signIn(ana.email, password, phone)).status).toBe(201);
    const answer = await change(ana, { currentPassword: password, newPassword: better });
    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
    expect((await ana.request('GET', '/v1/me')).status).toBe(200);
    expect((await phone.request('GET', '/v1/me')).status).toBe(401);
    expect((await signIn(ana.email, password)).status).toBe(401);
    expect((await signIn(ana.email, better)).status).toBe(201);
    const mails = await queuedMails(server, ana.email);
    expect(mails[0]).toMatchObject({ kind: 'password_changed', token: undefined });
    expect(await recordedTypes(server, ana)).toContain('password.changed');
  });

  it('makes a reset link worthless that was asked for before', async () => {
    await execute(
      server.database.superuserUrl,
      `insert into password_resets (id, email, email_key, ip, user_id, token_hash, expires_at, created_at)
       select gen_random_uuid(), email, email_key, '', id, 'token', $2, $2 from users where id = $1`,
      [ana.userId, new Date('2030-01-01')],
    );
    await change(ana, { currentPassword: password, newPassword: better });
    const { rows } = await execute(
      server.database.superuserUrl,
      'select consumed_at from password_resets where user_id = $1',
      [ana.userId],
    );
    expect(rows).toEqual([{ consumed_at: server.clock.now }]);
  });

  it.each([
    ['wrong', { currentPassword: `${password}r`, newPassword: better }, 401, 'currentPassword'],
    ['missing', { newPassword: better }, 422, 'currentPassword'],
    ['empty', { currentPassword: '', newPassword: better }, 422, 'currentPassword'],
    ['ill-formed', { currentPassword: 'a\ud800', newPassword: better }, 401, 'currentPassword'],
    [
      'right, but the new one weak',
      { currentPassword: password, newPassword: 'password2026!!' },
      422,
      'newPassword',
    ],
    ['right, but the new one missing', { currentPassword: password }, 422, 'newPassword'],
  ])('changes nothing where the current one is %s', async (_what, body, status, field) => {
    const answer = await change(ana, body);
    expect([answer.status, answer.json.errors[0].field]).toEqual([status, field]);
    expect((await signIn(ana.email, password)).status).toBe(201);
    expect(await mailKinds(server, ana)).toEqual([]);
  });

  it('is throttled before anything is hashed, for the thief of a session', async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      await takeAttempt(server.context, 'confirmation', ana.userId);
    }
    const answer = await change(ana, { currentPassword: password, newPassword: better });
    expect(told(answer)).toEqual([429, 'too_many_attempts']);
    expect((await signIn(ana.email, password)).status).toBe(201);
  });

  it('sets one password when two are asked for at the same moment', async () => {
    const wanted = [better, 'noch einmal vier worte'];
    const answers = await Promise.all(
      wanted.map((newPassword) => change(ana, { currentPassword: password, newPassword })),
    );
    const statuses = answers.map(({ status }) => status);
    expect([...statuses].sort()).toEqual([204, 409]);
    const winner = wanted[statuses.indexOf(204)] ?? '';
    expect((await signIn(ana.email, winner)).status).toBe(201);
    expect(await recordedTypes(server, ana)).toEqual(['password.changed', 'session.opened']);
  });
});

describe('the first password of an account', () => {
  it('asks for a confirmation of the session instead of a password', async () => {
    const gina = await signUpWithout(server);
    const refused = await change(gina, { newPassword: better });
    expect(told(refused)).toEqual([403, 'confirmation_required']);
    await confirmSessions(server, gina.userId);
    const invented = await change(gina, { currentPassword: password, newPassword: better });
    expect([invented.status, invented.json.errors[0].field]).toEqual([422, 'currentPassword']);
    expect((await change(gina, { newPassword: better })).status).toBe(204);
    expect((await signIn(gina.email, better)).status).toBe(201);
    expect(await recordedTypes(server, gina)).toContain('password.set');
  });
});
