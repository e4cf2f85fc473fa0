import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import type { Role } from '#modules/workspaces/schema.ts';
import { type Database, openDatabase, type SystemTx, type WorkspaceTx } from '#platform/db.ts';
import { type Member, startTestApp, type TestApp } from '../support/app.ts';
import { execute } from '../support/database.ts';
import { clientDetails } from '../support/fixtures.ts';
import { seededRandom } from '../support/random.ts';
import { report } from '../support/report.ts';
import { pick, type Random } from './probe-http.ts';
import { connected } from './tables.ts';

const seed = Number(process.env.SEED ?? 4);
const clientCount = 32;
const connections = 5;
const roundsPerClient = 120;
const workspaceCount = 8;
const rowsPerWorkspace = 25;

type Person = Member & { role: Role; sessionId: string };

let server: TestApp;
let db: Database;
let people: Person[];
/** What happened, by kind, and every row, role or scope that should not have been there. */
const happened = new Map<string, number>();
const wrong: string[] = [];
let rowsRead = 0;

beforeAll(async () => {
  server = await startTestApp();
  people = [];
  for (let index = 0; index < workspaceCount; index += 1) {
    const owner = await server.signUp(`W${index}`);
    const { workspaceId } = owner;
    const accountant = await server.join(workspaceId, 'accountant');
    for (const [member, role] of [[owner, 'owner'] as const, [accountant, 'accountant'] as const]) {
      const found = await execute(
        server.database.superuserUrl,
        'select id from sessions where user_id = $1',
        [member.userId],
      );
      people.push({ ...member, workspaceId, path: owner.path, role, sessionId: found.rows[0].id });
    }
    // Each row says whose it is.
    for (let row = 0; row < rowsPerWorkspace; row += 1) {
      await owner.request('POST', `${owner.path}/clients`, { ...clientDetails, name: workspaceId });
    }
  }
  // The application's own routes go through the small pool as well.
  await server.context.db.close();
  db = openDatabase(server.database.runtimeUrl, () => count('connection lost'), connections);
  Object.assign(server.context, { db });
});
afterAll(async () => {
  await db.close();
  await server.close();
  await closeRenderers();
});

const count = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1);

it(`shows ${clientCount} clients on ${connections} connections no row of the wrong workspace, whatever breaks`, async () => {
  const started = performance.now();
  let isOver = false;
  const killing = killBackends(seededRandom(seed), () => isOver);
  await Promise.all(
    Array.from({ length: clientCount }, async (_, client) => {
      const random = seededRandom(Math.imul(seed + client, 0x9e3779b1));
      for (let round = 0; round < roundsPerClient; round += 1) await live(random);
    }),
  );
  isOver = true;
  await killing;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = [...happened].sort().map(([what, times]) => `${what} ${times}`);
  report(`SEED=${seed}: ${rowsRead} rows read in ${seconds} s; ${counts.join(', ')}`);
  expect(wrong.slice(0, 20)).toEqual([]);
  // Each kind of accident did happen, and most of the time people still saw their own rows.
  for (const accident of [...Object.keys(accidents), 'connection lost']) {
    expect([accident, happened.get(accident) ?? 0]).not.toEqual([accident, 0]);
  }
  expect(rowsRead).toBeGreaterThan(clientCount * roundsPerClient * 5);
}, 180_000);

it('recovers: afterwards every transaction succeeds, on no more connections than there may be', async () => {
  for (const person of people) {
    const rows = await db.inWorkspaceAs(session(person), person.workspaceId, readNames);
    expect(rows).toBe(rowsPerWorkspace);
    expect((await person.request('GET', `${person.path}/clients`)).status).toBe(200);
  }
  const { rows } = await execute(
    server.database.superuserUrl,
    `select count(*) filter (where state like 'idle in transaction%')::int as stuck, count(*)::int as open
    from pg_stat_activity where datname = current_database() and application_name = 'numirio'`,
  );
  expect(rows[0].stuck).toBe(0);
  expect(rows[0].open).toBeLessThanOrEqual(connections);
});

const session = ({ sessionId }: Person) => ({ id: sessionId, at: server.clock.now });

/** One turn of a client: a transaction of a random kind for a random person, which may end badly. */
async function live(random: Random): Promise<void> {
  const person = pick(random, people);
  const accident = random() < 0.5 ? pick(random, Object.keys(accidents)) : undefined;
  const kind = pick(random, Object.keys(turns));
  try {
    await turns[kind]?.(person, async (tx) => {
      if (accident) await accidents[accident]?.(tx);
    });
    count(`${kind} done`);
  } catch (error) {
    count(accident && isOf(accident, error) ? accident : 'met another one’s accident');
  }
}

const isOf = (accident: string, error: unknown) =>
  error instanceof Error && (marks[accident]?.test(error.message) ?? false);

const marks: Record<string, RegExp> = {
  thrown: /on purpose/,
  'timed out': /statement timeout/,
  cancelled: /user request/,
  'failed and went on': /transaction is aborted/,
};

