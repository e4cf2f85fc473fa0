import type pg from 'pg';
import { newId } from '#lib/ids.ts';
import { asRuntime, attempt, type Outcome, scopeOf } from './attempts.ts';

const at = new Date('2026-11-22T12:00:00Z');

/**
 * Calls enter_workspace() with every kind of session that must not get in, and with those that must.
 * Lists where it erred; [] is well. Nothing is kept.
 */
export async function findEntryLeaks(client: pg.Client, own: string): Promise<string[]> {
  const { rows } = await client.query(
    `select m.user_id, exists (select from members o where o.user_id = m.user_id
        and o.workspace_id = $1) as is_own from members m order by 2`,
    [own],
  );
  const [stranger, member] = [rows[0].user_id, rows.at(-1)?.user_id];
  const refusals: Record<string, Outcome> = {
    'a session of another workspace’s owner': await enter(client, own, stranger),
    'an ended session': await enter(client, own, member, 'revoked_at = created_at'),
    'an idle session': await enter(client, own, member, 'idle_expires_at = $1'),
    'an old session': await enter(client, own, member, 'absolute_expires_at = $1'),
    'a session that is nowhere': await enter(client, own, member, `id = '${newId()}'`),
    'a former member': await enter(client, own, member, 'id = id', removed),
    'a member in a workspace that is nowhere': await enter(client, newId(), member),
  };
  const leaks = Object.entries(refusals)
    .filter(([, { rows }]) => rows[0]?.scope !== '||')
    .map(([who, outcome]) => `${who} came to ${JSON.stringify(outcome)}`);
  for (const role of ['owner', 'admin', 'member', 'accountant']) {
    const change = `update members set role = '${role}' where user_id = $1 and workspace_id = $2`;
    const entered = await enter(client, own, member, 'id = id', change);
    const scope = entered.rows[0]?.scope;
    if (scope !== `${own}|${role}|`) leaks.push(`the ${role} came to ${JSON.stringify(entered)}`);
  }
  return leaks;
}

const removed = 'delete from members where user_id = $1 and workspace_id = $2';

/** Enters with a session that is changed before; answers "workspace|role|scope" of the transaction. */
function enter(
  client: pg.Client,
  workspace: string,
  userId: string,
  change = 'id = id',
  membership = 'select $1::uuid, $2::uuid',
): Promise<Outcome> {
  const session = newId();
  return attempt(
    client,
    [membership, userId, workspace],
    [
      `insert into sessions select (jsonb_populate_record(s, jsonb_build_object('id', $2::text,
        'current_hash', '\\x' || encode(sha256($2::text::bytea), 'hex'), 'revoked_at', null,
        'idle_expires_at', $3::timestamptz + interval '1 day',
        'absolute_expires_at', $3::timestamptz + interval '1 day'))).*
      from sessions s where user_id = $1 limit 1`,
      userId,
      session,
      at,
    ],
    change.includes('$1')
      ? [`update sessions set ${change} where id = '${session}'`, at]
      : `update sessions set ${change} where id = '${session}'`,
    // What an earlier transaction might have left would not survive either.
    scopeOf({ workspace: userId, scope: 'system', role: 'owner' }),
    asRuntime,
    ['select * from enter_workspace($1, $2, $3)', session, workspace, at],
    `select concat_ws('|', current_setting('numirio.workspace_id', true),
      current_setting('numirio.role', true), current_setting('numirio.scope', true)) as scope`,
  );
}
