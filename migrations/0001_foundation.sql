-- Scopes. Every table has forced row-level security and is reached in one of three ways:
--   numirio.workspace_id  the rows of one workspace            (WorkspaceTx)
--   numirio.scope=system  sign-in, registration, sweeps        (SystemTx)
--   numirio.scope=worker  the job queue's own tables           (the worker's pool)
-- Both settings are local to a transaction. After COMMIT a setting is '' and not null, hence nullif.

create function current_workspace_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('numirio.workspace_id', true), '')::uuid;

create function in_system_scope() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('numirio.scope', true), '') = 'system';

-- Raised by every trigger that protects what must not change; the application maps it to a 409.
create function refuse_change() returns trigger
  language plpgsql as $$
begin
  raise exception 'a row of % cannot be changed or deleted', tg_table_name
    using errcode = 'NU001';
end $$;

-- The job queue (graphile-worker owns its tables; the runtime role may only use them). A job that a
-- workspace enqueues names that workspace; only the worker and the system see the others. Its view
-- "jobs" is not granted: a view reads with its owner's rights and would show every workspace's jobs.
grant usage on schema graphile_worker to numirio_runtime;
grant usage on all sequences in schema graphile_worker to numirio_runtime;

do $$
declare
  queue_table record;
  everything constant text := 'true';
  own_jobs constant text :=
    'coalesce(current_setting(''numirio.scope'', true), '''') in (''system'', ''worker'')'
    ' or (payload ->> ''workspaceId'') = nullif(current_setting(''numirio.workspace_id'', true), '''')';
  rule text;
begin
  for queue_table in
    select c.oid::regclass as name, c.relname
    from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'p')
  loop
    rule := case when queue_table.relname = '_private_jobs' then own_jobs else everything end;
    execute format('alter table %s enable row level security', queue_table.name);
    execute format('grant select, insert, update, delete on %s to numirio_runtime', queue_table.name);
    execute format('create policy numirio on %s to numirio_runtime using (%s) with check (%s)',
      queue_table.name, rule, rule);
  end loop;
end $$;
