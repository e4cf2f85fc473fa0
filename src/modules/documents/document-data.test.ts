import { describe, expect, it } from 'vitest';
import { documentLanguages } from '#lib/languages.ts';
import { sampleDocument } from '../../../tests/support/sample-document.ts';
import { documentData } from './document-data.ts';

const german = sampleDocument({ lines: 3, language: 'de' });

describe('what a document says', () => {
  it.each(documentLanguages)('has not changed unnoticed in %s', async (language) => {
    const { payment, ...data } = documentData(sampleDocument({ lines: 8, language }), false);
    const golden = `../../../tests/golden/documents/${language}.txt`;
    const shown = { ...data, payment: { ...payment, qr: payment?.qr ? 'a code' : null } };
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(golden);
  });

  it('calls a draft a draft, without a number and without a code to pay it', () => {
    const data = documentData({ ...german, number: null, paymentReference: null }, false);
    expect(data).toMatchObject({ draft: 'Entwurf', headline: 'Entwurf', title: 'Entwurf' });
    expect(data.payment?.qr).toBeNull();
  });

  it('shows a subtotal only where discounts follow it', () => {
    const labels = (document = german) =>
      documentData(document, false).totals.map((total) => total.label);
    expect(labels()).toContain('Zwischensumme');
    expect(labels({ ...german, discounts: [] })).not.toContain('Zwischensumme');
  });

  it('separates the total from the amount due once something is paid or rounded', () => {
    const totals = {
      ...german.totals,
      paidMinor: 10_000,
      dueMinor: german.totals.dueMinor - 10_000,
    };
    const rows = documentData({ ...german, totals }, false).totals;
    expect(rows.slice(-3)).toEqual([
      { label: 'Gesamtbetrag', value: '798,53\u00a0€', weight: 'sum' },
      { label: 'Bereits gezahlt', value: '\u2212100,00\u00a0€', weight: 'plain' },
      { label: 'Zu zahlen', value: '698,53\u00a0€', weight: 'due' },
    ]);
  });

  it('shows the VAT in the currency of the accounts with the rate and its date', () => {
    const accountingVat = { currency: 'EUR', vatMinor: 1234, rate: '4.271', on: '2026-11-13' };
    const data = documentData(
      { ...german, currency: 'PLN', totals: { ...german.totals, accountingVat } },
      false,
    );
    expect(data.accountingVat).toEqual({
      label: 'USt. in EUR',
      value: '12,34\u00a0€',
      rate: '1\u00a0PLN = 4,271\u00a0EUR, Kurs vom 13.11.2026',
    });
    expect(data.payment?.qr).toBeNull();
  });

  it('shows each reason for an exemption once', () => {
    const exempt = (exemptionText: string) => ({
      category: 'AE' as const,
      rate: '0',
      taxableMinor: 100,
      vatMinor: 0,
      exemptionCode: 'VATEX-EU-AE',
      exemptionText,
    });
    const vatBreakdown = [exempt('Reverse charge.'), exempt('Reverse charge.'), exempt('Export.')];
    const data = documentData({ ...german, totals: { ...german.totals, vatBreakdown } }, false);
    expect(data.exemptions).toEqual(['Reverse charge.', 'Export.']);
  });

  it('names the countries only where the letter crosses a border', () => {
    expect(documentData(german, false).recipient).not.toContain('Deutschland');
    const buyer = german.buyer && {
      ...german.buyer,
      address: { ...german.buyer.address, country: 'AT' },
    };
    const abroad = documentData({ ...german, buyer }, false);
    expect(abroad.recipient).toMatch(/\nÖsterreich$/);
    expect(abroad.footer.columns[0]?.text).toMatch(/\nDeutschland$/);
  });

  it('makes room for particulars that are longer than usual', () => {
    const seller = {
      ...german.seller,
      registration: 'Registergericht '.repeat(7),
      legalName: 'Name '.repeat(24),
    };
    const usual = documentData(german, false).footer.height;
    expect(usual).toBe(41);
    expect(documentData({ ...german, seller }, false).footer.height).toBeGreaterThan(usual + 5);
  });

  it('tells the height of rows that cannot wrap and leaves the others to the layout', () => {
    const [first, ...rest] = german.lines;
    const long = {
      ...german,
      lines: first ? [{ ...first, description: 'Wort '.repeat(30) }, ...rest] : [],
    };
    const heights = documentData(long, false).table.rows.map((row) => row.height);
    expect(heights).toEqual([null, 14.94, 34.5]);
  });

  it('falls back to English for a language without labels', () => {
    expect(documentData({ ...german, language: 'xx' }, false).kind).toBe('Invoice');
  });
});
