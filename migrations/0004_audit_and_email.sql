create table audit_events (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  at timestamptz not null default now(),
  actor_id uuid,
  actor_name text not null,
  ip text not null default '',
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  data jsonb not null default '{}',
  primary key (workspace_id, id)
);
create index audit_events_subject on audit_events (workspace_id, subject_id, id);

alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy workspace on audit_events
  using (workspace_id = current_workspace_id()) with check (workspace_id = current_workspace_id());
grant select, insert on audit_events to numirio_runtime;
create trigger audit_events_append_only before update or delete on audit_events
  for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events
  for each statement execute function refuse_change();

-- The outbox: written in the transaction that causes a mail, sent by a job.
create table emails (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  status text not null default 'queued' check (status in ('queued', 'sent')),
  created_at timestamptz not null default now(),
  sent_at timestamptz
);

alter table emails enable row level security;
alter table emails force row level security;
create policy system_scope on emails using (in_system_scope()) with check (in_system_scope());
grant select, insert, update on emails to numirio_runtime;
