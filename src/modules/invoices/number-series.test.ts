import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { furnish, issue } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(() => server.close());

const add = (body: object) => ana.request('POST', `${ana.path}/number-series`, body);
const change = (id: string, body: object) =>
  ana.request('PATCH', `${ana.path}/number-series/${id}`, body);
const list = async () => (await ana.request('GET', `${ana.path}/number-series`)).json.items;

describe('number series', () => {
  it('begin with one that needs no setting up', async () => {
    expect(await list()).toMatchObject([
      {
        pattern: '{yyyy}-{seq:4}',
        reset: 'yearly',
        isDefault: true,
        nextValue: 1,
        nextNumber: '2026-0001',
        issuedCount: 0,
      },
    ]);
  });

  it('can start where another program stopped', async () => {
    const { status, json } = await add({
      name: 'Moved',
      pattern: 'RE-{yy}/{mm}-{seq:3}',
      startAt: 118,
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({ nextNumber: 'RE-26/11-118', isDefault: false });
    const invoice = await issue(ana, clientId, { seriesId: json.id });
    expect(invoice.number).toBe('RE-26/11-118');
    expect((await issue(ana, clientId, { seriesId: json.id })).number).toBe('RE-26/11-119');
    const nextYear = { seriesId: json.id, issueOn: '2027-01-01', dueOn: '2027-01-15' };
    expect((await issue(ana, clientId, nextYear)).number).toBe('RE-27/01-001');
  });

  it('count on over the years where they never reset', async () => {
    const { json } = await add({ name: 'Ever', pattern: 'N{seq}', reset: 'never', startAt: 999 });
    const numbers = [];
    for (const issueOn of ['2026-12-31', '2027-01-01']) {
      const invoice = await issue(ana, clientId, {
        seriesId: json.id,
        issueOn,
        dueOn: '2027-02-01',
      });
      numbers.push(invoice.number);
    }
    expect(numbers).toEqual(['N999', 'N1000']);
  });

  it('name the year where they reset every year', async () => {
    const refused = await add({ name: 'Yearless', pattern: 'N{seq:4}', reset: 'yearly' });
    expect([refused.status, refused.json.errors[0].field]).toEqual([422, 'pattern']);
    const { json } = await add({ name: 'Ever', pattern: 'N{seq:4}', reset: 'never' });
    const changed = await change(json.id, { reset: 'yearly' });
    expect([changed.status, changed.json.errors[0].field]).toEqual([422, 'pattern']);
  });

  it.each([
    '',
    '{yyyy}',
    '{seq}{seq}',
    'RE {seq}',
    '{seq:0}',
    '{seq:11}',
    '{month}{seq}',
    'é{seq}',
  ])('do not take the pattern "%s"', async (pattern) => {
    const refused = await add({ name: 'Wrong', pattern, reset: 'never' });
    expect([refused.status, refused.json.errors[0].field]).toEqual([422, 'pattern']);
  });

  it('share no pattern, also where two are added or changed at once', async () => {
    const body = { name: 'Same', pattern: 'S-{yyyy}-{seq}' };
    const added = await Promise.all([add(body), add(body), add(body)]);
    expect(added.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(added.find((answer) => answer.status === 409)?.json.code).toBe('pattern_in_use');
    const [one, two] = [
      (await add({ name: 'One', pattern: '1-{yyyy}-{seq}' })).json,
      (await add({ name: 'Two', pattern: '2-{yyyy}-{seq}' })).json,
    ];
    const pattern = 'X-{yyyy}-{seq}';
    const changed = await Promise.all([change(one.id, { pattern }), change(two.id, { pattern })]);
    expect(changed.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it('have one default, whoever changes it at the same moment', async () => {
    const ids = [];
    for (const n of [1, 2, 3, 4]) {
      ids.push((await add({ name: `${n}`, pattern: `${n}-{yyyy}-{seq}` })).json.id);
    }
    const answers = await Promise.all(ids.map((id) => change(id, { isDefault: true })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const series = await list();
    expect(series.filter((one: { isDefault: boolean }) => one.isDefault)).toHaveLength(1);
    const { nextNumber } = series[0];
    expect((await issue(ana, clientId)).number).toBe(nextNumber);
  });

  it('keep start and reset once they have given a number', async () => {
    const invoice = await issue(ana, clientId);
    expect(invoice.number).toBe('2026-0001');
    const [series] = await list();
    for (const wrong of [{ startAt: 50 }, { reset: 'never' }]) {
      const refused = await change(series.id, wrong);
      expect([refused.status, refused.json.code]).toEqual([409, 'series_has_numbers']);
    }
    const renamed = await change(series.id, { name: 'Renamed', pattern: 'R{yyyy}-{seq:4}' });
    expect(renamed.json).toMatchObject({
      name: 'Renamed',
      nextNumber: 'R2026-0002',
      issuedCount: 1,
    });
  });

  it('take the same start twice, and another one before the first number', async () => {
    const { json } = await add({ name: 'Moved', pattern: 'M{yyyy}-{seq}', startAt: 10 });
    expect((await change(json.id, { startAt: 10 })).json.nextValue).toBe(10);
    expect((await change(json.id, { startAt: 7 })).json.nextValue).toBe(7);
    await issue(ana, clientId, { seriesId: json.id });
    expect((await change(json.id, { startAt: 7 })).json.code).toBe('series_has_numbers');
  });

  it('do not give a number that another series gave, and give it away for nothing', async () => {
    const { json } = await add({ name: 'A', pattern: 'A{yyyy}{seq}', startAt: 1 });
    await issue(ana, clientId, { seriesId: json.id });
    const { json: clash } = await add({ name: 'B', pattern: 'A{yyyy}{seq:1}', startAt: 1 });
    const created = await ana.request('POST', `${ana.path}/invoices`, {
      clientId,
      seriesId: clash.id,
      lines: [{ description: 'x', unitPrice: '1', vat: { category: 'S', rate: '19' } }],
    });
    const path = `${ana.path}/invoices/${created.json.id}/issuance`;
    const refused = await ana.request('POST', path, {});
    expect([refused.status, refused.json.code]).toEqual([409, 'number_taken']);
    const after = await list();
    expect(after.find((one: { id: string }) => one.id === clash.id)).toMatchObject({
      nextValue: 1,
      issuedCount: 0,
    });
  });

  it('are at most 50', async () => {
    await list();
    for (let n = 2; n <= 50; n += 1) {
      expect((await add({ name: `${n}`, pattern: `${n}-{yyyy}-{seq}` })).status).toBe(201);
    }
    const refused = await add({ name: '51', pattern: '51-{yyyy}-{seq}' });
    expect([refused.status, refused.json.code]).toEqual([409, 'too_many_series']);
    expect(await list()).toHaveLength(50);
  });
});
