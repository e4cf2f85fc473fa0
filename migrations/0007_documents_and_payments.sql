-- Every rendering that was ever stored. A new rendering is a new version; nothing is replaced.
create table document_versions (
  workspace_id uuid not null,
  invoice_id uuid not null,
  version integer not null check (version >= 1),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  object_key text not null,
  byte_length bigint not null,
  template_version text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, invoice_id, version),
  foreign key (workspace_id, invoice_id) references invoices
);
create trigger document_versions_append_only before update or delete on document_versions
  for each row execute function refuse_change();
create trigger document_versions_no_truncate before truncate on document_versions
  for each statement execute function refuse_change();

create table payments (
  workspace_id uuid not null,
  id uuid not null,
  invoice_id uuid not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  paid_on date not null,
  note text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, invoice_id) references invoices
);
create index payments_invoice on payments (workspace_id, invoice_id, id);
create index payments_paid_on on payments (workspace_id, paid_on);

do $$
declare
  name text;
begin
  foreach name in array array['document_versions', 'payments'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace on %I using (workspace_id = current_workspace_id())
      with check (workspace_id = current_workspace_id())', name);
  end loop;
end $$;
grant select, insert on document_versions to numirio_runtime;
grant select, insert, delete on payments to numirio_runtime;
