import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { queuedMails } from '../../../tests/support/queued-mails.ts';
import { inviteByMail, setPlan } from '../../../tests/support/team.ts';

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
});
