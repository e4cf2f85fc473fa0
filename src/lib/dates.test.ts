import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  formatDate,
  isCalendarDate,
  isTimeZone,
  todayIn,
  yearOf,
} from './dates.ts';

describe('isCalendarDate', () => {
  test.each(['1970-01-01', '2024-02-29', '2026-11-22', '2199-12-31'])('accepts %s', (date) => {
    expect(isCalendarDate(date)).toBe(true);
  });

  test.each([
    '2026-02-29',
    '2026-02-30',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '1969-12-31',
    '2200-01-01',
    '2026-1-1',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '2026-01-01\n',
    '٢٠٢٦-٠١-٠١',
    '',
  ])('refuses %j', (date) => {
    expect(isCalendarDate(date)).toBe(false);
  });
});

describe('date arithmetic', () => {
  test('crosses months, leap days and years', () => {
    expect(addDays('2026-11-22', 14)).toBe('2026-12-06');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  test('counts days across the change to summer time', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-11-22', '2026-11-20')).toBe(-2);
  });

  test('adding days and counting them agree for every date', () => {
    const days = fc.integer({ min: 0, max: 83_000 });
    fc.assert(
      fc.property(days, fc.integer({ min: -300, max: 300 }), (offset, step) => {
        const from = addDays('1971-01-01', offset);
        expect(isCalendarDate(from)).toBe(true);
        expect(daysBetween(from, addDays(from, step))).toBe(step);
      }),
    );
  });

  test('throws for what is not a date', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => daysBetween('2026-01-01', 'soon')).toThrow(RangeError);
    expect(() => formatDate('2026-02-30', 'de')).toThrow(RangeError);
  });

  test('knows the year', () => {
    expect(yearOf('2026-11-22')).toBe(2026);
  });
});

describe('time zones', () => {
  test.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    'knows %s',
    (zone) => {
      expect(isTimeZone(zone)).toBe(true);
    },
  );

  test.each(['Europe/Atlantis', '+01:00', '', 'Europe/Berlin ', 'Europe//Berlin', '../etc'])(
    'refuses %j',
    (zone) => {
      expect(isTimeZone(zone)).toBe(false);
    },
  );

  test('one instant is two dates on either side of midnight', () => {
    const instant = new Date('2026-12-31T23:30:00Z');
    expect(todayIn('UTC', instant)).toBe('2026-12-31');
    expect(todayIn('Europe/Berlin', instant)).toBe('2027-01-01');
    expect(todayIn('America/Los_Angeles', instant)).toBe('2026-12-31');
    expect(todayIn('Pacific/Kiritimati', new Date('2026-03-01T10:00:00Z'))).toBe('2026-03-02');
  });
});

test('each document language writes dates in its own way', () => {
  expect(formatDate('2026-11-02', 'en')).toBe('2 November 2026');
  expect(formatDate('2026-11-02', 'de')).toBe('02.11.2026');
  expect(formatDate('2026-11-02', 'fr')).toBe('02/11/2026');
  expect(formatDate('2026-11-02', 'es')).toBe('02/11/2026');
  expect(formatDate('2026-11-02', 'it')).toBe('02/11/2026');
  expect(formatDate('2026-11-02', 'nl')).toBe('02-11-2026');
  expect(formatDate('2026-11-02', 'pl')).toBe('02.11.2026');
  expect(formatDate('2026-11-02', 'el')).toBe('02/11/2026');
  expect(formatDate('2026-11-02', 'bg')).toBe('02.11.2026\u00a0г.');
});
