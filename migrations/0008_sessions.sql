-- Sessions as pairs of a short-lived signed access token and a rotating refresh token.

-- The keys that sign access tokens. A private key lies here sealed (AES-256-GCM) and is deleted as soon
-- as nothing that it signed can still be valid.
create table signing_keys (
  id uuid primary key,
  public_jwk jsonb not null,
  sealed_private_jwk bytea,
  signs_from timestamptz not null,
  signs_until timestamptz not null,
  -- After signing ended, until the last token it signed has expired.
  verifies_until timestamptz not null,
  created_at timestamptz not null
);

-- The tokens of before were of another kind; whoever had one signs in again.
select set_config('numirio.scope', 'system', true);
delete from sessions;
select set_config('numirio.scope', '', true);
alter table sessions
  -- How the session began: password, google, passkey, registration.
  add column method text not null default 'password',
  -- When its user last proved again who they are, for changes to ways of signing in.
  add column confirmed_at timestamptz,
  alter column generation drop default,
  alter column created_at drop default,
  alter column last_used_at drop default;
alter table sessions alter column method drop default;

-- What concerns a person and no workspace: signing in, ways of signing in, replayed tokens.
create table security_events (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  at timestamptz not null,
  type text not null,
  ip text not null default '',
  user_agent text not null default '',
  data jsonb not null default '{}'
);
create index security_events_user on security_events (user_id, id);

-- The language of the interface and of mails.
alter table users
  add column language text not null default 'en' check (language in ('en', 'de', 'fr')),
  add column password_changed_at timestamptz,
  -- When a deletion that was asked for takes place.
  add column deletion_due_at timestamptz;
alter table registrations
  add column language text not null default 'en' check (language in ('en', 'de', 'fr'));

do $$
declare
  name text;
begin
  foreach name in array array['signing_keys', 'security_events'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy system_scope on %I using (in_system_scope()) with check (in_system_scope())', name);
  end loop;
end $$;
grant select, insert, update, delete on signing_keys to numirio_runtime;
grant select, insert, delete on security_events to numirio_runtime;

-- The access token has been verified before; whether its session still lives is asked on every request.
drop function enter_workspace(bytea, uuid);
create function enter_workspace(session uuid, workspace uuid, at timestamptz)
  returns table (user_id uuid, user_name text, member_role text)
  language plpgsql as $$
begin
  perform set_config('numirio.workspace_id', '', true), set_config('numirio.scope', 'system', true);

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
    perform set_config('numirio.workspace_id', workspace::text, true);
  end if;
  return next;
end $$;
