import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { clientDetails, draft, furnish, issue } from '../../../tests/support/fixtures.ts';
import { loadInvoices } from '../../../tests/support/many-invoices.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(() => server.close());

const download = (member: Member, query = '') =>
  member.request('GET', `${member.path}/exports/invoices${query}`);

const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g;

/** Reads RFC 4180 as a spreadsheet does: the first line names the members of every other one. */
function parse(bytes: Uint8Array): Record<string, string>[] {
  const text = Buffer.from(bytes).toString('utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  const lines: string[][] = [[]];
  for (const [, quoted, bare, end] of text.slice(1).matchAll(cell)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') lines.push([]);
  }
  expect(lines.pop()).toEqual([]);
  const [head = [], ...rows] = lines;
  for (const row of rows) expect(row).toHaveLength(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}

async function exported(member: Member, query = '') {
  const answer = await download(member, query);
  expect(answer.status).toBe(200);
  return parse(answer.bytes);
}

/** Somebody with many invoices, more than one batch. */
async function busyOwner(): Promise<Member> {
  const owner = await server.signUp();
  const issued = await issue(owner, await furnish(owner));
  const superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  const { rows } = await superuser.query('select content, document from invoices where id = $1', [
    issued.id,
  ]);
  await loadInvoices(superuser, [owner.workspaceId], 1_300, rows[0]);
  await superuser.end();
  return owner;
}

describe('the export of invoices', () => {
  it('has one line per invoice and VAT rate, whose amounts add up to the invoice', async () => {
    const invoice = await issue(ana, clientId);
    await ana.request('POST', `${ana.path}/invoices/${invoice.id}/payments`, {
      amountMinor: 7523,
      paidOn: '2026-11-25',
    });
    const lines = (await exported(ana)).filter((line) => line.Number === invoice.number);
    const shared = {
      Number: invoice.number,
      Type: 'invoice',
      Status: 'partially_paid',
      'Issue date': '2026-11-22',
      'Due date': invoice.dueOn,
      'Delivery date': '2026-11-20',
      'Service from': '',
      'Service to': '',
      Client: 'Müller & Söhne GmbH',
      'Client VAT ID': '',
      'Client country': 'DE',
      Currency: 'EUR',
      'VAT category': 'S',
      'VAT exemption code': '',
      'Accounting currency': '',
      'VAT in accounting currency': '',
    };
    expect(lines).toEqual([
      {
        ...shared,
        'VAT row': '1',
        'VAT rate': '19',
        Net: '855.00',
        VAT: '162.45',
        Gross: '1017.45',
        Rounding: '0.00',
        'Amount due': '1075.23',
        Paid: '75.23',
        Balance: '1000.00',
      },
      {
        ...shared,
        'VAT row': '2',
        'VAT rate': '7',
        Net: '54.00',
        VAT: '3.78',
        Gross: '57.78',
        Rounding: '',
        'Amount due': '',
        Paid: '',
        Balance: '',
      },
    ]);
  });

  it('holds what is issued within the days, in the order of dates and numbers, and no draft', async () => {
    const eva = await server.signUp();
    const client = await furnish(eva);
    const days = ['2026-03-01', '2026-03-31', '2026-03-31', '2026-04-01', '2026-11-22'];
    for (const issueOn of days) await issue(eva, client, { issueOn, deliveryOn: issueOn });
    await draft(eva, client, { issueOn: '2026-03-31' });
    const numbers = async (query: string) => [
      ...new Set((await exported(eva, query)).map((line) => line.Number)),
    ];
    const all = [1, 2, 3, 4, 5].map((sequence) => `2026-000${sequence}`);
    expect(await numbers('')).toEqual(all);
    expect(await numbers('?from=2026-03-31&to=2026-04-01')).toEqual(all.slice(1, 4));
    expect(await numbers('?from=2026-04-01')).toEqual(all.slice(3));
    expect(await numbers('?to=2026-03-30')).toEqual(all.slice(0, 1));
    expect(await numbers('?from=2027-01-01')).toEqual([]);
  });

  it('converts VAT where the invoice is in another currency, and keeps the decimals of each', async () => {
    const invoice = await issue(ana, clientId, {
      currency: 'JPY',
      exchangeRate: { rate: '0.0062', on: '2026-11-20' },
      lines: [{ description: 'Design', unitPrice: '150000', vat: { category: 'S', rate: '19' } }],
      discounts: [],
    });
    const line = (await exported(ana)).find((row) => row.Number === invoice.number);
    expect(line).toMatchObject({
      Currency: 'JPY',
      Net: '150000',
      VAT: '28500',
      Gross: '178500',
      'Accounting currency': 'EUR',
      'VAT in accounting currency': '176.70',
    });
  });

  it('lets no spreadsheet run what somebody typed, and quotes what needs it', async () => {
    const names: [string, string][] = [
      ['=HYPERLINK("http://evil.example";"Pay")', `'=HYPERLINK("http://evil.example";"Pay")`],
      ['+49 30 1234567', "'+49 30 1234567"],
      ['-1+cmd|" /C calc"!A0', `'-1+cmd|" /C calc"!A0`],
      ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
      ['\uff1d1+1', "'\uff1d1+1"],
      ['Bo, "Ann"\n=1+1', 'Bo, "Ann"\n=1+1'],
      ['Δήμος Ω 🦩', 'Δήμος Ω 🦩'],
    ];
    for (const [name, cell] of names) {
      const client = await ana.request('POST', `${ana.path}/clients`, { ...clientDetails, name });
      const invoice = await issue(ana, client.json.id);
      const line = (await exported(ana)).find((row) => row.Number === invoice.number);
      expect([name, line?.Client]).toEqual([name, cell]);
    }
  });

  it('is a file with a name of its period, which no cache keeps', async () => {
    const named = async (query: string) => {
      const { headers } = await download(ana, query);
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(headers.get('cache-control')).toBe('private, no-store');
      return headers.get('content-disposition');
    };
    expect(await named('')).toBe('attachment; filename="invoices.csv"');
    expect(await named('?from=2026-01-01&to=2026-03-31')).toBe(
      'attachment; filename="invoices-from-2026-01-01-until-2026-03-31.csv"',
    );
  });

  it('refuses a period that ends before it begins', async () => {
    const answer = await download(ana, '?from=2026-02-01&to=2026-01-31');
    expect([answer.status, answer.json.errors[0].field]).toEqual([422, 'to']);
  });

  it('is open to an accountant, and recorded before its first byte', async () => {
    const accountant = await server.join(ana.workspaceId, 'accountant');
    const answer = await accountant.request(
      'GET',
      `${ana.path}/exports/invoices?from=2026-01-01&to=2026-12-31`,
    );
    expect(answer.status).toBe(200);
    const { json } = await ana.request('GET', `${ana.path}/audit-events?subjectType=export`);
    expect(json.items[0]).toMatchObject({
      type: 'export.created',
      actorId: accountant.userId,
      data: { kind: 'invoices', from: '2026-01-01', to: '2026-12-31' },
    });
  });

  it('goes on over many batches with every number once', async () => {
    const owner = await busyOwner();
    const numbers = (await exported(owner, '?from=2023-01-01&to=2026-11-21'))
      .filter((line) => line['VAT row'] === '1')
      .map((line) => line.Number);
    // The loader makes 2 % of them drafts.
    expect(numbers).toHaveLength(1_274);
    expect(new Set(numbers).size).toBe(1_274);
  });

  it('shows what was issued when it began, and nothing that came while it was read', async () => {
    const owner = await busyOwner();
    const answer = await server.app.request(`${owner.path}/exports/invoices`, {
      headers: { cookie: owner.cookie },
    });
    const late = await issue(owner, await furnish(owner));
    expect(await answer.text()).not.toContain(`\r\n${late.number},`);
    const again = await exported(owner);
    expect(again.map((line) => line.Number)).toContain(late.number);
  });

  it('breaks off where whoever asked is signed out meanwhile', async () => {
    const owner = await busyOwner();
    const answer = await server.app.request(`${owner.path}/exports/invoices`, {
      headers: { cookie: owner.cookie },
    });
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    expect((await owner.request('DELETE', '/v1/sessions/current')).status).toBe(204);
    await expect(reader?.read()).rejects.toThrow('Please sign in.');
  });
});
