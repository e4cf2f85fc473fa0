import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { queuedMails } from '../../../tests/support/queued-mails.ts';
import { inviteByMail, setPlan } from '../../../tests/support/team.ts';
import { sweepInvitations } from './invitations.ts';

let server: TestApp;
let ana: Member;
const start = new Date('2026-11-22T12:00:00Z');
const dayMs = 86_400_000;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  await setPlan(server, ana.workspaceId, 'team');
});
afterAll(() => server.close());

const address = () => `${newId()}@example.com`;
const invite = (email: string, role = 'member') =>
  ana.request('POST', `${ana.path}/invitations`, { email, role });
const listed = async () => (await ana.request('GET', `${ana.path}/invitations`)).json.items;
const inspect = (token: string) =>
  server.anonymous.request('POST', '/v1/invitations/inspection', { token });
const accept = (member: Pick<Member, 'request'>, token: string) =>
  member.request('POST', '/v1/invitations/acceptance', { token });
const register = (token: string, more: object = {}) =>
  server.browser().request('POST', '/v1/invitations/registration', {
    token,
    name: 'Ben Okafor',
    password: 'a quiet river in spring',
    ...more,
  });
const roleOf = async ({ path, request }: Member, workspaceId: string) =>
  (await request('GET', path.replace(/[^/]+$/, workspaceId))).json.role;
const events = async (type: string) => {
  const { json } = await ana.request('GET', `${ana.path}/audit-events`);
  return json.items.filter((event: { type: string }) => event.type === type);
};

