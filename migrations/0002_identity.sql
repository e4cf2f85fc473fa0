-- People. None of these tables belongs to a workspace, so only the system scope sees them.

create table users (
  id uuid primary key,
  email text not null,
  -- The address folded for comparison (NFKC, lower case): one mailbox, one account.
  email_key text not null unique,
  name text not null,
  -- bcrypt over a keyed pre-hash, with the id of the pepper; null where there is another way in.
  password_hash text,
  password_pepper_id smallint,
  created_at timestamptz not null default now()
);

create table registrations (
  id uuid primary key,
  email text not null,
  email_key text not null,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  created_at timestamptz not null default now()
);
create index registrations_email_key on registrations (email_key, created_at);

create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  generation integer not null default 1,
  current_hash bytea not null unique,
  previous_hash bytea,
  rotated_at timestamptz,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  idle_expires_at timestamptz not null,
  absolute_expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  user_agent text not null,
  ip text not null
);
create index sessions_user on sessions (user_id, last_used_at);

do $$
declare
  name text;
begin
  foreach name in array array['users', 'registrations', 'sessions'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy system_scope on %I using (in_system_scope()) with check (in_system_scope())', name);
    execute format('grant select, insert, update, delete on %I to numirio_runtime', name);
  end loop;
end $$;
