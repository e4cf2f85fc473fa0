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

const pay = (invoiceId: string, amountMinor: number) =>
  ana.request('POST', `${ana.path}/invoices/${invoiceId}/payments`, {
    amountMinor,
    paidOn: '2026-11-25',
  });
const read = async (id: string) => (await ana.request('GET', `${ana.path}/invoices/${id}`)).json;

describe('payments', () => {
  it('bring the balance down to nothing and the status from issued to paid', async () => {
    const { id } = await issue(ana, clientId);
    const first = await pay(id, 7_523);
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({ invoiceId: id, amountMinor: 7_523, paidOn: '2026-11-25' });
    expect(await read(id)).toMatchObject({
      status: 'partially_paid',
      paidMinor: 7_523,
      balanceMinor: 100_000,
    });
    await pay(id, 100_000);
    expect(await read(id)).toMatchObject({ status: 'paid', balanceMinor: 0 });
    const list = await ana.request('GET', `${ana.path}/invoices/${id}/payments`);
    expect(list.json.items.map((p: { amountMinor: number }) => p.amountMinor)).toEqual([
      7_523, 100_000,
    ]);
  });

  it('cannot be more than is open, also where many come at once', async () => {
    const { id } = await issue(ana, clientId);
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(id, 50_000)));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, 201, ...Array(6).fill(422)]);
    const refused = answers.find((answer) => answer.status === 422);
    expect(refused?.json.errors).toMatchObject([{ field: 'amountMinor' }]);
    expect(await read(id)).toMatchObject({ paidMinor: 100_000, balanceMinor: 7_523 });
  });

  it('can be taken back once, and the audit trail keeps both', async () => {
    const { id } = await issue(ana, clientId);
    const payment = (await pay(id, 107_523)).json;
    const path = `${ana.path}/invoices/${id}/payments/${payment.id}`;
    const answers = await Promise.all([ana.request('DELETE', path), ana.request('DELETE', path)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404]);
    expect(await read(id)).toMatchObject({ status: 'issued', paidMinor: 0, balanceMinor: 107_523 });
    const audit = await ana.request('GET', `${ana.path}/audit-events?subjectId=${id}&limit=2`);
    expect(audit.json.items).toMatchObject([
      { type: 'payment.deleted', data: { paymentId: payment.id, amountMinor: 107_523 } },
      { type: 'payment.recorded', data: { paymentId: payment.id, amountMinor: 107_523 } },
    ]);
  });

  it('belong to one invoice: under another one they do not exist', async () => {
    const [one, other] = [await issue(ana, clientId), await issue(ana, clientId)];
    const payment = (await pay(one.id, 1)).json;
    const path = `${ana.path}/invoices/${other.id}/payments/${payment.id}`;
    expect((await ana.request('DELETE', path)).json.code).toBe('payment_not_found');
    expect((await read(one.id)).paidMinor).toBe(1);
  });

  it('are not for drafts', async () => {
    const answer = await pay(await draft(ana, clientId), 1);
    expect([answer.status, answer.json.code]).toEqual([404, 'issued_invoice_not_found']);
  });
});
