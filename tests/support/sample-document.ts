import { creditorReference } from '#lib/creditor-reference.ts';
import type { DocumentLanguage } from '#lib/languages.ts';
import type { InvoiceDocument, InvoiceLine, VatBreakdown } from '#modules/invoices/schema.ts';
import { sampleTexts } from './sample-texts.ts';

const units = ['HUR', 'DAY', 'C62', 'LS', 'MON', 'KMT'];
const rates = ['19', '19', '7'];
const number = 'RE-2026-0042';

/** A plausible invoice of `lines` lines at two rates, with line discounts and a document discount. */
export function sampleDocument(
  options: { lines?: number; language?: DocumentLanguage } = {},
): InvoiceDocument {
  const { lines: count = 3, language = 'de' } = options;
  const texts = sampleTexts[language];
  const { iban, subject, note } = texts;
  const lines = Array.from({ length: count }, (_, index) => sampleLine(texts.works, index));
  const { country } = texts.seller;
  return {
    rulesVersion: '1',
    templateVersion: '1',
    type: 'invoice',
    number,
    currency: 'EUR',
    issueOn: '2026-11-14',
    dueOn: '2026-12-14',
    deliveryOn: null,
    servicePeriod: { from: '2026-10-01', to: '2026-10-31' },
    language,
    prices: 'net',
    buyerReference: '04011000-12345-34',
    orderReference: 'PO-88213',
    subject,
    note,
    seller: {
      legalName: texts.seller.legalName,
      address: { ...texts.seller, line2: '' },
      vatId: `${country}123456789`,
      taxNumber: '32/456/78901',
      vatStatus: 'regular',
      registration: '',
      iban,
      bic: 'COBADEFFXXX',
      bankName: 'Commerzbank',
      email: 'hello@example.com',
      phone: '+49 30 1234567',
      website: 'example.com',
      footerNote: '',
      accentColor: '#1f4fd8',
      logo: null,
    },
    buyer: {
      name: texts.buyer.name,
      kind: 'business',
      contactName: texts.buyer.contactName,
      address: { ...texts.buyer, line2: '', country },
      vatId: `${country}987654321`,
      email: 'accounts@example.org',
      electronicAddress: null,
    },
    lines,
    discounts: [{ percent: '5', amountMinor: null, reason: '' }],
    totals: sampleTotals(lines),
    paymentReference: creditorReference(number),
  };
}

function sampleLine(works: readonly string[], index: number): InvoiceLine {
  return {
    description: works[index % works.length] ?? '',
    quantity: String(((index * 7) % 40) / 4 + 1),
    unit: units[index % units.length] ?? 'C62',
    unitPrice: String(45 + ((index * 3725) % 61200) / 100),
    discountPercent: index % 7 === 2 ? '10' : null,
    vat: {
      category: 'S',
      rate: rates[index % rates.length] ?? '19',
      exemptionCode: null,
      exemptionText: null,
    },
  };
}

// Prices are whole cents and quantities whole quarters, so that floating point is exact enough.
function sampleTotals(lines: readonly InvoiceLine[]): InvoiceDocument['totals'] {
  const shown = lines.map((line) => {
    const fullMinor = Math.round(Number(line.quantity) * Number(line.unitPrice) * 100);
    const discountMinor = Math.round((fullMinor * Number(line.discountPercent ?? 0)) / 100);
    const netMinor = fullMinor - discountMinor;
    return { amountMinor: netMinor, discountMinor, netMinor };
  });
  const lineNetMinor = shown.reduce((sum, line) => sum + line.netMinor, 0);
  const vatBreakdown = [...new Set(lines.map((line) => line.vat.rate))].map(
    (rate): VatBreakdown => {
      const groupMinor = shown.reduce(
        (sum, line, index) => sum + (lines[index]?.vat.rate === rate ? line.netMinor : 0),
        0,
      );
      const taxableMinor = Math.round(groupMinor * 0.95);
      return {
        category: 'S',
        rate,
        taxableMinor,
        vatMinor: Math.round((taxableMinor * Number(rate)) / 100),
        exemptionCode: null,
        exemptionText: null,
      };
    },
  );
  const netMinor = vatBreakdown.reduce((sum, group) => sum + group.taxableMinor, 0);
  const vatMinor = vatBreakdown.reduce((sum, group) => sum + group.vatMinor, 0);
  const discountMinor = lineNetMinor - netMinor;
  return {
    lines: shown,
    lineNetMinor,
    discounts: [{ amountMinor: discountMinor }],
    discountMinor,
    netMinor,
    vatMinor,
    grossMinor: netMinor + vatMinor,
    paidMinor: 0,
    roundingMinor: 0,
    dueMinor: netMinor + vatMinor,
    vatBreakdown,
    accountingVat: null,
  };
}
