import { expect, it, vi } from 'vitest';

// Dates and figures follow the reader's region, which only a browser knows.
vi.stubGlobal('navigator', { languages: ['en-GB'] });
const { fieldName, inReadingOrder, valueText } = await import('./recorded-value.ts');
const { describeEvent, recordedFields, sentenceText, toldBy } = await import('./describe-event.ts');

const reading = { currency: 'EUR', timeZone: 'Europe/Berlin' };

it.each([
  ['amountMinor', 119_000, '€1,190.00'],
  ['paidOn', '2026-11-21', '21 Nov 2026'],
  ['expiresAt', '2026-11-22T20:00:00.000Z', '22 Nov 2026, 21:00:00'],
  ['archived', true, 'Yes'],
  ['role', 'accountant', 'Accountant'],
  ['country', 'AT', 'Austria'],
  ['note', null, ''],
  ['logo', { sha256: 'ab', width: 160, height: 40 }, 'Picture, 160 × 40 pixels'],
  ['lines', { sha256: 'ab', bytes: 9000 }, '9,000 bytes, not kept here; SHA-256 ab'],
  ['fields', ['lines', 'dueOn'], 'Lines, Due date'],
])('reads %s %j as "%s"', (member, value, text) => {
  expect(valueText(member, value, reading)).toBe(text);
});

it('reads an address and the lines of a draft as people write them', () => {
  const address = { city: 'Salzburg', line1: 'Getreidegasse 21', country: 'AT', postCode: '5020' };
  expect(valueText('address', address, reading)).toBe('Getreidegasse 21, 5020 Salzburg, Austria');
  const line = {
    line: 2,
    description: 'Handbook',
    quantity: '3',
    unitPrice: '20.00',
    vat: { category: 'S', rate: '7' },
  };
  expect(valueText('lines', [line], reading)).toBe('2. Handbook, 3 × 20.00, VAT 7 %');
});

it('calls a member it does not know by its own name', () => {
  expect(fieldName('somethingNew')).toBe('Something new');
  expect(inReadingOrder({ zzz: 1, iban: 2, legalName: 3 }).map(([name]) => name)).toEqual([
    'legalName',
    'iban',
    'zzz',
  ]);
});

const event = {
  sequence: 7,
  id: 'e',
  at: '2026-11-22T20:00:00.000Z',
  actor: 'Marlene',
  actorId: null,
  ip: '',
  type: 'payment.recorded',
  subjectType: 'payment',
  subjectId: 's',
  data: { amountMinor: 5_000, currency: 'USD' } as Record<string, unknown>,
  hash: '',
};
const sentenceOf = (told: Partial<typeof event>, name?: string) => {
  const whole = { ...event, ...told };
  return sentenceText(whole.actor, describeEvent(whole, toldBy(whole, reading, name)));
};

it('tells an event in one sentence, in its own currency', () => {
  expect(sentenceOf({}, '2026-0012')).toBe(
    'Marlene recorded US$50.00 received for invoice 2026-0012',
  );
  expect(sentenceOf({})).toBe('Marlene recorded US$50.00 received for an invoice');
});

it('names what a change made of a name, and admits what it has no words for', () => {
  const renamed = { type: 'client.changed', data: { name: ['Old', 'New'] } };
  expect(sentenceOf(renamed)).toBe('Marlene changed client “New”');
  expect(recordedFields({ ...event, ...renamed }, reading)).toMatchObject([
    { label: 'Name', before: 'Old', after: 'New' },
  ]);
  expect(sentenceOf({ type: 'moon.landed', data: {} })).toBe(
    'Marlene did something this page has no words for (moon.landed)',
  );
});