/** What goes wrong in the middle of a transaction. */
const accidents: Record<string, (tx: WorkspaceTx | SystemTx) => Promise<unknown>> = {
  thrown: () => Promise.reject(new Error('on purpose')),
  'timed out': async (tx) => {
    await sql`set local statement_timeout = '3ms'`.execute(tx);
    await sql`select pg_sleep(5)`.execute(tx);
  },
  cancelled: async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    const sleeping = sql`select pg_sleep(5)`.execute(tx);
    // Until it has fallen asleep there is nothing to cancel.
    const awake = new AbortController();
    const waking = wake(rows[0]?.pid ?? 0, awake.signal);
    await sleeping.finally(() => awake.abort()).finally(() => waking);
  },
  'failed and went on': async (tx) => {
    await sql`select 1 / 0`.execute(tx).catch(() => {});
    await sql`select 1`.execute(tx);
  },
};

async function wake(pid: number, signal: AbortSignal): Promise<void> {
  await connected(server.database.superuserUrl, async (superuser) => {
    while (!signal.aborted) await superuser.query('select pg_cancel_backend($1)', [pid]);
  });
}

type Turn = (
  person: Person,
  middle: (tx: WorkspaceTx | SystemTx) => Promise<void>,
) => Promise<unknown>;

/** The ways in which the application uses a connection; each looks before and after the middle. */
const turns: Record<string, Turn> = {
  member: (person, middle) =>
    db.inWorkspaceAs(session(person), person.workspaceId, async (tx, { role }) => {
      if (role !== person.role) wrong.push(`a ${person.role} was taken for ${role}`);
      await look(tx, person.workspaceId, person.role);
      await middle(tx);
      await look(tx, person.workspaceId, person.role);
    }),
  job: (person, middle) =>
    db.inWorkspace(person.workspaceId, async (tx) => {
      await look(tx, person.workspaceId, '');
      await middle(tx);
      await look(tx, person.workspaceId, '');
    }),
  system: (_person, middle) =>
    db.inSystem(async (tx) => {
      await look(tx as unknown as WorkspaceTx, '', '', 'system');
      await middle(tx);
      await look(tx as unknown as WorkspaceTx, '', '', 'system');
    }),
  stranger: async (person, middle) => {
    const elsewhere = people.find(({ workspaceId }) => workspaceId !== person.workspaceId);
    const entering = db.inWorkspaceAs(session(person), elsewhere?.workspaceId ?? '', async (tx) => {
      wrong.push('a stranger came in');
      await middle(tx);
    });
    await entering.catch((error: Error) => {
      if (error.message !== 'There is no such workspace.') throw error;
    });
  },
  request: async (person) => {
    const answer = await person.request('GET', `${person.path}/clients`);
    if (answer.status === 200) {
      for (const { name } of answer.json.items) see(name, person.workspaceId);
    } else if (answer.status !== 503) wrong.push(`a request was answered ${answer.status}`);
  },
};

/** Checks the scope of a transaction and every row it sees. */
async function look(tx: WorkspaceTx, workspaceId: string, role: string, scope = '') {
  const { rows } = await sql<{ name: string; scope: string }>`select c.name,
      concat_ws('|', current_setting('numirio.workspace_id', true),
        current_setting('numirio.role', true), current_setting('numirio.scope', true)) as scope
    from (select 1) always left join clients c on true`.execute(tx);
  const normal = (rows[0]?.scope ?? '').split('|').filter(Boolean).join('|');
  const wanted = [workspaceId, role, scope].filter(Boolean).join('|');
  if (normal !== wanted) wrong.push(`the scope ${normal} instead of ${wanted}`);
  for (const row of rows) if (row.name !== null) see(row.name, workspaceId);
  if (workspaceId && rows.length !== rowsPerWorkspace) wrong.push(`${rows.length} rows`);
}

function see(name: string, workspaceId: string): void {
  rowsRead += 1;
  if (name !== workspaceId) wrong.push(`a row of ${name} in ${workspaceId}`);
}

async function readNames(tx: WorkspaceTx): Promise<number> {
  const rows = await tx.selectFrom('clients').select('name').execute();
  return rows.length;
}

/** Ends backends of the pool one after the other, whatever they are doing. */
function killBackends(random: Random, isOver: () => boolean): Promise<void> {
  return connected(server.database.superuserUrl, async (superuser) => {
    while (!isOver()) {
      // pg_sleep keeps Postgres and not the test waiting between two of them.
      await superuser.query('select pg_sleep($1)', [0.02 + random() * 0.06]);
      const { rows } = await superuser.query(
        `select pg_terminate_backend(pid) as ended from (select pid from pg_stat_activity
          where datname = current_database() and application_name = 'numirio'
          order by pid offset $1 limit 1) b`,
        [Math.floor(random() * connections)],
      );
      if (rows[0]?.ended) count('backend terminated');
    }
  });
}
