import { createHash } from 'node:crypto';
import pg from 'pg';
import { newId } from '#lib/ids.ts';
import { createHttpApp } from '#platform/http/app.ts';
import { routes } from '../../src/app.ts';
import { draft } from '../../tests/support/fixtures.ts';
import type { Installation } from './installation.ts';
import { addMember, type Member } from './member.ts';

type Statement = { text: string; values: unknown[] };

/** Issues one draft by the recorded SQL alone, on a connection of its own. */
export type BareIssuance = (
  client: pg.PoolClient,
  member: Member,
  draftId: string,
) => Promise<void>;

// A sequence that cannot be mistaken for any other number in the recorded values.
const markedSequence = 700_000_001;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Records every statement of one issuance, from `begin` to `commit`, where the application sends it to
 * `pg`, and returns a replay of the same statements for any other draft: ids, number and session are
 * replaced, everything else stays as it was.
 */
export async function recordIssuance(installation: Installation) {
  const model = await addMember(installation);
  await markNextNumber(installation, model);
  const draftId = await draft(model, model.clientId);
  const statements = await recordStatements(installation, model, draftId);
  const seriesId = await defaultSeries(installation, model);
  const number = `${new Date().getFullYear()}-${markedSequence}`;
  const seriesIds = new Map<string, string>();

  const replay: BareIssuance = async (client, member, id) => {
    const series = seriesIds.get(member.workspaceId) ?? (await defaultSeries(installation, member));
    seriesIds.set(member.workspaceId, series);
    const ids = new Map([
      [model.workspaceId, member.workspaceId],
      [model.userId, member.userId],
      [model.clientId, member.clientId],
      [draftId, id],
      [seriesId, series],
    ]);
    let sequence = 0;
    const adapt = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(adapt);
      if (Buffer.isBuffer(value)) return tokenHash(member.cookie);
      if (value === markedSequence) return sequence;
      if (typeof value !== 'string') return value;
      if (uuid.test(value)) return ids.get(value) ?? newId();
      return adaptText(value, ids, number, sequence);
    };
    for (const { text, values } of statements) {
      const { rows } = await client.query(text, values.map(adapt));
      sequence = Number(rows[0]?.last_value ?? sequence);
    }
  };
  return { replay, statements };
}

/** Texts that hold ids or the number: the frozen document, a job's payload, search terms. */
function adaptText(text: string, ids: Map<string, string>, number: string, sequence: number) {
  let adapted = text.replaceAll(number, number.replace(String(markedSequence), String(sequence)));
  if (text.startsWith('{')) {
    for (const [from, to] of ids) adapted = adapted.replaceAll(from, to);
  }
  return adapted === String(markedSequence) ? String(sequence) : adapted;
}

async function recordStatements(
  { context }: Installation,
  member: Member,
  draftId: string,
): Promise<Statement[]> {
  const app = createHttpApp(routes, context);
  const statements: Statement[] = [];
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = function record(this: pg.Client, ...given: unknown[]) {
    const [text, values] = given;
    if (typeof text === 'string') statements.push({ text, values: (values as unknown[]) ?? [] });
    return Reflect.apply(original, this, given);
  } as typeof original;
  try {
    const answer = await app.request(`${member.path}/invoices/${draftId}/issuance`, {
      method: 'POST',
      headers: { cookie: member.cookie },
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  } finally {
    pg.Client.prototype.query = original;
  }
  return statements;
}

async function markNextNumber({ superuser }: Installation, member: Member): Promise<void> {
  const { json } = await member.request('GET', `${member.path}/number-series`);
  await superuser.query(
    `insert into number_periods (workspace_id, series_id, period, last_value)
     values ($1, $2, to_char(now(), 'YYYY'), $3)`,
    [member.workspaceId, json.items[0].id, markedSequence - 1],
  );
}

async function defaultSeries({ superuser }: Installation, member: Member): Promise<string> {
  const { rows } = await superuser.query(
    'select id from number_series where workspace_id = $1 and is_default',
    [member.workspaceId],
  );
  return rows[0].id;
}

function tokenHash(cookie: string): Buffer {
  return createHash('sha256')
    .update(cookie.split('=')[1] ?? '')
    .digest();
}
