import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { draft, furnish, invoiceDetails, issue } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(() => server.close());

const create = (body: object) => ana.request('POST', `${ana.path}/invoices`, body);
const change = (id: string, body: object, member = ana) =>
  member.request('PATCH', `${ana.path}/invoices/${id}`, body);
const read = async (id: string) => (await ana.request('GET', `${ana.path}/invoices/${id}`)).json;

describe('a draft', () => {
  it('is completed from the workspace and the client', async () => {
    await ana.request('PATCH', `${ana.path}/clients/${clientId}`, {
      paymentTermDays: 30,
      language: 'de',
      buyerReference: '04011000-12345-67',
    });
    const { status, json } = await create({ clientId });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      status: 'draft',
      number: null,
      version: 1,
      clientId,
      currency: 'EUR',
      issueOn: '2026-11-22',
      dueOn: '2026-12-22',
      language: 'de',
      prices: 'net',
      buyerReference: '04011000-12345-67',
      lines: [],
    });
    expect(await read(json.id)).toEqual(json);
  });

  it('may be empty, and says what it lacks', async () => {
    const { status, json } = await create({});
    expect(status).toBe(201);
    const errors = json.findings.filter((f: { severity: string }) => f.severity === 'error');
    expect(errors.map((f: { code: string }) => f.code)).toContain('lines_missing');
  });

  it('names no client that is not there', async () => {
    const answer = await create({ clientId: ana.workspaceId });
    expect([answer.status, answer.json.errors[0].field]).toEqual([422, 'clientId']);
  });

  it('keeps what was not sent when it changes, and counts its versions', async () => {
    const id = await draft(ana, clientId, { note: 'Thank you' });
    const changed = await change(id, { subject: 'March', version: 1 });
    expect(changed.json).toMatchObject({ subject: 'March', note: 'Thank you', version: 2 });
    const cleared = await change(id, { clientId: null, deliveryOn: null });
    expect(cleared.json).toMatchObject({
      clientId: null,
      buyer: null,
      deliveryOn: null,
      version: 3,
    });
  });

  it('is deleted, and never had a number', async () => {
    const id = await draft(ana, clientId);
    expect((await ana.request('DELETE', `${ana.path}/invoices/${id}`)).status).toBe(204);
    expect(await read(id)).toMatchObject({ status: 404, code: 'invoice_not_found' });
  });
});

describe('two people at the same draft', () => {
  it('lose nothing: the later save is told what changed, by whom, and what is stored', async () => {
    const id = await draft(ana, clientId, { subject: 'Before' });
    const eva = await server.join(ana.workspaceId, 'member');
    const first = await change(id, { subject: 'Eva’s', note: 'Hers', version: 1 }, eva);
    expect(first.status).toBe(200);
    const late = await change(id, { subject: 'Ana’s', version: 1 });
    expect(late.status).toBe(409);
    expect(late.json).toMatchObject({
      code: 'draft_changed',
      changedBy: 'Ana',
      changedFields: ['subject'],
      current: { subject: 'Eva’s', note: 'Hers', version: 2 },
    });
    expect(late.json.changedAt).toBe((await read(id)).updatedAt);
    expect(await read(id)).toMatchObject({ subject: 'Eva’s', version: 2 });
    const informed = await change(id, { subject: 'Ana’s', version: 2 });
    expect(informed.json).toMatchObject({ subject: 'Ana’s', note: 'Hers', version: 3 });
  });

  it('save one after the other, however many come at once: exactly one per version', async () => {
    const id = await draft(ana, clientId);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => change(id, { subject: `Version ${n}`, version: 1 })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const winner = answers.find((answer) => answer.status === 200);
    expect(await read(id)).toMatchObject({ subject: winner?.json.subject, version: 2 });
  });

  it('cannot change what the other one has issued', async () => {
    const { id } = await issue(ana, clientId);
    for (const [method, path, body] of [
      ['PATCH', '', { subject: 'x' }],
      ['PATCH', '', {}],
      ['DELETE', '', undefined],
      ['POST', '/issuance', {}],
    ] as const) {
      const answer = await ana.request(method, `${ana.path}/invoices/${id}${path}`, body);
      expect([answer.status, answer.json.code]).toEqual([409, 'invoice_already_issued']);
    }
  });
});

describe('a duplicate', () => {
  it('is a new draft of today with the same content, for the client as they are now', async () => {
    const original = await issue(ana, clientId, { subject: 'Every month', issueOn: '2026-11-22' });
    await ana.request('PATCH', `${ana.path}/clients/${clientId}`, { name: 'Renamed GmbH' });
    const path = `${ana.path}/invoices/${original.id}/duplicate`;
    server.clock.now = new Date('2026-12-04T12:00:00Z');
    await ana.request('POST', '/v1/sessions/refresh');
    const { status, json } = await ana.request('POST', path);
    server.clock.now = new Date('2026-11-22T12:00:00Z');
    expect(status).toBe(201);
    expect(json).toMatchObject({
      status: 'draft',
      number: null,
      subject: 'Every month',
      issueOn: '2026-12-04',
      deliveryOn: null,
      buyer: { name: 'Renamed GmbH' },
      totals: { grossMinor: 107_523 },
    });
    expect(json.id).not.toBe(original.id);
    expect(json.lines).toHaveLength(invoiceDetails.lines.length);
    expect(await read(original.id)).toMatchObject({ buyer: { name: 'Müller & Söhne GmbH' } });
  });
});
