import { expect, it, vi } from 'vitest';
import { sourceFiles } from '../../../tests/support/source-files.ts';

// Figures in sentences follow the reader's region, which only a browser knows.
vi.stubGlobal('navigator', { languages: ['en-GB'] });
const { audit } = await import('./audit.ts');
const { history } = await import('./history.ts');

/** The types of event that the code can record, as the files that record name them. */
function recordedTypes(): string[] {
  // `type: 'a.b'`, `type: 'a.b' | 'a.c'`, and what is handed to a function such as recordOffer().
  const named =
    /(?:\btype\s*[:=]\s*|\brecord[A-Z]?\w*\((?:\w+,\s*)*)((?:\|?\s*'[a-z_]+\.[a-z_]+'\s*)+)/g;
  return sourceFiles(['src'], /\.ts$/)
    .filter(({ path }) => !path.endsWith('.test.ts') && !path.includes('/modules/identity/'))
    .filter(({ text }) => /\brecordAudit\b|append_audit_event/.test(text))
    .flatMap(({ text }) => [...text.matchAll(named)].flatMap(([, types = '']) => types.split('|')))
    .map((type) => type.replaceAll(/[\s']/g, ''));
}

it('has a sentence for everything that is recorded, and for nothing else', () => {
  expect([...new Set(recordedTypes())].sort()).toEqual(Object.keys(audit.sentences).sort());
});

it('can filter by every kind of thing that is recorded', () => {
  const kinds = new Set(Object.keys(audit.sentences).map((type) => type.split('.')[0]));
  expect(Object.keys(audit.filters.kinds).sort()).toEqual([...kinds].sort());
});

it('has words of its own for the history of an invoice and of a client', () => {
  const own = /^(?:invoice|document|payment|comment|client)\./;
  // What is deleted has no page on which its history could stand.
  const shown = Object.keys(audit.sentences).filter(
    (type) => own.test(type) && !/^(?:invoice|client)\.deleted$/.test(type),
  );
  expect(Object.keys(history.life).sort()).toEqual(shown.sort());
});
