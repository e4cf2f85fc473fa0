-- Engineers' access to the data of one workspace: asked for, approved by another engineer, at most four
-- hours, reading only. The runtime role may look at grants and neither make nor change one.

create table engineers (
  id uuid primary key,
  name text not null,
  email text not null unique,
  -- Ed25519, PEM. Requests and approvals are signed with the key that belongs to it.
  public_key text not null,
  added_at timestamptz not null,
  disabled_at timestamptz
);

create table access_grants (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  engineer_id uuid not null references engineers,
  engineer_name text not null,
  reason text not null check (reason in
    ('customer_request', 'incident', 'data_correction', 'security', 'legal')),
  ticket text not null,
  minutes integer not null check (minutes between 1 and 240),
  requested_at timestamptz not null,
  -- Over what was asked for, by the engineer; over the same and that signature, by the approver.
  request_signature bytea not null,
  approver_id uuid references engineers,
  approver_name text,
  approved_at timestamptz,
  approval_signature bytea,
  -- The login in Postgres, and while it lives.
  login text,
  opened_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  closed_at timestamptz,
  primary key (workspace_id, id),
  check (approver_id <> engineer_id),
  check ((approver_id is null) = (approved_at is null)),
  check ((approver_id is null) = (approval_signature is null)),
  -- Nothing is opened that was not approved, and nothing for longer than four hours.
  check (opened_at is null or (approved_at is not null and login is not null and expires_at is not null)),
  check (expires_at <= opened_at + interval '4 hours')
);
create index access_grants_login on access_grants (login) where login is not null;

-- The workspace whose rows a grant's login sees while the grant lives; null for everybody else. The clock
-- and not now(): a transaction that was begun in time does not outlive its grant.
create function granted_workspace_id() returns uuid
  language sql stable
  begin atomic
    select g.workspace_id from access_grants g
    where g.login = session_user and g.approved_at is not null
      and g.opened_at <= clock_timestamp() and clock_timestamp() < g.expires_at
      and g.revoked_at is null and g.closed_at is null;
  end;

alter table engineers enable row level security;
alter table engineers force row level security;
create policy system_scope on engineers using (in_system_scope()) with check (in_system_scope());
grant select on engineers to numirio_runtime;

alter table access_grants enable row level security;
alter table access_grants force row level security;
create policy workspace on access_grants
  using (workspace_id = current_workspace_id() or in_system_scope())
  with check (workspace_id = current_workspace_id() or in_system_scope());
create policy own_grant on access_grants as restrictive to numirio_engineer
  using (login = session_user) with check (false);
grant select on access_grants to numirio_runtime, numirio_engineer;

-- What an engineer may read: business data. People, sessions, keys and mails are not among it. The scope
-- that the login sets on itself opens nothing: the restrictive policy holds whatever it says.
do $$
declare
  name text;
begin
  foreach name in array array[
    'workspaces', 'members', 'clients', 'client_terms', 'number_series', 'number_periods', 'invoices',
    'invoice_balances', 'invoice_terms', 'document_versions', 'payments', 'comments', 'audit_events',
    'audit_heads'
  ] loop
    execute format('create policy granted on %I as restrictive to numirio_engineer
      using (%I = (select granted_workspace_id())) with check (false)',
      name, case name when 'workspaces' then 'id' else 'workspace_id' end);
    execute format('grant select on %I to numirio_engineer', name);
  end loop;
end $$;
