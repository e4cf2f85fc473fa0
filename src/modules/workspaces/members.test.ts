import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { queuedMails } from '../../../tests/support/queued-mails.ts';
import { setPlan } from '../../../tests/support/team.ts';
import { permissions, permissionsOf } from './permissions.ts';
import type { Role } from './schema.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  ana = await server.signUp();
  await setPlan(server, ana.workspaceId, 'team');
});
afterAll(() => server.close());

const join = (role: Role) => server.join(ana.workspaceId, role);
const members = async () => (await ana.request('GET', `${ana.path}/members`)).json;
const change = (by: Member, member: Member, role: string) =>
  by.request('PATCH', `${by.path}/members/${member.userId}`, { role });
const remove = (by: Member, member: Member) =>
  by.request('DELETE', `${by.path}/members/${member.userId}`);
const leave = (member: Member) => member.request('DELETE', `${member.path}/membership`);
const rename = ({ request }: Member, name: string) => request('PATCH', '/v1/me', { name });
const lastMail = async ({ email }: Member) => (await queuedMails(server, email)).at(-1);
const events = async () => {
  const { json } = await ana.request('GET', `${ana.path}/audit-events?subjectType=member`);
  return json.items;
};

describe('the list of members', () => {
  it('shows everybody with name and address, by role and then by name', async () => {
    const zoe = await join('admin');
    const max = await join('member');
    const eva = await join('member');
    const tom = await join('accountant');
    for (const [member, name] of [
      [ana, 'Ana'],
      [zoe, 'Zoë'],
      [max, 'Max'],
      [eva, 'Éva'],
      [tom, 'Tom'],
    ] as const) {
      await rename(member, name);
    }
    const list = await members();
    expect(
      list.items.map(({ name, role }: { name: string; role: string }) => [name, role]),
    ).toEqual([
      ['Ana', 'owner'],
      ['Zoë', 'admin'],
      ['Éva', 'member'],
      ['Max', 'member'],
      ['Tom', 'accountant'],
    ]);
    expect(list.items[0]).toEqual({
      userId: ana.userId,
      name: 'Ana',
      email: ana.email,
      role: 'owner',
      joinedAt: server.clock.now.toISOString(),
    });
    expect(list).toMatchObject({ plan: 'team', invitableRoles: ['admin', 'member', 'accountant'] });
    // Everybody sees who else is here.
    expect((await tom.request('GET', `${ana.path}/members`)).json).toEqual(list);
  });

  it('goes with a list of what each role may do', async () => {
    const { json } = await ana.request('GET', `${ana.path}/roles`);
    expect(json.items.map(({ role }: { role: string }) => role)).toEqual([
      'owner',
      'admin',
      'member',
      'accountant',
    ]);
    for (const { role, permissions } of json.items)
      expect(permissions).toEqual(permissionsOf(role));
    const ofAll = json.items.flatMap((item: { permissions: string[] }) => item.permissions);
    expect(new Set(ofAll)).toEqual(new Set(permissions));
  });
});

