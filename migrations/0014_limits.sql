-- How fast one may ask, and the answers to writes that may be repeated.

-- A bucket that refills with time (GCRA): it is full again at full_at. Not logged, since after a crash every
-- bucket may be full.
create unlogged table rate_limits (
  key bytea primary key,
  full_at timestamptz not null
);

-- The answer to a write that came with an Idempotency-Key, kept for a day. The row is written in the
-- transaction of the write itself: two at once wait for each other, and after a crash both or neither are
-- there. A request is told apart by a keyed hash, since a body may hold a password.
create table idempotency_keys (
  workspace_id uuid not null references workspaces,
  user_id uuid not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  sealed_reply bytea,
  created_at timestamptz not null,
  primary key (workspace_id, user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- The same for what a person does outside of any workspace.
create table personal_idempotency_keys (
  user_id uuid not null references users on delete cascade,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  sealed_reply bytea,
  created_at timestamptz not null,
  primary key (user_id, key)
);
create index personal_idempotency_keys_age on personal_idempotency_keys (created_at);

do $$
declare
  name text;
begin
  foreach name in array array['rate_limits', 'idempotency_keys', 'personal_idempotency_keys'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('grant select, insert, update, delete on %I to numirio_runtime', name);
  end loop;
  foreach name in array array['rate_limits', 'personal_idempotency_keys'] loop
    execute format('create policy system_scope on %I using (in_system_scope()) with check (in_system_scope())', name);
  end loop;
end $$;
-- The sweep deletes old ones of every workspace.
create policy workspace on idempotency_keys
  using (workspace_id = current_workspace_id() or in_system_scope())
  with check (workspace_id = current_workspace_id() or in_system_scope());
