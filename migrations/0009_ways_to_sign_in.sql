-- Ways to sign in beside the password, and what protects them. No token lies here in clear: a token of
-- 256 random bits is kept as its SHA-256 (ASVS 6.5.2), a secret that we must read again is sealed.

-- An account at an OpenID provider, known by issuer and subject; the e-mail address is shown only.
create table identities (
  issuer text not null,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  email text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (issuer, subject)
);
create index identities_user on identities (user_id);

-- A sign-in that is on its way through an OpenID provider, bound to a browser by its cookie. State, nonce
-- and code verifier are derived from the cookie's token, so they lie nowhere.
create table oidc_authorizations (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('sign-in', 'link', 'confirm')),
  session_id uuid references sessions on delete cascade,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  created_at timestamptz not null
);

-- An identity whose address belongs to an account already: connected once the mailbox confirms it, in
-- the browser that began (cookie_hash).
create table identity_links (
  token_hash bytea primary key,
  cookie_hash bytea not null,
  user_id uuid not null references users on delete cascade,
  issuer text not null,
  subject text not null,
  email text not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  created_at timestamptz not null
);
create index identity_links_user on identity_links (user_id);

-- A registration that comes from an OpenID provider creates an account with that way in.
alter table registrations
  add column identity_issuer text,
  add column identity_subject text,
  add check ((identity_issuer is null) = (identity_subject is null));

-- One row for each request, whether the address has an account or not, so that both take the same time;
-- a job finds the user, makes the token and sends the mail.
create table password_resets (
  id uuid primary key,
  email text not null,
  email_key text not null,
  ip text not null,
  language text not null check (language in ('en', 'de', 'fr')),
  user_id uuid references users on delete cascade,
  token_hash bytea unique,
  expires_at timestamptz,
  consumed_at timestamptz,
  created_at timestamptz not null
);
create index password_resets_user on password_resets (user_id) where consumed_at is null;

create table email_changes (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  email text not null,
  email_key text not null,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  created_at timestamptz not null
);
create index email_changes_user on email_changes (user_id) where consumed_at is null;

create table passkeys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  name text not null,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports jsonb not null default '[]',
  -- A synced passkey is on several devices of its owner.
  synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id);

-- An authenticator app (RFC 6238). last_step is the newest time step used, so that no code works twice.
create table totps (
  user_id uuid primary key references users on delete cascade,
  sealed_secret bytea not null,
  confirmed_at timestamptz,
  last_step bigint,
  created_at timestamptz not null
);

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  created_at timestamptz not null,
  primary key (user_id, code_hash)
);

-- What stands between two steps: after the password and before the second factor, or between a passkey's
-- options and its answer. Bound to a browser by its cookie; a WebAuthn challenge is derived from that token.
create table challenges (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('second-factor', 'passkey-sign-in', 'passkey-registration', 'passkey-confirmation')),
  user_id uuid references users on delete cascade,
  session_id uuid references sessions on delete cascade,
  -- How the first step was taken, for the session that follows.
  method text,
  attempts integer not null default 0,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  created_at timestamptz not null
);

-- Browsers that have signed in to an account before. They have a throttle of their own, so that a stranger's
-- attempts never lock them out, and a sign-in from any other is told by mail.
create table devices (
  user_id uuid not null references users on delete cascade,
  token_hash bytea not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (user_id, token_hash)
);

-- Attempts by key (a hash of kind and subject), with growing delays.
create table throttles (
  key bytea primary key,
  attempts integer not null,
  blocked_until timestamptz not null,
  updated_at timestamptz not null
);
create index throttles_updated_at on throttles (updated_at);

do $$
declare
  name text;
begin
  foreach name in array array[
    'identities', 'oidc_authorizations', 'identity_links', 'password_resets', 'email_changes', 'passkeys',
    'totps', 'recovery_codes', 'challenges', 'devices', 'throttles'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy system_scope on %I using (in_system_scope()) with check (in_system_scope())', name);
    execute format('grant select, insert, update, delete on %I to numirio_runtime', name);
  end loop;
end $$;
