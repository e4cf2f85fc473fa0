import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { confirmSessions, queuedMails } from '../../../tests/support/queued-mails.ts';
import { inviteByMail, setPlan } from '../../../tests/support/team.ts';

let server: TestApp;
let ana: Member;
let eva: Member;
const start = new Date('2026-11-22T12:00:00Z');
const dayMs = 86_400_000;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  await setPlan(server, ana.workspaceId, 'team');
  eva = await server.join(ana.workspaceId, 'member');
  await ana.request('PATCH', '/v1/me', { name: 'Ana Weber' });
  await eva.request('PATCH', '/v1/me', { name: 'Eva Lindt' });
  for (const { userId } of [ana, eva]) await confirmSessions(server, userId);
});
afterAll(() => server.close());

const path = () => `${ana.path}/ownership-transfer`;
const offer = (to = eva.userId) => ana.request('POST', path(), { userId: to });
const accept = (member = eva) => member.request('POST', `${path()}/acceptance`, {});
const refuse = (member = eva) => member.request('POST', `${path()}/refusal`, {});
const withdraw = () => ana.request('DELETE', path());
const current = async (member = ana) => (await member.request('GET', path())).json.transfer;
const roles = async () => {
  const { json } = await ana.request('GET', `${ana.path}/members`);
  const items: { userId: string; role: string }[] = json.items;
  return Object.fromEntries(items.map(({ userId, role }) => [userId, role]));
};
const kinds = async ({ email }: Member) =>
  (await queuedMails(server, email)).map(({ kind }) => kind);
const events = async () => {
  const { json } = await ana.request('GET', `${ana.path}/audit-events`);
  return json.items.map(({ type, data }: { type: string; data: object }) => [type, data]);
};
async function travelTo(at: Date): Promise<void> {
  server.clock.now = at;
  for (const member of [ana, eva]) {
    await member.request('POST', '/v1/sessions/refresh');
    await confirmSessions(server, member.userId);
  }
}

describe('an offer of ownership', () => {
  it('changes nothing until it is accepted, and then both roles at once', async () => {
    const offered = await offer();
    expect(offered.status).toBe(201);
    expect(offered.json).toEqual({
      id: expect.any(String),
      from: { userId: ana.userId, name: 'Ana Weber' },
      to: { userId: eva.userId, name: 'Eva Lindt' },
      createdAt: start.toISOString(),
      expiresAt: new Date(start.getTime() + 7 * dayMs).toISOString(),
    });
    expect(await current(eva)).toEqual(offered.json);
    expect(await roles()).toEqual({ [ana.userId]: 'owner', [eva.userId]: 'member' });

    expect((await accept()).status).toBe(204);
    expect(await roles()).toEqual({ [ana.userId]: 'admin', [eva.userId]: 'owner' });
    expect(await current()).toBeNull();
    for (const member of [ana, eva]) {
      expect(await kinds(member)).toEqual(['ownership_offered', 'ownership_accepted']);
    }
    const people = { from: 'Ana Weber', to: 'Eva Lindt' };
    expect((await events()).slice(0, 4)).toEqual([
      ['member.role_changed', { name: 'Ana Weber', role: ['owner', 'admin'] }],
      ['member.role_changed', { name: 'Eva Lindt', role: ['member', 'owner'] }],
      ['ownership.accepted', people],
      ['ownership.offered', people],
    ]);
    // The one who owned it may now leave.
    expect((await ana.request('DELETE', `${ana.path}/membership`)).status).toBe(204);
  });

  it('asks both for a fresh confirmation, and the one who refuses for none', async () => {
    server.clock.now = new Date(start.getTime() + 15 * 60_000);
    for (const member of [ana, eva]) await member.request('POST', '/v1/sessions/refresh');
    const refused = await offer();
    expect([refused.status, refused.json.code]).toEqual([403, 'confirmation_required']);
    expect(refused.json.confirmWith).toEqual(expect.any(Array));
    expect(await current()).toBeNull();
    await confirmSessions(server, ana.userId);
    expect((await offer()).status).toBe(201);
    const unconfirmed = await accept();
    expect([unconfirmed.status, unconfirmed.json.code]).toEqual([403, 'confirmation_required']);
    expect((await roles())[eva.userId]).toBe('member');
    expect((await refuse()).status).toBe(204);
  });

  it('can be declined and taken back, which both are told', async () => {
    await offer();
    expect((await refuse()).status).toBe(204);
    await offer();
    expect((await withdraw()).status).toBe(204);
    for (const answer of [await accept(), await refuse(), await withdraw()]) {
      expect([answer.status, answer.json.code]).toEqual([404, 'ownership_transfer_not_found']);
    }
    for (const member of [ana, eva]) {
      expect(await kinds(member)).toEqual([
        'ownership_offered',
        'ownership_refused',
        'ownership_offered',
        'ownership_withdrawn',
      ]);
    }
    const types = (await events()).map(([type]: [string]) => type);
    expect(types.slice(0, 4)).toEqual([
      'ownership.withdrawn',
      'ownership.offered',
      'ownership.refused',
      'ownership.offered',
    ]);
  });

  it('is to one person at a time, and nobody else can answer it', async () => {
    const max = await server.join(ana.workspaceId, 'admin');
    await confirmSessions(server, max.userId);
    await offer();
    expect((await accept(max)).status).toBe(404);
    await offer(max.userId);
    expect((await accept()).status).toBe(404);
    expect((await accept(max)).status).toBe(204);
    expect((await roles())[max.userId]).toBe('owner');
  });

  it('ends after seven days', async () => {
    await offer();
    await travelTo(new Date(start.getTime() + 7 * dayMs));
    expect((await accept()).status).toBe(404);
    expect(await current()).toBeNull();
    expect((await offer()).status).toBe(201);
    await travelTo(new Date(start.getTime() + 14 * dayMs - 1));
    expect((await accept()).status).toBe(204);
  });

  it('is for an admin or a member of this workspace', async () => {
    const tom = await server.join(ana.workspaceId, 'accountant');
    const bob = await server.signUp();
    for (const [userId, status] of [
      [tom.userId, 422],
      [ana.userId, 422],
      [bob.userId, 404],
      [newId(), 404],
    ] as const) {
      expect((await offer(userId)).status).toBe(status);
    }
    expect(await current()).toBeNull();
  });

  it.each(['removed', 'left', 'demoted'])('ends where its recipient is %s', async (how) => {
    await offer();
    const member = `${ana.path}/members/${eva.userId}`;
    if (how === 'removed') await ana.request('DELETE', member);
    if (how === 'left') await eva.request('DELETE', `${ana.path}/membership`);
    if (how === 'demoted') await ana.request('PATCH', member, { role: 'accountant' });
    expect(await current()).toBeNull();
    expect((await accept()).status).toBe(how === 'demoted' ? 403 : 404);
    expect(await kinds(ana)).toEqual(['ownership_offered', 'ownership_withdrawn']);
  });
});

