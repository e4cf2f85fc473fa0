import type pg from 'pg';
import { openQueueTables } from './tables.ts';

/** A change that would let something through, and by which of the two checks it must be noticed. */
export type Mutation = {
  name: string;
  statement: string;
  /** The table in which its effect is looked for; the empty text is none. */
  table: string;
  noticedBy: ('catalogue' | 'rows')[];
};

const both: Mutation['noticedBy'] = ['catalogue', 'rows'];

/** Every policy dropped, opened, opened to writing; the restrictive ones also made permissive. */
export async function policyMutations(client: pg.Client): Promise<Mutation[]> {
  const { rows } = await client.query(
    `select policyname as name, tablename as table, format('%I.%I', schemaname, tablename) as target,
      permissive = 'PERMISSIVE' as adds, roles[1] as role, qual as using, with_check as check
    from pg_policies order by 3, 1`,
  );
  return rows.flatMap(({ name, table, target, adds, role, using, check }) => {
    const drop = `drop policy ${name} on ${target}`;
    const alter = `alter policy ${name} on ${target}`;
    const variants: Record<string, string> = { dropped: drop };
    // Of the queue some tables are open to all; the catalogue says which and why.
    if (!(table in openQueueTables)) {
      variants.opened = `${alter} using (true) with check (true)`;
      variants['open to writing'] = `${alter} with check (true)`;
      variants['open to reading'] = `${alter} using (true)`;
    }
    if (!adds) {
      variants['made permissive'] =
        `${drop}; create policy ${name} on ${target} to ${role} using (${using}) with check (${check})`;
      variants['for nobody'] = `${alter} to numirio_owner`;
    }
    return Object.entries(variants).map(([how, statement]) => ({
      name: `the policy ${name} of ${target} ${how}`,
      statement,
      table,
      // What all workspaces may see of the queue is no row of a workspace.
      noticedBy: table in openQueueTables ? ['catalogue'] : both,
    }));
  });
}

/** Every guarding trigger dropped, and switched off. */
export async function triggerMutations(client: pg.Client): Promise<Mutation[]> {
  const { rows } = await client.query(
    `select c.relname as table, tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not tgisinternal and c.relnamespace = 'public'::regnamespace order by 2`,
  );
  return rows.flatMap(({ table, name }) =>
    Object.entries({
      dropped: `drop trigger ${name} on ${table}`,
      'switched off': `alter table ${table} disable trigger ${name}`,
    }).map(([how, statement]) => ({
      name: `the trigger ${name} ${how}`,
      statement,
      table,
      noticedBy: both,
    })),
  );
}

type Cut = {
  table: string;
  parts: Record<string, [part: string, other: string]>;
  noticedBy?: Mutation['noticedBy'];
};

/** For each function what is taken out of it, and where that must show. */
const cuts: Record<string, Cut> = {
  enter_workspace: {
    table: 'sessions',
    parts: {
      'without the membership': [' and m.user_id = u.id', ''],
      'for ended sessions': [' and s.revoked_at is null', ''],
      'for idle sessions': ['and at < s.idle_expires_at', ''],
      'for old sessions': ['and at < s.absolute_expires_at', ''],
      'for every session': ['where s.id = session', 'where true'],
      'without the role': [`set_config('numirio.role', member_role, true)`, 'null'],
      'that stays where it was': [`set_config('numirio.workspace_id', '', true)`, 'null'],
      'that stays in the system scope': [
        `perform set_config('numirio.scope', '', true);`,
        'perform 1;',
      ],
      'for strangers': ['if member_role is not null then', 'if true then'],
    },
  },
  refuse_reader: { table: 'clients', parts: { 'that allows': [`= 'accountant'`, `= 'nobody'`] } },
  refuse_change: {
    table: 'audit_events',
    parts: { 'that allows': ['raise exception', 'raise notice'] },
  },
  check_head_moves_by_one: {
    table: 'audit_heads',
    parts: { 'that allows leaps': ['old.sequence + 1', 'old.sequence + 2'] },
  },
  check_owner_remains: {
    table: 'members',
    parts: { 'that allows': ['raise exception', 'raise notice'] },
  },
  check_number_follows: {
    table: 'invoices',
    parts: { 'that allows': ['raise exception', 'raise notice'] },
  },
  check_counter_moves_by_one: {
    table: 'number_periods',
    parts: { 'that allows': ['raise exception', 'raise notice'] },
  },
  check_number_was_used: {
    table: 'number_periods',
    parts: { 'that allows': ['raise exception', 'raise notice'] },
  },
  current_workspace_id: {
    table: 'clients',
    noticedBy: both,
    parts: {
      'that is every workspace’s': [
        `NULLIF(current_setting('numirio.workspace_id'::text, true), ''::text)`,
        `(select id::text from workspaces limit 1)`,
      ],
    },
  },
  in_system_scope: {
    table: 'users',
    noticedBy: both,
    parts: { 'that anyone is in': [`= 'system'::text`, 'is not null'] },
  },
  granted_workspace_id: {
    table: 'clients',
    noticedBy: both,
    parts: {
      'before it is opened': ['(g.opened_at <= clock_timestamp()) AND ', ''],
      'after its end': ['(clock_timestamp() < g.expires_at) AND ', ''],
      'after it was revoked': ['(g.revoked_at IS NULL) AND ', ''],
      'after it was closed': [' AND (g.closed_at IS NULL)', ''],
    },
  },
};

/**
 * Every function on which a policy or a guard stands, with one of its conditions taken out. Two conditions of
 * granted_workspace_id() stand twice: own_grant shows a login its own grants only, and a check lets none be
 * opened that is not approved; the catalogue compares the text.
 */
export async function functionMutations(client: pg.Client): Promise<Mutation[]> {
  const { rows } = await client.query(
    `select proname as name, pg_get_functiondef(oid) as text from pg_proc
    where pronamespace = 'public'::regnamespace order by 1`,
  );
  return rows.flatMap(({ name, text }) =>
    Object.entries(cuts[name]?.parts ?? {}).map(([what, [part, other]]): Mutation => {
      const statement = text.replaceAll(part, other);
      if (statement === text) throw new Error(`${name}() does not hold ${part}`);
      const table = cuts[name]?.table ?? '';
      const noticedBy = cuts[name]?.noticedBy ?? ['rows'];
      return { name: `${name}() ${what}`, statement, table, noticedBy };
    }),
  );
}
