import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { inviteByMail } from '../../../tests/support/team.ts';
import { changePlan } from './plan.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  ana = await server.signUp();
});
afterAll(() => server.close());

const address = () => `${newId()}@example.com`;
const invite = (role: string, email = address()) =>
  ana.request('POST', `${ana.path}/invitations`, { email, role });
const accept = (member: Member, token: string) =>
  member.request('POST', '/v1/invitations/acceptance', { token });
const setPlan = (plan: 'free' | 'team') => changePlan(server.context, ana.workspaceId, plan);
const invitable = async () => (await ana.request('GET', `${ana.path}/members`)).json.invitableRoles;
const limit = [403, 'plan_limit_reached'];

describe('the free plan', () => {
  it('has room for one accountant and for nobody else, and says so', async () => {
    expect(await invitable()).toEqual(['accountant']);
    for (const role of ['admin', 'member']) {
      const answer = await invite(role);
      expect([answer.status, answer.json.code]).toEqual(limit);
      expect(answer.json.detail).toBe(
        'The free plan has one owner and one accountant; with the team plan others can join too.',
      );
    }
    const invited = await invite('accountant');
    expect(invited.status).toBe(201);
    // An open invitation is a seat; withdrawn, replaced or expired it is none.
    expect(await invitable()).toEqual([]);
    const second = await invite('accountant');
    expect([second.status, second.json.code]).toEqual(limit);
    expect((await invite('accountant', invited.json.email)).status).toBe(201);
    const [{ id }] = (await ana.request('GET', `${ana.path}/invitations`)).json.items;
    await ana.request('DELETE', `${ana.path}/invitations/${id}`);
    expect(await invitable()).toEqual(['accountant']);
  });

  it('gives the place of an invitation that expired to somebody else', async () => {
    const before = server.clock.now;
    await invite('accountant');
    server.clock.now = new Date(before.getTime() + 7 * 86_400_000);
    await ana.request('POST', '/v1/sessions/refresh');
    expect((await invite('accountant')).status).toBe(201);
    server.clock.now = before;
  });

  it('refuses a role that it does not have to somebody who is there', async () => {
    const eva = await server.join(ana.workspaceId, 'accountant');
    const answer = await ana.request('PATCH', `${ana.path}/members/${eva.userId}`, {
      role: 'member',
    });
    expect([answer.status, answer.json.code]).toEqual(limit);
    expect((await eva.request('GET', ana.path)).json.role).toBe('accountant');
  });

  it('lets the first of two in who were invited at once', async () => {
    const [bob, eva] = [await server.signUp('Bob'), await server.signUp('Eva')];
    await setPlan('team');
    const tokens = [
      await inviteByMail(server, ana, bob.email, 'accountant'),
      await inviteByMail(server, ana, eva.email, 'accountant'),
    ] as const;
    await setPlan('free');
    const answers = await Promise.all([accept(bob, tokens[0]), accept(eva, tokens[1])]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const refused = answers.find(({ status }) => status === 403);
    expect(refused?.json.code).toBe('plan_limit_reached');
  });
});

describe('a change of plan', () => {
  it('to the team plan opens every role, and back keeps who is there and lets nobody new in', async () => {
    const [bob, eva] = [await server.signUp('Bob'), await server.signUp('Eva')];
    expect(await setPlan('team')).toBe('free');
    expect(await invitable()).toEqual(['admin', 'member', 'accountant']);
    await accept(bob, await inviteByMail(server, ana, bob.email, 'admin'));
    const waiting = await inviteByMail(server, ana, eva.email, 'member');
    expect(await setPlan('free')).toBe('team');
    expect((await bob.request('GET', ana.path)).json).toMatchObject({
      role: 'admin',
      plan: 'free',
    });
    const late = await accept(eva, waiting);
    expect([late.status, late.json.code]).toEqual(limit);
    const changed = await ana.request('PATCH', `${ana.path}/members/${bob.userId}`, {
      role: 'member',
    });
    expect([changed.status, changed.json.code]).toEqual(limit);
    // The invitation waits for the plan.
    await setPlan('team');
    expect((await accept(eva, waiting)).status).toBe(200);
  });

  it('is recorded, by nobody in the workspace', async () => {
    await setPlan('team');
    await setPlan('team');
    const { json } = await ana.request('GET', `${ana.path}/audit-events`);
    expect(
      json.items.filter(({ type }: { type: string }) => type === 'workspace.plan_changed'),
    ).toMatchObject([{ actor: 'Numirio', actorId: null, data: { plan: ['free', 'team'] } }]);
    expect(await changePlan(server.context, newId(), 'team')).toBeUndefined();
  });
});
