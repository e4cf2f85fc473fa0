create table workspaces (
  id uuid primary key,
  legal_name text not null,
  address jsonb not null,
  vat_id text not null default '',
  tax_number text not null default '',
  vat_status text not null default 'regular' check (vat_status in ('regular', 'small_business')),
  registration text not null default '',
  iban text not null default '',
  bic text not null default '',
  bank_name text not null default '',
  email text not null default '',
  phone text not null default '',
  website text not null default '',
  locale text not null default 'en',
  time_zone text not null default 'Europe/Berlin',
  currency text not null default 'EUR',
  payment_term_days integer not null default 14,
  accent_color text not null default '#1f4fd8',
  footer_note text not null default '',
  logo jsonb,
  created_at timestamptz not null default now()
);

create table members (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'accountant')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index members_user on members (user_id);

alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy workspace on workspaces
  using (id = current_workspace_id() or in_system_scope())
  with check (id = current_workspace_id() or in_system_scope());
grant select, insert, update on workspaces to numirio_runtime;

alter table members enable row level security;
alter table members force row level security;
create policy workspace on members
  using (workspace_id = current_workspace_id() or in_system_scope())
  with check (workspace_id = current_workspace_id() or in_system_scope());
grant select, insert, update, delete on members to numirio_runtime;

-- Authenticates a session and enters a workspace in one round trip: no row where the session is not
-- live, a null role where its user is no member; the scope is set only for a member. It runs with the
-- caller's rights, since the policies above look at the scope and not at the role.
create function enter_workspace(token_hash bytea, workspace uuid)
  returns table (session_id uuid, user_id uuid, user_name text, member_role text)
  language plpgsql as $$
begin
  perform set_config('numirio.workspace_id', '', true), set_config('numirio.scope', 'system', true);

  select s.id, s.user_id, u.name into session_id, user_id, user_name
  from sessions s join users u on u.id = s.user_id
  where s.current_hash = token_hash
    and s.revoked_at is null
    and now() < s.idle_expires_at and now() < s.absolute_expires_at;
  if not found then
    perform set_config('numirio.scope', '', true);
    return;
  end if;

  -- Written at most every five minutes, so that reading does not cost a write.
  update sessions s
  set last_used_at = now(), idle_expires_at = now() + interval '14 days'
  where s.id = session_id and s.last_used_at < now() - interval '5 minutes';

  select m.role into member_role
  from members m
  where m.workspace_id = workspace and m.user_id = enter_workspace.user_id;

  perform set_config('numirio.scope', '', true);
  if member_role is not null then
    perform set_config('numirio.workspace_id', workspace::text, true);
  end if;
  return next;
end $$;
