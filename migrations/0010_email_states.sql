-- A mail's way: queued → sent (the provider accepted it) → delivered, or bounced, complained, failed.
-- Its body lies here sealed while it waits, since it can hold a link that signs in, and is erased when sent.
-- What waited before held links in clear; whoever waits for one asks for another.
select set_config('numirio.scope', 'system', true);
delete from emails;
select set_config('numirio.scope', '', true);
alter table emails
  drop column body_text,
  drop column body_html,
  drop constraint emails_status_check,
  add constraint emails_status_check
    check (status in ('queued', 'sent', 'delivered', 'bounced', 'complained', 'failed')),
  add column sealed_body bytea,
  add column kind text not null,
  add column language text not null,
  add column provider text,
  add column provider_id text,
  add column attempts integer not null default 0,
  add column last_error text,
  add column status_at timestamptz,
  alter column created_at drop default;
create unique index emails_provider_id on emails (provider, provider_id);
-- For the sweep, which goes by age.
create index emails_created on emails (created_at);

-- What a provider reports, each report once: its id is the provider's, so a repeated one changes nothing.
create table email_events (
  id text primary key,
  email_id uuid references emails on delete cascade,
  type text not null,
  at timestamptz not null,
  received_at timestamptz not null
);
create index email_events_email on email_events (email_id);
create index email_events_unknown on email_events (received_at) where email_id is null;

alter table email_events enable row level security;
alter table email_events force row level security;
create policy system_scope on email_events using (in_system_scope()) with check (in_system_scope());
grant select, insert, delete on email_events to numirio_runtime;
grant delete on emails to numirio_runtime;
