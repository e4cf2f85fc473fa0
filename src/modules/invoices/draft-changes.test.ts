import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { draft, furnish, invoiceDetails } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(() => server.close());

type Recorded = { type: string; data: Record<string, unknown> };

/** What is recorded of a draft, newest first. */
async function recordedOf(id: string): Promise<Recorded[]> {
  const answer = await ana.request('GET', `${ana.path}/audit-events?subjectId=${id}`);
  return answer.json.items;
}

/** Changes a draft and returns what is recorded of that. */
async function change(id: string, changes: object): Promise<Record<string, unknown>> {
  const answer = await ana.request('PATCH', `${ana.path}/invoices/${id}`, changes);
  expect([answer.status, answer.json.detail]).toEqual([200, undefined]);
  const [newest] = await recordedOf(id);
  expect(newest?.type).toBe('invoice.changed');
  return newest?.data ?? {};
}

const [consulting, handbook, travel] = invoiceDetails.lines;

describe('what is recorded of a draft', () => {
  it('is each field that changed, before and after', async () => {
    const id = await draft(ana, clientId, { subject: 'October' });
    expect(await change(id, { subject: 'November', note: 'Thank you', prices: 'net' })).toEqual({
      subject: ['October', 'November'],
      note: ['', 'Thank you'],
    });
    const servicePeriod = { from: '2026-11-01', to: '2026-11-30' };
    expect(await change(id, { deliveryOn: null, servicePeriod })).toEqual({
      deliveryOn: ['2026-11-20', null],
      servicePeriod: [null, servicePeriod],
    });
  });

  it('is nothing where nothing changed', async () => {
    const id = await draft(ana, clientId);
    await ana.request('PATCH', `${ana.path}/invoices/${id}`, {
      prices: 'net',
      lines: invoiceDetails.lines,
    });
    expect((await recordedOf(id)).map(({ type }) => type)).toEqual(['invoice.created']);
  });

  it('is of the lines only those that differ, with their places', async () => {
    const id = await draft(ana, clientId);
    const lines = [consulting, { ...handbook, quantity: '4' }, travel];
    expect(await change(id, { lines })).toEqual({
      lines: [
        [expect.objectContaining({ line: 2, quantity: '3' })],
        [expect.objectContaining({ line: 2, quantity: '4' })],
      ],
    });
    const hotel = { ...travel, description: 'Hotel' };
    const inserted = await change(id, { lines: [lines[0], hotel, ...lines.slice(1)] });
    expect(inserted).toEqual({
      lines: [[], [expect.objectContaining({ line: 2, description: 'Hotel' })]],
    });
    const removed = await change(id, { lines: [hotel, ...lines.slice(1)] });
    expect(removed).toEqual({
      lines: [[expect.objectContaining({ line: 1, description: 'Consulting' })], []],
    });
  });

  it('is what was in it when it was made, copied or deleted', async () => {
    const id = await draft(ana, clientId, { subject: 'Kept' });
    const copy = await ana.request('POST', `${ana.path}/invoices/${id}/duplicate`);
    expect(await recordedOf(copy.json.id)).toMatchObject([
      { type: 'invoice.created', data: { duplicateOf: id, subject: 'Kept', clientId } },
    ]);
    await ana.request('DELETE', `${ana.path}/invoices/${id}`);
    const [deleted, created] = await recordedOf(id);
    expect(created).toMatchObject({ type: 'invoice.created', data: { subject: 'Kept' } });
    expect(deleted).toMatchObject({ type: 'invoice.deleted', data: { subject: 'Kept', clientId } });
    expect(deleted?.data).not.toHaveProperty('note');
  });

  it('stays below 8 KiB, with the SHA-256 and length of what has no room', async () => {
    const line = (place: number) => ({
      ...consulting,
      description: `Line ${place} of a long invoice`,
    });
    const lines = Array.from({ length: 500 }, (_, place) => line(place));
    const id = await draft(ana, clientId, { lines });
    const [created] = await recordedOf(id);
    expect(created?.data).toMatchObject({
      lines: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });

    // As autosave does it: one line at a time stays small and readable.
    const one = lines.map((each, place) => (place === 250 ? { ...each, quantity: '8' } : each));
    const small = await change(id, { lines: one });
    expect(small).toMatchObject({ lines: [[{ line: 251 }], [{ line: 251, quantity: '8' }]] });
    expect(JSON.stringify(small).length).toBeLessThan(600);

    const all = await change(id, {
      note: 'All anew',
      lines: lines.map((each) => ({ ...each, quantity: '9' })),
    });
    const fingerprint = {
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: expect.any(Number),
    };
    expect(all).toEqual({ note: ['', 'All anew'], lines: [fingerprint, fingerprint] });
    expect(JSON.stringify(all).length).toBeLessThan(8 * 1024);
  });
});

describe('what is recorded of a number series', () => {
  it('is what it was before and after, also of the one that is no longer the default', async () => {
    const series = async () => (await ana.request('GET', `${ana.path}/number-series`)).json.items;
    const [standard] = await series();
    const added = await ana.request('POST', `${ana.path}/number-series`, {
      name: 'Projects',
      pattern: 'P-{yyyy}-{seq:3}',
    });
    const { id } = added.json;
    const path = `${ana.path}/number-series/${id}`;
    await ana.request('PATCH', path, { name: 'Work', startAt: 20, isDefault: true });
    await ana.request('PATCH', path, { name: 'Work' });
    expect(await recordedOf(id)).toMatchObject([
      {
        type: 'number_series.changed',
        data: { name: ['Projects', 'Work'], startAt: [1, 20], isDefault: [false, true] },
      },
      { type: 'number_series.created' },
    ]);
    expect(await recordedOf(standard.id)).toMatchObject([
      { type: 'number_series.changed', data: { isDefault: [true, false] } },
    ]);
  });
});
