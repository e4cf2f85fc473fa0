import type pg from 'pg';
import { openQueueTables, readableByEngineers, sharedTables, systemTables } from './tables.ts';

type Policy = { permissive: string; roles: string; cmd: string; using: string; check: string };

const inWorkspace = '(workspace_id = current_workspace_id())';
const inSystem = 'in_system_scope()';
const ofSystemToo = '((workspace_id = current_workspace_id()) OR in_system_scope())';
const exceptions: Record<string, string> = {
  ...Object.fromEntries(Object.keys(sharedTables).map((table) => [table, ofSystemToo])),
  workspaces: '((id = current_workspace_id()) OR in_system_scope())',
};
const ownJobs =
  "((COALESCE(current_setting('numirio.scope'::text, true), ''::text) = ANY (ARRAY['system'::text, 'worker'::text])) OR ((payload ->> 'workspaceId'::text) = NULLIF(current_setting('numirio.workspace_id'::text, true), ''::text)))";
const granted = '= ( SELECT granted_workspace_id() AS granted_workspace_id))';

/** Compares every policy there is with the one that its table must have, and no other. */
export async function policyGaps(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query(
    `select schemaname || '.' || tablename as table, policyname as name, permissive,
      array_to_string(roles, ', ') as roles, cmd, qual as using, with_check as check from pg_policies`,
  );
  const wanted = wantedPolicies(tables);
  const missing = [...wanted.keys()].filter(
    (key) => !rows.some(({ table, name }) => `${table} ${name}` === key),
  );
  const gaps = rows.flatMap(({ table, name, ...policy }) => {
    const rule = wanted.get(`${table} ${name}`);
    if (!rule) return [`${table} has a policy ${name} that nobody has named`];
    return Object.entries(rule)
      .filter(([part, value]) => policy[part] !== value)
      .map(([part]) => `${table} ${name}: ${part} is ${policy[part]}`);
  });
  return [...gaps, ...missing.map((key) => `${key}: there is no such policy`)];
}

/** "public.clients workspace" → what it must say. */
function wantedPolicies(tables: string[]): Map<string, Policy> {
  const wanted = new Map<string, Policy>();
  for (const table of tables) {
    const own = table in systemTables;
    const rule = own ? inSystem : (exceptions[table] ?? inWorkspace);
    wanted.set(`public.${table} ${own ? 'system_scope' : 'workspace'}`, permissive('public', rule));
  }
  for (const table of Object.keys(readableByEngineers)) {
    const column = table === 'workspaces' ? 'id' : 'workspace_id';
    const rule =
      table === 'access_grants'
        ? { name: 'own_grant', using: '(login = SESSION_USER)' }
        : { name: 'granted', using: `(${column} ${granted}` };
    wanted.set(`public.${table} ${rule.name}`, {
      permissive: 'RESTRICTIVE',
      roles: 'numirio_engineer',
      cmd: 'ALL',
      using: rule.using,
      check: 'false',
    });
  }
  for (const table of Object.keys(openQueueTables)) {
    wanted.set(`graphile_worker.${table} numirio`, permissive('numirio_runtime', 'true'));
  }
  wanted.set('graphile_worker._private_jobs numirio', permissive('numirio_runtime', ownJobs));
  return wanted;
}

function permissive(roles: string, rule: string): Policy {
  return { permissive: 'PERMISSIVE', roles, cmd: 'ALL', using: rule, check: rule };
}
