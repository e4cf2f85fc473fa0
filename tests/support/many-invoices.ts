import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** The day on which the loaded invoices are looked at: a few of them are overdue then. */
export const loadedOn = '2026-11-22';
const clientsPerWorkspace = 40;

/**
 * Loads a freelancer's years into workspaces as the superuser, past triggers and foreign keys, in the
 * shape that the application writes: 2 % drafts, about 8 % open, a third of them overdue, the rest paid,
 * over almost four years and forty clients of uneven weight. Returns the clients by weight, per workspace.
 */
export async function loadInvoices(
  client: pg.ClientBase,
  workspaceIds: string[],
  perWorkspace: number,
  model: { content: unknown; document: unknown },
): Promise<string[][]> {
  await client.query('set session_replication_role = replica; set synchronous_commit = off');
  const clientIds = workspaceIds.map(() =>
    Array.from({ length: clientsPerWorkspace }, () => randomUUID()),
  );
  for (const [index, workspaceId] of workspaceIds.entries()) {
    const values = [workspaceId, clientIds[index]];
    const seriesId = randomUUID();
    await client.query(insertClients, values);
    await client.query(insertClientTerms, values);
    await client.query(insertInvoices, [
      ...values,
      seriesId,
      perWorkspace,
      JSON.stringify(model.content),
      JSON.stringify(model.document),
    ]);
    await client.query(insertCounters, [workspaceId, seriesId]);
    await client.query(insertBalances, values);
    await client.query(insertPayments, values);
    await client.query(insertTerms, values);
  }
  await client.query('set session_replication_role = origin; set synchronous_commit = on');
  await client.query('vacuum analyze');
  return clientIds;
}

const insertClients = `
  insert into clients (workspace_id, id, name, name_key, kind, contact_name, address, vat_id, email,
    language, buyer_reference, note)
  select $1::uuid, id, 'Company ' || k || ' GmbH', 'company ' || k || ' gmbh', 'business', '', '{}',
    '', '', 'de', '', ''
  from unnest($2::uuid[]) with ordinality as c(id, k)`;

const insertClientTerms = `
  insert into client_terms (workspace_id, term, client_id)
  select workspace_id, unnest(string_to_array(name_key, ' ')), id
  from clients where workspace_id = $1 and id = any($2)`;

const insertInvoices = `
  with numbered as (
    select n, date '2023-01-20' + (n * 1400 / $4::int)::int as issue_on,
      n > $4::int * 0.98 as is_draft,
      -- The square gives the first clients most of the invoices.
      1 + floor(${clientsPerWorkspace} * power((n * 7919 % 1000) / 1000.0, 2))::int as k,
      10000 + (n * 7919 % 500000) as amount
    from generate_series(1, $4::int) as n
  )
  insert into invoices (workspace_id, id, status, client_id, series_id, period, sequence, number,
    buyer_name, subject, currency, issue_on, due_on, net_minor, gross_minor, content, document, issued_at)
  select $1, gen_random_uuid(), case when is_draft then 'draft' else 'issued' end, ($2::uuid[])[k],
    case when not is_draft then $3::uuid end,
    case when not is_draft then to_char(issue_on, 'YYYY') end,
    case when not is_draft then n end,
    case when not is_draft then to_char(issue_on, 'YYYY-') || lpad(n::text, 6, '0') end,
    'Company ' || k || ' GmbH',
    (array['Design', 'Workshop', 'Translation', 'Maintenance', 'Consulting'])[1 + n % 5] || ' week ' || n % 52,
    'EUR', issue_on, issue_on + 14, amount, amount * 119 / 100, $5::jsonb,
    case when not is_draft then $6::jsonb end,
    case when not is_draft then issue_on + time '10:00' end
  from numbered`;

const insertCounters = `
  insert into number_periods (workspace_id, series_id, period, last_value, last_issue_on)
  select workspace_id, series_id, period, max(sequence), max(issue_on)
  from invoices where workspace_id = $1 and series_id = $2 group by 1, 2, 3`;

const insertBalances = `
  insert into invoice_balances (workspace_id, invoice_id, client_id, currency, issue_on, due_on,
    due_minor, paid_minor)
  select workspace_id, id, client_id, currency, issue_on, due_on, gross_minor,
    case
      when issue_on > date '${loadedOn}' - 90 or sequence % 53 = 0 then 0
      when sequence % 61 = 0 then gross_minor / 2
      else gross_minor
    end
  from invoices where workspace_id = $1 and client_id = any($2) and status = 'issued'`;

const insertPayments = `
  insert into payments (workspace_id, id, invoice_id, currency, amount_minor, paid_on, note)
  select workspace_id, gen_random_uuid(), invoice_id, currency, paid_minor, issue_on + 10, ''
  from invoice_balances where workspace_id = $1 and client_id = any($2) and paid_minor > 0`;

const insertTerms = `
  insert into invoice_terms (workspace_id, term, invoice_id)
  select distinct workspace_id, term, id
  from invoices, unnest(
    regexp_split_to_array(lower(buyer_name || ' ' || subject), ' ')
    || case when number is null then '{}'
       else array[number, period, split_part(number, '-', 2), sequence::text] end
  ) as term
  where workspace_id = $1 and client_id = any($2)
  order by 1, 2, 3`;