describe('a change of role', () => {
  it('counts at the very next request, is mailed and recorded', async () => {
    const eva = await join('admin');
    expect((await change(ana, eva, 'member')).json).toMatchObject({
      userId: eva.userId,
      role: 'member',
    });
    const refused = await eva.request('PATCH', ana.path, { phone: '+49 30 1' });
    expect([refused.status, refused.json.code]).toEqual([403, 'not_allowed']);
    expect(await lastMail(eva)).toMatchObject({
      kind: 'role_changed',
      subject: 'Your role in “Studio Ana” has changed',
      text: expect.stringContaining('“Member”'),
    });
    expect((await events())[0]).toMatchObject({
      type: 'member.role_changed',
      actorId: ana.userId,
      subjectId: eva.userId,
      data: { name: 'Ana', role: ['admin', 'member'] },
    });
  });

  it('is for admins too, and takes and gives what is not ownership', async () => {
    const eva = await join('admin');
    const max = await join('accountant');
    for (const role of ['member', 'admin', 'accountant']) {
      expect((await change(eva, max, role)).status).toBe(200);
    }
    const owner = await change(ana, max, 'owner');
    expect([owner.status, owner.json.errors[0].field]).toEqual([422, 'role']);
  });

  it('changes nothing and tells nobody where the role stays', async () => {
    const eva = await join('member');
    const before = (await events()).length;
    expect((await change(ana, eva, 'member')).json).toMatchObject({ role: 'member' });
    expect(await lastMail(eva)).toBeUndefined();
    expect(await events()).toHaveLength(before);
  });

  it.each(['change', 'removal'])(
    'never is of an owner, of oneself or of a stranger: %s',
    async (what) => {
      const eva = await join('admin');
      const bob = await server.signUp('Bob');
      const apply = (by: Member, to: Member) =>
        what === 'change' ? change(by, to, 'member') : remove(by, to);
      for (const [by, to, status, code] of [
        [eva, ana, 409, 'workspace_needs_owner'],
        [ana, ana, 409, 'workspace_needs_owner'],
        [eva, eva, 403, 'not_allowed'],
        [eva, bob, 404, 'member_not_found'],
        [eva, { ...bob, userId: newId() }, 404, 'member_not_found'],
      ] as const) {
        const answer = await apply(by, to);
        expect([answer.status, answer.json.code]).toEqual([status, code]);
      }
      expect((await members()).items).toHaveLength(2);
    },
  );
});

describe('a removal', () => {
  it('puts the member out at the very next request, like any outsider', async () => {
    const eva = await join('member');
    expect((await eva.request('GET', ana.path)).status).toBe(200);
    expect((await remove(ana, eva)).status).toBe(204);
    const outside = await server.signUp('Elsewhere');
    const [gone, foreign] = [
      await eva.request('GET', ana.path),
      await outside.request('GET', ana.path),
    ];
    expect([gone.status, gone.json.code]).toEqual([404, 'workspace_not_found']);
    expect(gone.json).toEqual(foreign.json);
    expect((await eva.request('GET', '/v1/me')).json.workspaces).toEqual([]);
    expect(await lastMail(eva)).toMatchObject({ kind: 'member_removed' });
    expect((await events())[0]).toMatchObject({
      type: 'member.removed',
      subjectId: eva.userId,
      data: { name: 'Ana', role: 'member' },
    });
  });

  it('counts for an admin whose own removal was on its way first', async () => {
    const [eva, max] = [await join('admin'), await join('admin')];
    const answers = await Promise.all([remove(eva, max), remove(max, eva)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
    expect((await members()).items).toHaveLength(2);
  });
});

describe('leaving', () => {
  it.each(['admin', 'member', 'accountant'] as const)(
    'is open to everybody else: %s',
    async (role) => {
      const eva = await join(role);
      expect((await leave(eva)).status).toBe(204);
      expect((await eva.request('GET', ana.path)).status).toBe(404);
      expect((await events())[0]).toMatchObject({
        type: 'member.left',
        actorId: eva.userId,
        subjectId: eva.userId,
        data: { name: 'Ana' },
      });
    },
  );

  it('is refused to the only owner, alone or not', async () => {
    for (const others of [0, 1]) {
      if (others > 0) await join('admin');
      const answer = await leave(ana);
      expect([answer.status, answer.json.code]).toEqual([409, 'workspace_needs_owner']);
    }
  });

  it('leaves one of two owners who leave at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const owner = await server.signUp();
      const other = await server.join(owner.workspaceId, 'owner');
      await server.join(owner.workspaceId, 'member');
      const answers = await Promise.all([leave(owner), leave({ ...other, path: owner.path })]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      const refused = answers.find(({ status }) => status === 409);
      expect(refused?.json.code).toBe('workspace_needs_owner');
    }
  });
});

it('keeps an owner by Postgres itself, whatever a program does', async () => {
  await join('admin');
  const demoted = server.context.db.inWorkspace(ana.workspaceId, (tx) =>
    tx.updateTable('members').set({ role: 'admin' }).where('user_id', '=', ana.userId).execute(),
  );
  await expect(demoted).rejects.toMatchObject({ code: 'NU004' });
  const gone = server.context.db.inSystem((tx) =>
    tx.deleteFrom('members').where('user_id', '=', ana.userId).execute(),
  );
  await expect(gone).rejects.toMatchObject({ code: 'NU004' });
});
