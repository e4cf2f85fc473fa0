import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { draft, furnish, issue } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(() => server.close());

const issuance = (member: Member, id: string, body: unknown = {}) =>
  member.request('POST', `${ana.path}/invoices/${id}/issuance`, body);

describe('POST …/invoices/:id/issuance', () => {
  it('is refused to an anonymous caller', async () => {
    const id = await draft(ana, clientId);
    const answer = await server.anonymous.request(
      'POST',
      `${ana.path}/invoices/${id}/issuance`,
      {},
    );
    expect(answer.status).toBe(401);
  });

  it('does not exist for the owner of another workspace', async () => {
    const id = await draft(ana, clientId);
    const stranger = await server.signUp('Other');
    expect((await issuance(stranger, id)).status).toBe(404);
  });

  it('is refused to an accountant', async () => {
    const id = await draft(ana, clientId);
    const accountant = await server.join(ana.workspaceId, 'accountant');
    const answer = await issuance(accountant, id);
    expect(answer.status).toBe(403);
    expect(answer.json.code).toBe('not_allowed');
  });

  it('gives a number, freezes seller and buyer, and opens the balance', async () => {
    const id = await draft(ana, clientId);
    const { status, json } = await issuance(ana, id, { expectedTotalMinor: 107_523 });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      status: 'issued',
      number: expect.stringMatching(/^2026-\d{4}$/),
      seller: { legalName: 'Studio Ana Weber' },
      buyer: { name: 'Müller & Söhne GmbH' },
      totals: { netMinor: 90_900, vatMinor: 16_623, grossMinor: 107_523, dueMinor: 107_523 },
      balanceMinor: 107_523,
      paymentReference: expect.stringMatching(/^RF\d\d/),
    });
    await ana.request('PATCH', `${ana.path}/clients/${clientId}`, { name: 'Renamed' });
    const later = await ana.request('GET', `${ana.path}/invoices/${id}`);
    expect(later.json.buyer.name).toBe('Müller & Söhne GmbH');
    await ana.request('PATCH', `${ana.path}/clients/${clientId}`, { name: 'Müller & Söhne GmbH' });
  });

  it('changes nothing where the caller expected another total', async () => {
    const id = await draft(ana, clientId);
    const answer = await issuance(ana, id, { expectedTotalMinor: 107_524 });
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'total_mismatch', totalMinor: 107_523 });
    const unchanged = await ana.request('GET', `${ana.path}/invoices/${id}`);
    expect(unchanged.json).toMatchObject({ status: 'draft', number: null });
  });

  it('names what is missing and gives no number away', async () => {
    const before = await issue(ana, clientId);
    const id = await draft(ana, clientId, { clientId: null, lines: [] });
    const answer = await issuance(ana, id);
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('invoice_incomplete');
    expect(answer.json.errors.map((error: { field: string }) => error.field)).toEqual(
      expect.arrayContaining(['lines']),
    );
    const after = await issue(ana, clientId);
    expect(Number(after.number.slice(5))).toBe(Number(before.number.slice(5)) + 1);
  });

  it('issues once, however often it is asked', async () => {
    const id = await draft(ana, clientId);
    const answers = await Promise.all(Array.from({ length: 8 }, () => issuance(ana, id)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const refused = answers.find((answer) => answer.status === 409);
    expect(refused?.json.code).toBe('invoice_already_issued');
  });

  it('refuses an issue date before the last of the series', async () => {
    await issue(ana, clientId, { issueOn: '2026-11-22' });
    const id = await draft(ana, clientId, { issueOn: '2026-11-21' });
    const answer = await issuance(ana, id);
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({
      code: 'issue_date_before_last',
      errors: [{ field: 'issueOn' }],
    });
  });

  it('begins a new year at 1', async () => {
    const invoice = await issue(ana, clientId, { issueOn: '2027-01-02', dueOn: '2027-01-16' });
    expect(invoice.number).toBe('2027-0001');
  });
});