describe('an invitation', () => {
  it('is mailed to its address, in its language, and says who invites whereto', async () => {
    const email = address();
    const answer = await ana.request('POST', `${ana.path}/invitations`, {
      email,
      role: 'accountant',
      language: 'de',
    });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      id: expect.any(String),
      email,
      role: 'accountant',
      language: 'de',
      invitedBy: 'Ana',
      createdAt: start.toISOString(),
      expiresAt: new Date(start.getTime() + 7 * dayMs).toISOString(),
      isExpired: false,
    });
    const [mail] = await queuedMails(server, email);
    expect(mail).toMatchObject({
      kind: 'invitation',
      token: expect.stringMatching(/^niv_[\w-]{43}$/),
    });
    expect(mail?.subject).toBe('Einladung zu „Studio Ana“ bei Numirio');
    expect(mail?.text).toContain(`http://localhost:3000/invitation#token=${mail?.token}`);
    expect(mail?.text).toContain(ana.email);
    expect(await listed()).toEqual([answer.json]);
  });

  it('lets somebody with an account in, once, in the role that it names', async () => {
    const bob = await server.signUp('Bob');
    const token = await inviteByMail(server, ana, bob.email, 'accountant');
    expect((await inspect(token)).json).toEqual({
      workspaceName: 'Studio Ana',
      invitedBy: 'Ana',
      email: bob.email,
      role: 'accountant',
      expiresAt: new Date(start.getTime() + 7 * dayMs).toISOString(),
      hasAccount: true,
    });
    const accepted = await accept(bob, token);
    expect([accepted.status, accepted.json]).toEqual([200, { workspaceId: ana.workspaceId }]);
    expect(await roleOf(bob, ana.workspaceId)).toBe('accountant');
    expect((await queuedMails(server, ana.email)).at(-1)).toMatchObject({
      kind: 'invitation_accepted',
      text: expect.stringContaining(bob.email),
    });
    // Both workspaces are a switch away, without another sign-in.
    const me = await bob.request('GET', '/v1/me');
    expect(me.json.workspaces).toHaveLength(2);
    expect(await listed()).toEqual([]);
    expect(await events('member.joined')).toMatchObject([
      { actorId: bob.userId, subjectId: bob.userId, data: { name: 'Ana', role: 'accountant' } },
    ]);
  });

  it('lets somebody without an account sign up, and signs them in', async () => {
    const email = address();
    const token = await inviteByMail(server, ana, email, 'member');
    expect((await inspect(token)).json.hasAccount).toBe(false);
    const browser = server.browser();
    const registered = await browser.request('POST', '/v1/invitations/registration', {
      token,
      name: 'Ben Okafor',
      password: 'a quiet river in spring',
      language: 'fr',
    });
    expect(registered.status).toBe(201);
    expect(registered.json).toMatchObject({
      user: { email, name: 'Ben Okafor', language: 'fr' },
      workspaceId: ana.workspaceId,
    });
    const workspace = await browser.request('GET', ana.path);
    expect(workspace.json.role).toBe('member');
    const signIn = { email, password: 'a quiet river in spring' };
    expect((await server.browser().request('POST', '/v1/sessions', signIn)).status).toBe(201);
  });

  it('can be taken by somebody who registered meanwhile in another way', async () => {
    const email = address();
    const token = await inviteByMail(server, ana, email, 'member');
    const browser = server.browser();
    await browser.request('POST', '/v1/registrations', { email });
    const registration = (await queuedMails(server, email)).at(-1)?.token;
    const confirmed = await browser.request('POST', '/v1/registrations/confirmation', {
      token: registration,
      name: 'Ben Okafor',
      workspaceName: 'Ben',
      password: 'a quiet river in spring',
    });
    expect(confirmed.status).toBe(201);
    const refused = await register(token);
    expect([refused.status, refused.json.code]).toEqual([409, 'account_exists']);
    expect((await accept(browser, token)).json).toEqual({ workspaceId: ana.workspaceId });
  });

  it('is told apart neither from a used, a withdrawn or an expired one, nor from none', async () => {
    const bob = await server.signUp('Bob');
    const used = await inviteByMail(server, ana, bob.email, 'member');
    await accept(bob, used);
    const withdrawn = await inviteByMail(server, ana, address(), 'member');
    const [{ id }] = await listed();
    expect((await ana.request('DELETE', `${ana.path}/invitations/${id}`)).status).toBe(204);
    const twice = await ana.request('DELETE', `${ana.path}/invitations/${id}`);
    expect([twice.status, twice.json.code]).toEqual([404, 'invitation_not_found']);
    const unknown = `niv_${'x'.repeat(43)}`;
    const answers = [];
    for (const token of [used, withdrawn, unknown, 'nonsense', '']) {
      answers.push(await inspect(token), await accept(bob, token), await register(token));
    }
    for (const answer of answers) {
      expect([answer.status, answer.json]).toEqual([410, answers[0]?.json]);
    }
    expect(answers[0]?.json.code).toBe('invitation_expired');
  });

  it('works until seven days are over, and is shown as expired then', async () => {
    const email = address();
    const token = await inviteByMail(server, ana, email, 'member');
    server.clock.now = new Date(start.getTime() + 7 * dayMs - 1);
    expect((await inspect(token)).status).toBe(200);
    server.clock.now = new Date(start.getTime() + 7 * dayMs);
    expect((await inspect(token)).status).toBe(410);
    expect((await register(token)).status).toBe(410);
    await ana.request('POST', '/v1/sessions/refresh');
    expect(await listed()).toMatchObject([{ email, isExpired: true }]);
    // Inviting again is the way on, and takes its place.
    const again = await inviteByMail(server, ana, email, 'member');
    expect(await listed()).toMatchObject([{ email, isExpired: false }]);
    expect((await register(again)).status).toBe(201);
  });

  it('gives way to the next one to the same mailbox, however that is spelled', async () => {
    const email = address();
    const first = await inviteByMail(server, ana, email, 'member');
    const second = await inviteByMail(server, ana, email.toUpperCase(), 'accountant');
    expect((await inspect(first)).status).toBe(410);
    expect(await listed()).toMatchObject([{ email: email.toUpperCase(), role: 'accountant' }]);
    const registered = await register(second);
    expect([registered.status, registered.json.user.email]).toEqual([201, email.toUpperCase()]);
    const sent = await events('invitation.sent');
    expect(sent[0].data.replaces).toBe(sent[1].subjectId);
  });

  it('keeps no address in the audit trail, but what it is recognised by', async () => {
    const email = `rosa.${newId()}@example.com`;
    await inviteByMail(server, ana, email, 'admin');
    const [sent] = await events('invitation.sent');
    expect(sent.data).toEqual({ email: 'r…@example.com', role: 'admin' });
    expect(JSON.stringify(sent)).not.toContain(email);
  });

  it('is used up by no look at it, and by no request that reads', async () => {
    const token = await inviteByMail(server, ana, address(), 'member');
    for (let look = 0; look < 3; look += 1) expect((await inspect(token)).status).toBe(200);
    for (const path of ['inspection', 'acceptance', 'registration']) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await server.app.request(`/v1/invitations/${path}?token=${token}`, {
          method,
        });
        expect(answer.status).toBe(405);
      }
    }
    expect((await register(token)).status).toBe(201);
  });

  it('stays open for whoever it is for, where somebody else tries', async () => {
    const bob = await server.signUp('Bob');
    const eva = await server.signUp('Eva');
    const token = await inviteByMail(server, ana, bob.email, 'member');
    const refused = await accept(eva, token);
    expect([refused.status, refused.json.code]).toEqual([409, 'invitation_for_other_address']);
    expect(refused.json.detail).toContain(`${bob.email[0]}…@example.com`);
    expect((await accept(server.anonymous, token)).status).toBe(401);
    expect((await accept(bob, token)).status).toBe(200);
  });

  it('stays open where a password is too weak, and is not sent to whoever is in already', async () => {
    const email = address();
    const token = await inviteByMail(server, ana, email, 'member');
    for (const password of ['short', 'Studio Ana Studio Ana', email]) {
      const weak = await register(token, { password });
      expect([weak.status, weak.json.errors[0].field]).toEqual([422, 'password']);
    }
    expect((await register(token)).status).toBe(201);
    const again = await invite(email);
    expect([again.status, again.json.code]).toEqual([409, 'already_member']);
    expect(await listed()).toEqual([]);
  });

  it('does not let anybody in twice', async () => {
    const bob = await server.signUp('Bob');
    const token = await inviteByMail(server, ana, bob.email, 'member');
    await server.context.db.inSystem((tx) =>
      tx
        .insertInto('members')
        .values({ workspace_id: ana.workspaceId, user_id: bob.userId, role: 'accountant' })
        .execute(),
    );
    const answer = await accept(bob, token);
    expect([answer.status, answer.json.code]).toEqual([409, 'already_member']);
    expect(await roleOf(bob, ana.workspaceId)).toBe('accountant');
  });

  it('gives one member for five hundred acceptances at once', async () => {
    const bob = await server.signUp('Bob');
    const token = await inviteByMail(server, ana, bob.email, 'member');
    const answers = await Promise.all(Array.from({ length: 500 }, () => accept(bob, token)));
    const codes = answers.map(({ status }) => status);
    expect(codes.filter((status) => status === 200)).toHaveLength(1);
    expect(codes.filter((status) => status === 410)).toHaveLength(499);
    expect(await events('member.joined')).toHaveLength(1);
  });

  it('gives one account for many sign-ups at once', async () => {
    const email = address();
    const token = await inviteByMail(server, ana, email, 'member');
    const answers = await Promise.all(Array.from({ length: 12 }, () => register(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status } of answers) expect([201, 409, 410]).toContain(status);
    const { json } = await ana.request('GET', `${ana.path}/members`);
    expect(json.items).toHaveLength(2);
  });
});

