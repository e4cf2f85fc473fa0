import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { documentLanguages } from '#lib/languages.ts';
import { formatAmount, formatMinor } from '#lib/money.ts';
import { inspectPdf, missingPdfTools } from '../../../tests/support/pdf-tools.ts';
import { sampleDocument } from '../../../tests/support/sample-document.ts';
import { closeRenderers, missingGlyphs, renderPages, renderPdf } from './render.ts';
import { templateVersion } from './template.ts';

afterAll(closeRenderers);

const noLogo = { logo: null };
const withoutText = missingPdfTools('pdftotext');
const withoutJudges = missingPdfTools('qpdf', 'pdffonts', 'pdfinfo');

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The text of a PDF with every run of white space as one space. */
function textOf(pdf: Uint8Array): string {
  return inspectPdf('pdftotext', pdf, ['-layout']).replace(/\s+/gu, ' ');
}

function logo(): Promise<Uint8Array> {
  return sharp({ create: { width: 300, height: 80, channels: 4, background: '#1f4fd8' } })
    .png()
    .toBuffer();
}

describe.skipIf(withoutText !== null)(`the text of a PDF ${withoutText ?? ''}`, () => {
  it.each(documentLanguages)('holds number, total and every line in %s', async (language) => {
    const document = sampleDocument({ lines: 30, language });
    const text = textOf(await renderPdf(document, noLogo));
    expect(text).toContain('RE-2026-0042');
    const due = formatMinor(document.totals.dueMinor, 'EUR', language);
    expect(text).toContain(due.replace(/\s/gu, ' '));
    document.lines.forEach((line, index) => {
      const amount = formatAmount(document.totals.lines[index]?.amountMinor ?? 0, 'EUR', language);
      const [name = ''] = line.description.split('\n');
      expect(text).toContain(`${index + 1} ${name}`);
      expect(text).toContain(amount.replace(/\s/gu, ' '));
    });
    expect(text).not.toContain('\ufffd');
  });

  it('carries the sum of the lines over every page break', async () => {
    const document = sampleDocument({ lines: 60, language: 'de' });
    const pages = inspectPdf('pdftotext', await renderPdf(document, noLogo), ['-layout']).split(
      '\f',
    );
    const sums = document.totals.lines.map((_, index) =>
      document.totals.lines.slice(0, index + 1).reduce((sum, line) => sum + line.amountMinor, 0),
    );
    const carried = pages.map((page) =>
      [...page.matchAll(/Übertrag\s+(\S+)\s€/gu)].map((m) => m[1]),
    );
    const last = (page = '') =>
      Number([...page.matchAll(/^ *(\d+) {2,}\S.*,\d\d$/gmu)].at(-1)?.[1]);
    const first = formatAmount(sums[last(pages[0]) - 1] ?? 0, 'EUR', 'de');
    const second = formatAmount(sums[last(pages[1]) - 1] ?? 0, 'EUR', 'de');
    expect(carried.slice(0, 3)).toEqual([[first], [first, second], [second]]);
  });

  it('shows hostile text as text', async () => {
    const sample = sampleDocument({ lines: 1, language: 'en' });
    const hostile =
      '#panic("boom") $x^2$ *b* @ref <label> `raw` \\u{0} // c = H #include "/etc/passwd"';
    const pdf = await renderPdf(
      {
        ...sample,
        number: '#1"$x$',
        note: hostile,
        seller: { ...sample.seller, legalName: hostile },
        lines: sample.lines.map((line) => ({ ...line, description: `${hostile}\n${hostile}` })),
      },
      noLogo,
    );
    const text = textOf(pdf).replaceAll('\u200b', '');
    expect(text).toContain('#panic("boom") $x^2$ *b* @ref <label> `raw`');
    expect(text).toContain('#1"$x$');
  });

  it('replaces characters that no font has, and says which', async () => {
    const document = {
      ...sampleDocument({ lines: 1, language: 'en' }),
      note: 'Ship to 東京, thanks',
    };
    expect(missingGlyphs(document)).toEqual(['東', '京']);
    expect(textOf(await renderPdf(document, noLogo))).toContain('Ship to \ufffd\ufffd, thanks');
  });
});

describe.skipIf(withoutJudges !== null)(`the form of a PDF ${withoutJudges ?? ''}`, () => {
  const cases = (['el', 'bg', 'pl', 'de'] as const).flatMap((language) =>
    [1, 30, 500].map((lines) => ({ language, lines })),
  );
  it.each(cases)('is sound with $lines lines in $language', async ({ language, lines }) => {
    const pdf = await renderPdf(sampleDocument({ lines, language }), { logo: await logo() });
    expect(inspectPdf('qpdf', pdf, ['--check'])).toContain('No syntax or stream encoding errors');
    const info = inspectPdf('pdfinfo', pdf);
    expect(info).toMatch(/^Tagged: +yes$/m);
    expect(info).toMatch(/^Page size: .*A4/m);
    expect(info).toMatch(/^Title: .*RE-2026-0042$/m);
    expect(info).toMatch(/^CreationDate: +Sat Nov 14 .*2026/m);
    const metadata = inspectPdf('pdfinfo', pdf, ['-meta']);
    expect(metadata).toMatch(/<pdfaid:part>3<\/pdfaid:part>/);
    expect(metadata).toMatch(/<pdfaid:conformance>A<\/pdfaid:conformance>/);
    const fonts = inspectPdf('pdffonts', pdf).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(2);
    // The columns emb, sub, uni: embedded, subset, with a map to Unicode.
    for (const font of fonts) expect(font).toMatch(/ yes yes yes +\d+ +\d+$/);
  });

  it('names the language of the document', async () => {
    const pdf = await renderPdf(sampleDocument({ language: 'el' }), noLogo);
    expect(inspectPdf('qpdf', pdf, ['--json'])).toMatch(/"\/Lang": "(u:)?el"/);
  });
});

