create table number_series (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  pattern text not null,
  reset text not null check (reset in ('yearly', 'never')),
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, pattern)
);
create unique index number_series_default on number_series (workspace_id) where is_default;

-- The counter of a series in a period (a year, or '' where it never resets). The row is locked by the
-- issuing transaction, so a number that is rolled back was never given.
create table number_periods (
  workspace_id uuid not null,
  series_id uuid not null,
  period text not null,
  last_value bigint not null,
  last_issue_on date,
  primary key (workspace_id, series_id, period),
  foreign key (workspace_id, series_id) references number_series on delete cascade
);

create table invoices (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  type text not null default 'invoice' check (type in ('invoice')),
  status text not null default 'draft' check (status in ('draft', 'issued')),
  version integer not null default 1,
  client_id uuid,
  series_id uuid,
  period text,
  sequence bigint,
  number text,
  buyer_name text not null,
  subject text not null,
  currency text not null,
  issue_on date not null,
  due_on date not null,
  net_minor bigint not null,
  gross_minor bigint not null,
  -- A draft's fields; what an issued invoice shows is frozen in document.
  content jsonb not null,
  document jsonb,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_by text not null default '',
  updated_at timestamptz not null default now(),
  issued_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, client_id) references clients,
  foreign key (workspace_id, series_id) references number_series,
  -- A number names one invoice of the issuer, across all series.
  unique (workspace_id, number),
  unique (workspace_id, series_id, period, sequence),
  check (
    (status = 'draft' and number is null and document is null and issued_at is null)
    or (status = 'issued' and number is not null and document is not null and issued_at is not null
      and series_id is not null and period is not null and sequence is not null)
  )
);
create index invoices_listed on invoices (workspace_id, issue_on, id);
create index invoices_client on invoices (workspace_id, client_id, issue_on, id);
create index invoices_drafts on invoices (workspace_id, issue_on, id) where status = 'draft';

-- An issued invoice never changes (§ 14b UStG, GoBD; art. 233 Directive 2006/112/EC): Postgres refuses
-- it whoever asks. The runtime role owns nothing, so it can neither drop nor disable this trigger.
create trigger invoices_frozen before update or delete on invoices
  for each row when (old.status = 'issued') execute function refuse_change();
create trigger invoices_no_truncate before truncate on invoices
  for each statement execute function refuse_change();

-- A number can only be the one that its series counts at this moment.
create function check_number_follows() returns trigger
  language plpgsql as $$
begin
  if not exists (
    select from number_periods p
    where p.workspace_id = new.workspace_id and p.series_id = new.series_id
      and p.period = new.period and p.last_value = new.sequence
  ) then
    raise exception 'sequence % is not the next of its series', new.sequence using errcode = 'NU002';
  end if;
  return new;
end $$;
create trigger invoices_number_follows before insert or update on invoices
  for each row when (new.status = 'issued') execute function check_number_follows();

-- Nor can a counter run ahead of its invoices, which would be a gap: it moves by one, and at the commit
-- the place that it shows has its invoice. Only the start of a period that has given nothing is free.
create function check_counter_moves_by_one() returns trigger
  language plpgsql as $$
begin
  if new.last_value <> old.last_value + 1 then
    raise exception 'a counter moves by one' using errcode = 'NU002';
  end if;
  return new;
end $$;
create trigger number_periods_move_by_one before update on number_periods
  for each row when (old.last_issue_on is not null or new.last_issue_on is not null)
  execute function check_counter_moves_by_one();

create function check_number_was_used() returns trigger
  language plpgsql as $$
begin
  if not exists (
    select from invoices i
    where i.workspace_id = new.workspace_id and i.series_id = new.series_id
      and i.period = new.period and i.sequence = new.last_value
  ) then
    raise exception 'sequence % was given to no invoice', new.last_value using errcode = 'NU002';
  end if;
  return null;
end $$;
create constraint trigger number_periods_without_gap after insert or update on number_periods
  deferrable initially deferred
  for each row when (new.last_issue_on is not null) execute function check_number_was_used();

-- What is still to be paid. The frozen facts are copied so that the list's filters are index ranges.
create table invoice_balances (
  workspace_id uuid not null,
  invoice_id uuid not null,
  client_id uuid not null,
  currency text not null,
  issue_on date not null,
  due_on date not null,
  due_minor bigint not null,
  paid_minor bigint not null default 0 check (paid_minor >= 0),
  balance_minor bigint not null generated always as (due_minor - paid_minor) stored,
  primary key (workspace_id, invoice_id),
  foreign key (workspace_id, invoice_id) references invoices
);
create index invoice_balances_open on invoice_balances (workspace_id, issue_on, invoice_id)
  where balance_minor > 0;
create index invoice_balances_due on invoice_balances (workspace_id, due_on, invoice_id)
  where balance_minor > 0;
create index invoice_balances_paid on invoice_balances (workspace_id, issue_on, invoice_id)
  where balance_minor <= 0;
create index invoice_balances_client on invoice_balances (workspace_id, client_id, issue_on, invoice_id);

create table invoice_terms (
  workspace_id uuid not null,
  term text collate "C" not null,
  invoice_id uuid not null,
  primary key (workspace_id, term, invoice_id),
  foreign key (workspace_id, invoice_id) references invoices on delete cascade
);
-- The other way round for a word that most invoices have: the list is walked, each row looked up here.
create index invoice_terms_invoice on invoice_terms (workspace_id, invoice_id, term);

do $$
declare
  name text;
begin
  foreach name in array array[
    'number_series', 'number_periods', 'invoices', 'invoice_balances', 'invoice_terms'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace on %I using (workspace_id = current_workspace_id())
      with check (workspace_id = current_workspace_id())', name);
  end loop;
end $$;
grant select, insert, update on number_series, number_periods to numirio_runtime;
grant select, insert, update, delete on invoices, invoice_terms to numirio_runtime;
grant select, insert on invoice_balances to numirio_runtime;
grant update (paid_minor) on invoice_balances to numirio_runtime;