describe('whoever invites', () => {
  it('sends at most five mails to a mailbox at once, and is told to wait then', async () => {
    const email = address();
    for (let sent = 0; sent < 5; sent += 1) expect((await invite(email)).status).toBe(201);
    const answer = await invite(email);
    expect([answer.status, answer.json.code]).toEqual([429, 'too_many_attempts']);
    // That holds up no mail which the owner of the mailbox asks for.
    expect((await server.anonymous.request('POST', '/v1/registrations', { email })).status).toBe(
      202,
    );
  });

  it('has at most a hundred invitations open', async () => {
    const team = (await ana.request('GET', `${ana.path}/members`)).json;
    expect(team.invitableRoles).toEqual(['admin', 'member', 'accountant']);
    for (let sent = 0; sent < 100; sent += 1) {
      const role = sent < 60 ? 'member' : 'accountant';
      expect((await invite(address(), role)).status).toBe(201);
    }
    const answer = await invite(address(), 'admin');
    expect([answer.status, answer.json.code]).toEqual([409, 'too_many_invitations']);
    expect(await listed()).toHaveLength(100);
  });

  it.each(['remove', 'demote', 'leave'])('takes open invitations along: %s', async (how) => {
    const eva = await server.join(ana.workspaceId, 'admin');
    const token = await inviteByMail(server, eva, address(), 'admin');
    const own = await inviteByMail(server, ana, address(), 'member');
    const path = `${ana.path}/members/${eva.userId}`;
    if (how === 'remove') await ana.request('DELETE', path);
    if (how === 'demote') await ana.request('PATCH', path, { role: 'member' });
    if (how === 'leave') await eva.request('DELETE', `${ana.path}/membership`);
    expect((await inspect(token)).status).toBe(410);
    expect((await inspect(own)).status).toBe(200);
  });

  it('is one of those who may', async () => {
    for (const role of ['member', 'accountant'] as const) {
      const eva = await server.join(ana.workspaceId, role);
      const body = { email: address(), role: 'member' };
      const answer = await eva.request('POST', `${ana.path}/invitations`, body);
      expect([answer.status, answer.json.code]).toEqual([403, 'not_allowed']);
      expect((await eva.request('GET', `${ana.path}/invitations`)).status).toBe(200);
    }
    const owner = await invite(address(), 'owner');
    expect([owner.status, owner.json.errors[0].field]).toEqual([422, 'role']);
  });
});

it('forgets an invitation thirty days after it ended or expired', async () => {
  await inviteByMail(server, ana, address(), 'member');
  const withdrawn = await invite(address());
  await ana.request('DELETE', `${ana.path}/invitations/${withdrawn.json.id}`);
  const kept = async () => {
    await server.context.db.inSystem((tx) => sweepInvitations(tx, server.clock.now));
    const rows = await server.context.db.inWorkspace(ana.workspaceId, (tx) =>
      tx.selectFrom('invitations').select('id').execute(),
    );
    return rows.length;
  };
  server.clock.now = new Date(start.getTime() + 30 * dayMs);
  expect(await kept()).toBe(2);
  server.clock.now = new Date(start.getTime() + 30 * dayMs + 1);
  expect(await kept()).toBe(1);
  server.clock.now = new Date(start.getTime() + 37 * dayMs + 1);
  expect(await kept()).toBe(0);
});