describe('reproducible bytes', () => {
  it('are the same on every thread', async () => {
    const document = sampleDocument({ lines: 30, language: 'el' });
    const options = { logo: await logo() };
    const hashes = await Promise.all(
      Array.from({ length: 6 }, async () => sha256(await renderPdf(document, options))),
    );
    expect(new Set(hashes).size).toBe(1);
  });

  it('are the same in two other processes', async () => {
    const script = `
      import { createHash } from 'node:crypto';
      import { closeRenderers, renderPdf } from '${new URL('./render.ts', import.meta.url)}';
      import { sampleDocument } from '${new URL('../../../tests/support/sample-document.ts', import.meta.url)}';
      const pdf = await renderPdf(sampleDocument({ lines: 30, language: 'bg' }), { logo: null });
      process.stdout.write(createHash('sha256').update(pdf).digest('hex'));
      await closeRenderers();`;
    const inProcess = () =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const here = sha256(await renderPdf(sampleDocument({ lines: 30, language: 'bg' }), noLogo));
    expect([inProcess(), inProcess()]).toEqual([here, here]);
  });

  // The float arithmetic of a layout may round differently on another processor.
  it.skipIf(`${process.platform}-${process.arch}` !== 'linux-x64')(
    'are those recorded for this version of the template, on linux-x64',
    async () => {
      const hashes = await Promise.all(
        documentLanguages.map(async (language) => {
          const pdf = await renderPdf(sampleDocument({ lines: 30, language }), noLogo);
          return `${language} ${sha256(pdf)}\n`;
        }),
      );
      const recorded = `../../../tests/golden/documents/sha256-of-template-${templateVersion}.txt`;
      await expect(hashes.join('')).toMatchFileSnapshot(recorded);
    },
  );

  it('differ where the document differs', async () => {
    const document = sampleDocument({ lines: 1 });
    const other = { ...document, note: 'Another note.' };
    const pdfs = await Promise.all([renderPdf(document, noLogo), renderPdf(other, noLogo)]);
    expect(new Set(pdfs.map(sha256)).size).toBe(2);
  });
});

describe('text that does not fit', () => {
  it.each([
    ['a word of 2,000 letters', 'ab'.repeat(1000)],
    ['a word of 2,000 emoji', '🙂'.repeat(1000)],
    ['an unpaired surrogate', 'a\ud800b'],
    ['control characters', 'a\u0000b\u0007c\u001bd\u2028e\u0085f'],
    ['stacked combining marks', 'Z\u0337\u0322\u031b\u0489a\u0334\u20dd'],
    ['the private use area', '\ue000\uf8ff'],
    ['right-to-left text', 'שלום עולם العربية مرحبا 123'],
    ['a direction override', '\u202e100,00\u202c'],
    ['non-characters', '\uffff\ufffe\ufdd0'],
    ['only line breaks', '\n\n\n'],
  ])('never fails: %s', async (_, text) => {
    const sample = sampleDocument({ lines: 1, language: 'en' });
    const document = {
      ...sample,
      number: text.slice(0, 40),
      subject: text.slice(0, 200),
      buyerReference: text.slice(0, 100),
      note: text,
      seller: { ...sample.seller, legalName: text, footerNote: text, registration: text },
      buyer: sample.buyer && { ...sample.buyer, name: text, contactName: text },
      lines: sample.lines.map((line) => ({ ...line, description: text, unit: 'ZZ' })),
    };
    const [pdf, pages] = await Promise.all([
      renderPdf(document, noLogo),
      renderPages(document, noLogo),
    ]);
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
    expect(pages.length).toBeGreaterThan(0);
  });

  it('never fails: any text at all', async () => {
    const sample = sampleDocument({ lines: 1, language: 'en' });
    const anyText = fc.string({ unit: 'binary', minLength: 50, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const pdf = await renderPdf({ ...sample, subject: text, note: text }, noLogo);
        expect(pdf.length).toBeGreaterThan(1000);
      }),
      { numRuns: 25 },
    );
  });
});

describe('pages for the screen', () => {
  it('are standalone pictures whose ids never clash', async () => {
    const pages = await renderPages(sampleDocument({ lines: 60 }), { logo: await logo() });
    expect(pages.length).toBe(3);
    const ids = pages.flatMap((page) =>
      [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const page of pages) {
      const used = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
      expect(used.length).toBeGreaterThan(100);
      for (const id of used) expect(page).toContain(` id="${id}"`);
      expect(page).not.toMatch(/href="https?:|<script|<foreignObject|\son\w+=/);
      const picture = await sharp(Buffer.from(page)).metadata();
      expect([picture.width, picture.height]).toEqual([595, 842]);
    }
  });

  it('show a draft without a number, a client and lines', async () => {
    const sample = sampleDocument({ lines: 1 });
    const draft = {
      ...sample,
      number: null,
      paymentReference: null,
      buyer: null,
      lines: [],
      totals: { ...sample.totals, lines: [], vatBreakdown: [] },
      seller: { ...sample.seller, legalName: '', iban: '', vatId: '', accentColor: '' },
    };
    expect(await renderPages(draft, noLogo)).toHaveLength(1);
  });
});
