-- The audit trail of a workspace is a chain: each event's hash covers its content and the hash before it,
-- SHA-256(previous hash ‖ RFC 8785 canonical JSON of the event). The first follows the SHA-256 of the
-- workspace's id, so that no chain passes for another one's.

alter table audit_events
  add column sequence bigint,
  add column hash bytea;
alter table audit_events alter column at drop default;

-- The newest link of each chain. Its row lock puts the events of a workspace in one order, and unlike a
-- sequence it leaves no gap behind a transaction that was rolled back.
create table audit_heads (
  workspace_id uuid primary key references workspaces,
  sequence bigint not null,
  hash bytea not null check (length(hash) = 32),
  -- How far the chain is anchored outside of the database, and since when.
  anchored_sequence bigint not null default 0,
  anchored_at timestamptz
);
create index audit_heads_unanchored on audit_heads (workspace_id) where anchored_sequence < sequence;

-- Appends one event: the head moves on, and the event takes its place. Returns that place.
create function append_audit_event(
  id uuid, at timestamptz, actor_id uuid, actor_name text, ip text,
  type text, subject_type text, subject_id uuid, data jsonb, canonical text
) returns bigint
  language plpgsql as $$
declare
  head audit_heads;
begin
  insert into audit_heads as h (workspace_id, sequence, hash)
  values (current_workspace_id(), 1,
    sha256(sha256(convert_to(current_workspace_id()::text, 'UTF8')) || convert_to(canonical, 'UTF8')))
  on conflict (workspace_id) do update set
    sequence = h.sequence + 1,
    hash = sha256(h.hash || convert_to(canonical, 'UTF8'))
  returning * into head;
  insert into audit_events (workspace_id, id, at, actor_id, actor_name, ip, type, subject_type,
    subject_id, data, sequence, hash)
  values (head.workspace_id, append_audit_event.id, append_audit_event.at, append_audit_event.actor_id,
    append_audit_event.actor_name, append_audit_event.ip, append_audit_event.type,
    append_audit_event.subject_type, append_audit_event.subject_id, append_audit_event.data,
    head.sequence, head.hash);
  return head.sequence;
end $$;

-- A chain only grows, one event at a time.
create function check_head_moves_by_one() returns trigger
  language plpgsql as $$
begin
  if new.sequence not in (old.sequence, old.sequence + 1)
    or (new.sequence = old.sequence and new.hash <> old.hash)
    or new.workspace_id <> old.workspace_id
  then
    raise exception 'the head of an audit trail moves by one' using errcode = 'NU001';
  end if;
  return new;
end $$;
create trigger audit_heads_move_by_one before update on audit_heads
  for each row execute function check_head_moves_by_one();

-- What was recorded before there was a chain becomes its beginning. The canonical form is written here for
-- what these events hold: texts, whole numbers, and objects whose keys are ASCII.
create function canonical_json(value jsonb) returns text
  language sql immutable as $$
  select case jsonb_typeof(value)
    when 'object' then '{' || coalesce((
      select string_agg(to_json(key)::text || ':' || canonical_json(member), ',' order by key collate "C")
      from jsonb_each(value) as members(key, member)), '') || '}'
    when 'array' then '[' || coalesce((
      select string_agg(canonical_json(member), ',' order by place)
      from jsonb_array_elements(value) with ordinality as members(member, place)), '') || ']'
    else value::text
  end
$$;

do $$
declare
  event record;
  workspace uuid;
  previous bytea;
  place bigint;
begin
  alter table audit_events disable trigger audit_events_append_only;
  alter table audit_events no force row level security;
  alter table audit_heads disable row level security;
  update audit_events set at = date_trunc('milliseconds', at);
  for event in select * from audit_events order by workspace_id, id loop
    if workspace is distinct from event.workspace_id then
      workspace := event.workspace_id;
      previous := sha256(convert_to(workspace::text, 'UTF8'));
      place := 0;
    end if;
    place := place + 1;
    previous := sha256(previous || convert_to(canonical_json(jsonb_build_object(
      'id', event.id,
      'at', to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'actor', jsonb_build_object('id', event.actor_id, 'name', event.actor_name),
      'ip', event.ip,
      'type', event.type,
      'subjectType', event.subject_type,
      'subjectId', event.subject_id,
      'data', event.data
    )), 'UTF8'));
    update audit_events set sequence = place, hash = previous
    where workspace_id = event.workspace_id and id = event.id;
    insert into audit_heads (workspace_id, sequence, hash) values (workspace, place, previous)
    on conflict (workspace_id) do update set sequence = place, hash = previous;
  end loop;
  alter table audit_events force row level security;
  alter table audit_events enable trigger audit_events_append_only;
end $$;
drop function canonical_json(jsonb);

alter table audit_events
  alter column sequence set not null,
  alter column hash set not null,
  add constraint audit_events_hash check (length(hash) = 32),
  add unique (workspace_id, sequence);
-- The filters of the trail; its order is the chain's.
drop index audit_events_subject;
create index audit_events_subject on audit_events (workspace_id, subject_id, sequence);
create index audit_events_subject_type on audit_events (workspace_id, subject_type, sequence);
create index audit_events_actor on audit_events (workspace_id, actor_id, sequence);
create index audit_events_at on audit_events (workspace_id, at, sequence);

-- The hourly anchoring finds the heads that moved, whichever workspace they are of.
alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy workspace on audit_heads
  using (workspace_id = current_workspace_id() or in_system_scope())
  with check (workspace_id = current_workspace_id() or in_system_scope());
grant select, insert, update on audit_heads to numirio_runtime;
