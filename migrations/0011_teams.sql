-- Teams: invitations, the transfer of ownership, comments, and what Postgres itself knows of roles.

alter table workspaces
  -- What is paid for; modules/workspaces/entitlements.ts says what follows from it.
  add column plan text not null default 'free' check (plan in ('free', 'team')),
  -- When a deletion that was asked for takes place.
  add column deletion_due_at timestamptz;
create index workspaces_deletion_due on workspaces (deletion_due_at) where deletion_due_at is not null;

-- Whoever is in a workspace, one of them owns it: else nobody could close it or let anybody in.
-- It looks with the system's eyes, since at the commit the transaction may be in another workspace, and takes
-- the workspace's lock, so that of two owners who leave at once the second sees that the first is gone.
create function check_owner_remains() returns trigger
  language plpgsql as $$
declare
  scope constant text := coalesce(current_setting('numirio.scope', true), '');
begin
  perform set_config('numirio.scope', 'system', true);
  perform from workspaces w where w.id = old.workspace_id for no key update;
  if exists (select from members m where m.workspace_id = old.workspace_id)
    and not exists (select from members m where m.workspace_id = old.workspace_id and m.role = 'owner')
  then
    raise exception 'a workspace with members has an owner' using errcode = 'NU004';
  end if;
  perform set_config('numirio.scope', scope, true);
  return null;
end $$;
create constraint trigger members_keep_an_owner after update or delete on members
  deferrable initially deferred
  for each row when (old.role = 'owner') execute function check_owner_remains();

-- An invitation is bound to an address, works once and for seven days. It is found by its token before
-- anyone is in the workspace, so the system scope sees it too.
create table invitations (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  email text not null,
  email_key text not null,
  role text not null check (role in ('admin', 'member', 'accountant')),
  language text not null check (language in ('en', 'de', 'fr')),
  token_hash bytea not null,
  invited_by uuid not null,
  inviter_name text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- When it was accepted, withdrawn or replaced.
  ended_at timestamptz,
  accepted_by uuid,
  primary key (workspace_id, id)
);
create index invitations_token on invitations (token_hash);
-- One open invitation of a workspace to a mailbox.
create unique index invitations_open on invitations (workspace_id, email_key) where ended_at is null;

-- An offer of ownership, which its owner has confirmed and the other one has yet to.
create table ownership_transfers (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  from_user_id uuid not null,
  to_user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('accepted', 'declined', 'withdrawn', 'replaced')),
  primary key (workspace_id, id),
  check ((ended_at is null) = (outcome is null))
);
create unique index ownership_transfers_open on ownership_transfers (workspace_id) where ended_at is null;

create table comments (
  workspace_id uuid not null,
  id uuid not null,
  invoice_id uuid not null,
  author_id uuid not null,
  author_name text not null,
  text text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, invoice_id) references invoices on delete cascade
);
create index comments_invoice on comments (workspace_id, invoice_id, id);

alter table invitations enable row level security;
alter table invitations force row level security;
create policy workspace on invitations
  using (workspace_id = current_workspace_id() or in_system_scope())
  with check (workspace_id = current_workspace_id() or in_system_scope());
grant select, insert, update, delete on invitations to numirio_runtime;

do $$
declare
  name text;
begin
  foreach name in array array['ownership_transfers', 'comments'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace on %I using (workspace_id = current_workspace_id())
      with check (workspace_id = current_workspace_id())', name);
  end loop;
end $$;
grant select, insert, update on ownership_transfers to numirio_runtime;
grant select, insert, delete on comments to numirio_runtime;

-- Postgres refuses an accountant's write, whatever a route lets through: enter_workspace() tells it the
-- member's role. A trigger and not a policy, since a policy would hide the rows instead of refusing.
create function refuse_reader() returns trigger
  language plpgsql as $$
begin
  if current_setting('numirio.role', true) = 'accountant' then
    raise exception 'an accountant changes nothing in %', tg_table_name using errcode = 'NU003';
  end if;
  return null;
end $$;

-- Not on comments, not on what records or answers what an accountant does, and not on document_versions:
-- whoever asks for a PDF first has it stored.
do $$
declare
  name text;
begin
  foreach name in array array[
    'workspaces', 'members', 'invitations', 'ownership_transfers', 'clients', 'client_terms',
    'number_series', 'number_periods', 'invoices', 'invoice_balances', 'invoice_terms', 'payments'
  ] loop
    execute format('create trigger %I before insert or update or delete on %I
      for each statement execute function refuse_reader()', name || '_refuse_reader', name);
  end loop;
end $$;

create or replace function enter_workspace(session uuid, workspace uuid, at timestamptz)
  returns table (user_id uuid, user_name text, member_role text)
  language plpgsql as $$
begin
  perform set_config('numirio.workspace_id', '', true), set_config('numirio.role', '', true),
    set_config('numirio.scope', 'system', true);

  select u.id, u.name, m.role into user_id, user_name, member_role
  from sessions s
  join users u on u.id = s.user_id
  left join members m on m.workspace_id = workspace and m.user_id = u.id
  where s.id = session and s.revoked_at is null
    and at < s.idle_expires_at and at < s.absolute_expires_at;

  perform set_config('numirio.scope', '', true);
  if user_id is null then
    return;
  end if;
  if member_role is not null then
    perform set_config('numirio.workspace_id', workspace::text, true),
      set_config('numirio.role', member_role, true);
  end if;
  return next;
end $$;