describe('at the same moment', () => {
  /** What is true after any race: one owner, and no offer to whoever is not there. */
  async function expectSound(): Promise<void> {
    const now = await server.context.db.inWorkspace(ana.workspaceId, (tx) =>
      tx.selectFrom('members').select(['user_id', 'role']).execute(),
    );
    expect(now.filter(({ role }) => role === 'owner')).toHaveLength(1);
    const open = await server.context.db.inWorkspace(ana.workspaceId, (tx) =>
      tx
        .selectFrom('ownership_transfers')
        .select('to_user_id')
        .where('ended_at', 'is', null)
        .execute(),
    );
    for (const { to_user_id: to } of open) expect(now.map(({ user_id }) => user_id)).toContain(to);
  }

  it.each(['member', 'admin'] as const)(
    'a transfer and the removal of its recipient, a %s',
    async (role) => {
      for (let round = 0; round < 6; round += 1) {
        const max = await server.join(ana.workspaceId, role);
        const admin = await server.join(ana.workspaceId, 'admin');
        await confirmSessions(server, max.userId);
        await offer(max.userId);
        const removal = () => admin.request('DELETE', `${ana.path}/members/${max.userId}`);
        const both = round % 2 === 0 ? [accept(max), removal()] : [removal(), accept(max)];
        const statuses = (await Promise.all(both)).map(({ status }) => status).sort();
        // Either the removal came first, or the new owner stays.
        expect([
          [204, 404],
          [204, 409],
        ]).toContainEqual(statuses);
        await expectSound();
        if ((await max.request('GET', ana.path)).json.role !== 'owner') continue;
        await max.request('POST', path(), { userId: ana.userId });
        await accept(ana);
      }
    },
  );

  it('two acceptances, and an acceptance and a withdrawal', async () => {
    await offer();
    const twice = await Promise.all([accept(), accept(), accept()]);
    // Whoever comes late finds an owner, who has nothing to accept.
    expect(twice.filter(({ status }) => status === 204)).toHaveLength(1);
    await expectSound();
    await eva.request('POST', path(), { userId: ana.userId });
    const [accepted, withdrawn] = await Promise.all([accept(ana), eva.request('DELETE', path())]);
    expect([accepted.status, withdrawn.status].filter((status) => status === 204)).toHaveLength(1);
    await expectSound();
  });

  it('an acceptance of an invitation and the removal of whoever sent it', async () => {
    for (let round = 0; round < 6; round += 1) {
      const admin = await server.join(ana.workspaceId, 'admin');
      const bob = await server.signUp('Bob');
      const token = await inviteByMail(server, admin, bob.email, 'member');
      const [removed, accepted] = await Promise.all([
        ana.request('DELETE', `${ana.path}/members/${admin.userId}`),
        bob.request('POST', '/v1/invitations/acceptance', { token }),
      ]);
      expect(removed.status).toBe(204);
      expect([200, 410]).toContain(accepted.status);
      expect((await bob.request('GET', ana.path)).status).toBe(accepted.status === 200 ? 200 : 404);
      await expectSound();
    }
  });
});
