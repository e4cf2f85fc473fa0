import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { isAllowed, workspaceRoute } from '#modules/workspaces/index.ts';
import { type Permission, type Role, roleSchema } from '#modules/workspaces/schema.ts';
import type { Route } from '#platform/http/route.ts';
import type { Log } from '#platform/log.ts';
import { routes } from '../../src/app.ts';
import { type Answer, type Member, startTestApp, type TestApp } from '../support/app.ts';
import { execute } from '../support/database.ts';
import { confirmSessions } from '../support/queued-mails.ts';
import { report } from '../support/report.ts';
import { permissionsDocument } from '../support/roles-document.ts';
import { type Planted, plant } from './planted.ts';
import { isWorkspaceRoute, requestFor, routeName } from './route-requests.ts';
import { hashRows } from './tables.ts';

const wrong = vi.hoisted((): { table: Record<string, readonly string[]> } => ({ table: {} }));
vi.mock('../../src/modules/workspaces/permissions.ts', async (original) => {
  const right = await original<typeof import('../../src/modules/workspaces/permissions.ts')>();
  const isAllowed = (role: string, permission: Permission) =>
    wrong.table[permission]?.includes(role) ?? right.isAllowed(role, permission);
  return { ...right, isAllowed };
});

let server: TestApp;
let planted: Planted;
let people: Record<Role, Member>;
/** SQLSTATEs with which Postgres refused something. */
const refusals: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  const warn = (entry: { sqlState?: string }) => refusals.push(entry.sqlState ?? '');
  Object.assign(server.context, { log: { ...server.context.log, warn } as unknown as Log });
  const owner = await server.signUp('A');
  planted = await plant(server, owner, 'anemone');
  const [admin, member, accountant] = [
    await server.join(owner.workspaceId, 'admin'),
    await server.join(owner.workspaceId, 'member'),
    await server.join(owner.workspaceId, 'accountant'),
  ];
  people = { owner, admin, member, accountant };
  for (const { userId } of Object.values(people)) await confirmSessions(server, userId);
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const workspaceRoutes = routes.filter(isWorkspaceRoute);
const everyone = roleSchema.options;
const accessOf = (route: Route) => route.access as { permission: Permission };

/** Whether a route turns a role away by its permission, before anything of it ran. */
async function isTurnedAway(route: Route, role: Role): Promise<boolean> {
  refusals.length = 0;
  const answer = await ask(route, role);
  return answer.status === 403 && answer.json.code === 'not_allowed' && refusals.length === 0;
}

function ask(route: Route, role: Role): Promise<Answer> {
  const { method, path, body, headers } = requestFor(route, planted);
  return people[role].request(method, path, body, headers);
}

/** Does something while the table gives a permission to these roles, wherever it is asked. */
async function whileAllowed<Result>(
  permission: Permission,
  roles: readonly Role[],
  work: () => Promise<Result>,
): Promise<Result> {
  wrong.table = { [permission]: roles };
  try {
    return await work();
  } finally {
    wrong.table = {};
  }
}

describe('the list of permissions', () => {
  it('is written down for people as it is (npm run docs:permissions)', () => {
    const written = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
    expect(written).toBe(permissionsDocument(routes));
  });

  it('is named by every route, or the program does not compile', () => {
    const route = {
      method: 'get',
      path: '/anything',
      summary: 'A route that forgets its permission',
      handle: async () => ({ status: 204 }),
    } as const;
    // @ts-expect-error: a route below a workspace names its permission
    const forgetful: Route = workspaceRoute(route);
    // @ts-expect-error: and one that there is
    const inventive: Route = workspaceRoute({ ...route, permission: 'everything.change' });
    // What is not listed is refused, should one be mounted all the same.
    expect([forgetful, inventive].map((route) => (route.access as object) !== undefined)).toEqual([
      true,
      true,
    ]);
  });
});

const inADay = () => new Date(server.clock.now.getTime() + 86_400_000);

function setDeletion(dueAt: Date | null) {
  const statement = 'update workspaces set deletion_due_at = $2 where id = $1';
  return execute(server.database.superuserUrl, statement, [planted.workspaceId, dueAt]);
}

/** What an accountant may write where nothing but Postgres refuses it, each with the reason. */
const openToReaders: Record<string, string> = {
  'post /invoices/:invoiceId/comments': 'an accountant comments',
  'delete /invoices/:invoiceId/comments/:commentId': 'this one is another member’s',
  'post /invoices/preview': 'nothing is stored',
  'delete /membership': 'everybody may leave',
  'post /ownership-transfer/acceptance': 'it is offered to somebody else, and so not found',
  'post /ownership-transfer/refusal': 'it is offered to somebody else, and so not found',
};

describe('a route whose permission everybody had', () => {
  it('would still change nothing for an accountant, since Postgres refuses it', async () => {
    const before = await hashRows(server.database, planted.workspaceId, ['comments']);
    const outcomes: Record<string, string> = {};
    for (const route of workspaceRoutes) {
      if (route.method === 'get' || routeName(route) in openToReaders) continue;
      // A deletion can be called off only where one is due, and asked for only where none is.
      await setDeletion(routeName(route) === 'delete /deletion' ? inADay() : null);
      refusals.length = 0;
      const { permission } = accessOf(route);
      const answer = await whileAllowed(permission, everyone, () => ask(route, 'accountant'));
      outcomes[routeName(route)] = `${answer.status} ${answer.json?.code} ${refusals.join()}`;
    }
    await setDeletion(null);
    const others = Object.entries(outcomes).filter(([, came]) => came !== '403 not_allowed NU003');
    expect(others).toEqual([]);
    expect(Object.keys(outcomes).length).toBeGreaterThan(20);
    expect(await hashRows(server.database, planted.workspaceId, ['comments'])).toBe(before);
  });

  it('is noticed, and so is one that nobody but the owner has: every permission of every route', async () => {
    const survivors: string[] = [];
    let mutations = 0;
    for (const route of workspaceRoutes) {
      const { permission } = accessOf(route);
      for (const roles of [everyone, ['owner'] as const]) {
        const changed = everyone.filter(
          (role) => isAllowed(role, permission) !== (roles as readonly Role[]).includes(role),
        );
        if (changed.length === 0) continue;
        mutations += 1;
        const noticed: boolean[] = [];
        for (const role of changed) {
          const isAway = await whileAllowed(permission, roles, () => isTurnedAway(route, role));
          noticed.push(isAway === isAllowed(role, permission));
        }
        if (!noticed.includes(true)) survivors.push(`${routeName(route)} for ${roles.join()}`);
      }
    }
    expect(survivors).toEqual([]);
    expect(mutations).toBeGreaterThan(50);
    report(`${mutations} permissions of routes exchanged, all noticed`);
  });
});
