import { createPool } from '#platform/db.ts';
import { draft } from '../tests/support/fixtures.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import { inParallel, median, printTable } from './support/measure.ts';
import { addMember, type Member } from './support/member.ts';
import { recordIssuance } from './support/recorded-issuance.ts';

/** Issuing through HTTP against the bare SQL of the same transaction; see bench/README.md. */

const concurrency = 16;
const rounds = Number(process.env.ROUNDS ?? 7);
const issuancesPerRound = Number(process.env.ISSUANCES ?? 480);
const poolSize = 20;

type Draft = { member: Member; id: string };

const profile = process.env.CPU_PROFILE;
const installation = await startInstallation(
  profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` } : {},
);
try {
  const { replay, statements } = await recordIssuance(installation);
  console.log(`One issuance is ${statements.length} statements, begin and commit included.\n`);
  const pool = createPool(installation.runtimeUrl, { max: poolSize }, () => {});
  const bySql = async ({ member, id }: Draft) => {
    const client = await pool.connect();
    await replay(client, member, id).finally(() => client.release());
  };
  const byHttp = async ({ member, id }: Draft) => {
    const answer = await member.request('POST', `${member.path}/invoices/${id}/issuance`, {});
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.json));
  };

  const rows = [];
  for (const workspaces of [1, 50]) {
    const members: Member[] = [];
    while (members.length < workspaces) members.push(await addMember(installation));
    const perSecond: { http: number[]; sql: number[] } = { http: [], sql: [] };
    // The first round warms both sides up and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [way, issue] of [
        ['http', byHttp],
        ['sql', bySql],
      ] as const) {
        const drafts = await makeDrafts(installation, members);
        const seconds = await inParallel(drafts, concurrency, issue);
        if (round > 0) perSecond[way].push(drafts.length / seconds);
      }
    }
    await expectGapless(members, 2 * (rounds + 1) * issuancesPerRound);
    const [http, sql] = [median(perSecond.http), median(perSecond.sql)];
    rows.push([
      workspaces,
      http.toFixed(0),
      sql.toFixed(0),
      `${((100 * http) / sql).toFixed(0)} %`,
    ]);
  }
  printTable(['workspaces', 'HTTP per second', 'bare SQL per second', 'HTTP of SQL'], rows);
  await pool.end();
} finally {
  await installation.close();
}

/** Drafts for one round, spread over the workspaces: one through the API, the others its copies. */
async function makeDrafts({ superuser }: Installation, members: Member[]): Promise<Draft[]> {
  const drafts: Draft[] = [];
  const each = Math.ceil(issuancesPerRound / members.length);
  for (const member of members) {
    const id = await draft(member, member.clientId);
    drafts.push({ member, id });
    const { rows } = await superuser.query(
      `with copies as (
         insert into invoices (workspace_id, id, client_id, buyer_name, subject, currency, issue_on,
           due_on, net_minor, gross_minor, content, created_by, updated_by)
         select workspace_id, gen_random_uuid(), client_id, buyer_name, subject, currency, issue_on,
           due_on, net_minor, gross_minor, content, created_by, updated_by
         from invoices, generate_series(2, $3) where workspace_id = $1 and id = $2
         returning id
       ), terms as (
         insert into invoice_terms (workspace_id, term, invoice_id)
         select t.workspace_id, t.term, copies.id from invoice_terms t, copies
         where t.workspace_id = $1 and t.invoice_id = $2
       )
       select id from copies`,
      [member.workspaceId, id, each],
    );
    for (const row of rows) drafts.push({ member, id: row.id });
  }
  // In turns, so that neighbouring requests concern different workspaces.
  const turn = (index: number) => (index % each) * members.length + Math.floor(index / each);
  return drafts
    .map((item, index) => ({ item, at: turn(index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
    .slice(0, issuancesPerRound);
}

/** Throws where a series has a gap or a duplicate, or the wrong number of invoices was issued. */
async function expectGapless(members: Member[], expected: number): Promise<void> {
  let issued = 0;
  for (const { path, request } of members) {
    const series = await request('GET', `${path}/number-series`);
    const report = await request(
      'GET',
      `${path}/number-series/${series.json.items[0].id}/continuity`,
    );
    if (!report.json.gapless) throw new Error(`not gapless: ${JSON.stringify(report.json)}`);
    for (const { count, duplicates } of report.json.periods) {
      if (duplicates.length > 0) throw new Error(`duplicates: ${duplicates}`);
      issued += count;
    }
  }
  if (issued !== expected) throw new Error(`${issued} invoices issued instead of ${expected}`);
  console.log(`${members.length} workspaces: ${issued} numbers, no gap, no duplicate.`);
}
