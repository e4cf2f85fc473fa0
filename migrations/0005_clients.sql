create table clients (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  -- The name folded for ordering; written by the application, since lower() is not leak-proof.
  name_key text collate "C" not null,
  kind text not null check (kind in ('business', 'consumer')),
  contact_name text not null,
  address jsonb not null,
  vat_id text not null,
  email text not null,
  language text not null,
  buyer_reference text not null,
  electronic_address jsonb,
  payment_term_days integer,
  note text not null,
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index clients_name on clients (workspace_id, archived, name_key, id);

-- Every word that finds a client. Ranges over text are leak-proof, so the index serves under row
-- security, where LIKE, trigrams and full-text search cannot.
create table client_terms (
  workspace_id uuid not null,
  term text collate "C" not null,
  client_id uuid not null,
  primary key (workspace_id, term, client_id),
  foreign key (workspace_id, client_id) references clients on delete cascade
);
create index client_terms_client on client_terms (workspace_id, client_id);

do $$
declare
  name text;
begin
  foreach name in array array['clients', 'client_terms'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace on %I using (workspace_id = current_workspace_id())
      with check (workspace_id = current_workspace_id())', name);
    execute format('grant select, insert, update, delete on %I to numirio_runtime', name);
  end loop;
end $$;
