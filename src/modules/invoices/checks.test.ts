import { describe, expect, test } from 'vitest';
import { checkInvoice } from './checks.ts';
import {
  type Buyer,
  type InvoiceDocument,
  type InvoiceLine,
  invoiceLineSchema,
  type Seller,
  type VatCategory,
} from './schema.ts';
import { computeTotals, rulesVersion, type TotalsInput } from './totals.ts';

const seller: Seller = {
  legalName: 'Ana Fischer',
  address: { line1: 'Lindenweg 4', line2: '', postCode: '10115', city: 'Berlin', country: 'DE' },
  vatId: 'DE136695976',
  taxNumber: '',
  vatStatus: 'regular',
  registration: '',
  iban: 'DE89370400440532013000',
  bic: '',
  bankName: '',
  email: 'ana@example.com',
  phone: '',
  website: '',
  footerNote: '',
  accentColor: '#1f4fd8',
  logo: null,
};

const buyer: Buyer = {
  name: 'Atelier Dubois SARL',
  kind: 'business',
  contactName: '',
  address: { line1: '3 rue du Port', line2: '', postCode: '75001', city: 'Paris', country: 'FR' },
  vatId: 'FR40303265045',
  email: '',
  electronicAddress: null,
};

function line(
  category: VatCategory = 'S',
  more: Partial<{ description: string; quantity: string; exemptionText: string }> = {},
): InvoiceLine {
  const { description = 'Consulting', quantity = '1', exemptionText } = more;
  const reason = exemptionText ?? (category === 'S' || category === 'Z' ? null : 'Reason');
  return invoiceLineSchema.parse({
    description,
    quantity,
    unitPrice: '100',
    vat: { category, rate: category === 'S' ? '19' : '0', exemptionText: reason },
  });
}

/** A document with nothing to mend, but for what `more` changes in it. */
function document(
  more: Partial<InvoiceDocument> = {},
  totals: Partial<TotalsInput> = {},
): InvoiceDocument {
  const lines = more.lines ?? [line()];
  const content = { currency: 'EUR', prices: 'net' as const, discounts: [], ...totals };
  return {
    rulesVersion,
    templateVersion: '1',
    type: 'invoice',
    number: null,
    currency: content.currency,
    issueOn: '2026-11-22',
    dueOn: '2026-12-06',
    deliveryOn: '2026-11-20',
    servicePeriod: null,
    language: 'en',
    prices: 'net',
    buyerReference: '',
    orderReference: '',
    subject: '',
    note: '',
    seller,
    buyer,
    lines,
    discounts: [],
    totals: computeTotals({ ...content, lines }),
    paymentReference: null,
    ...more,
  };
}

function found(checked: InvoiceDocument, workspaceCurrency = 'EUR') {
  return checkInvoice(checked, { workspaceCurrency }).map(
    (finding) => `${finding.severity} ${finding.field} ${finding.code}`,
  );
}

function sellerWith(more: Partial<Seller>) {
  return { seller: { ...seller, ...more } };
}

function buyerWith(more: Partial<Buyer>, country = 'FR') {
  return { buyer: { ...buyer, address: { ...buyer.address, country }, ...more } };
}

test('a complete invoice has nothing to mend', () => {
  expect(found(document())).toEqual([]);
});

test('every message is a sentence that says what to do', () => {
  const blank = { line1: '', line2: '', postCode: '', city: '', country: 'DE' };
  const empty = document({
    lines: [line('S', { description: '', quantity: '0' }), line('K'), line('G')],
    dueOn: '2026-11-01',
    deliveryOn: null,
    ...sellerWith({ legalName: '', vatId: '', iban: '', address: blank }),
    buyer: { ...buyer, name: '', kind: 'consumer', vatId: '', address: blank },
  });
  const findings = checkInvoice(empty, { workspaceCurrency: 'USD' });
  expect(findings.length).toBeGreaterThan(15);
  for (const { message } of findings) {
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(message).toMatch(/Type|type|Add|add|Choose|choose|Enter|enter|Correct|Mark/);
  }
});

describe('the seller', () => {
  test('has a name, an address and a VAT or tax number', () => {
    const address = { line1: ' ', line2: '', postCode: '', city: '', country: 'DE' };
    expect(found(document(sellerWith({ legalName: '', address, vatId: '' })))).toEqual([
      'error seller.legalName seller_name_missing',
      'error seller.address.line1 seller_address_missing',
      'error seller.address.city seller_city_missing',
      'error seller.vatId seller_tax_id_missing',
    ]);
  });

  test('may have a tax number only', () => {
    expect(found(document(sellerWith({ vatId: '', taxNumber: '32/456/78901' })))).toEqual([]);
  });

  test('without an IBAN gets a notice, which does not block', () => {
    expect(found(document(sellerWith({ iban: '' })))).toEqual(['notice seller.iban iban_missing']);
  });
});

describe('the buyer', () => {
  test('is named', () => {
    expect(found(document({ buyer: null }))).toEqual(['error buyer buyer_missing']);
  });

  test('has a name and an address', () => {
    const address = { line1: '', line2: '', postCode: '', city: ' ', country: 'FR' };
    expect(found(document({ buyer: { ...buyer, name: '', address } }))).toEqual([
      'error buyer.name buyer_name_missing',
      'error buyer.address.line1 buyer_address_missing',
      'error buyer.address.city buyer_city_missing',
    ]);
  });
});

describe('dates', () => {
  test('the due date is not before the issue date, but may be the same day', () => {
    expect(found(document({ dueOn: '2026-11-21' }))).toEqual(['error dueOn due_before_issue']);
    expect(found(document({ dueOn: '2026-11-22' }))).toEqual([]);
  });

  test('a date of delivery or a period is asked for', () => {
    const servicePeriod = { from: '2026-11-01', to: '2026-11-30' };
    expect(found(document({ deliveryOn: null }))).toEqual([
      'notice deliveryOn delivery_date_missing',
    ]);
    expect(found(document({ deliveryOn: null, servicePeriod }))).toEqual([]);
  });
});

describe('lines', () => {
  test('are there', () => {
    expect(found(document({ lines: [] }))).toEqual(['error lines lines_missing']);
  });

  test('have a description and a quantity, and the finding names the line', () => {
    const lines = [line(), line('S', { description: ' ' }), line('S', { quantity: '0.0000' })];
    expect(found(document({ lines }))).toEqual([
      'error lines[1].description description_missing',
      'error lines[2].quantity quantity_missing',
    ]);
  });

  test('add up to more than zero', () => {
    const discounts = [{ percent: '100', amountMinor: null, reason: '' }];
    expect(found(document({}, { discounts }))).toEqual(['error lines total_zero']);
  });
});

describe('VAT categories', () => {
  test('a small business charges no VAT', () => {
    const small = sellerWith({ vatStatus: 'small_business' });
    expect(found(document({ ...small, lines: [line('E'), line('S')] }))).toEqual([
      'error lines[1].vat.category small_business_charges_vat',
    ]);
    expect(found(document({ ...small, lines: [line('E')] }))).toEqual([]);
  });

  test('reverse charge names both VAT numbers and a business', () => {
    const lines = [line('AE')];
    expect(found(document({ lines }))).toEqual([]);
    const without = { ...sellerWith({ vatId: '', taxNumber: '1' }), ...buyerWith({ vatId: '' }) };
    expect(found(document({ lines, ...without }))).toEqual([
      'error seller.vatId seller_vat_id_missing',
      'error buyer.vatId buyer_vat_id_missing',
    ]);
    expect(found(document({ lines, ...buyerWith({ kind: 'consumer' }) }))).toEqual([
      'error buyer.kind buyer_not_a_business',
    ]);
  });

  test('an intra-Community supply goes to a business in another member state', () => {
    const lines = [line('K')];
    const inGermany = buyerWith({ vatId: 'DE136695976' }, 'DE');
    expect(found(document({ lines }))).toEqual([]);
    expect(found(document({ lines, ...inGermany }))).toEqual([
      'error buyer.address.country buyer_not_in_other_state',
    ]);
    expect(found(document({ lines, ...buyerWith({}, 'CH') }))).toEqual([
      'error buyer.address.country buyer_not_in_other_state',
    ]);
    expect(found(document({ lines, ...buyerWith({ vatId: '' }) }))).toEqual([
      'error buyer.vatId buyer_vat_id_missing',
    ]);
    expect(found(document({ lines, ...buyerWith({ kind: 'consumer' }) }))).toEqual([
      'error buyer.kind buyer_not_a_business',
    ]);
  });

  test('Northern Ireland counts as a member state for goods, Great Britain does not', () => {
    const lines = [line('K')];
    expect(found(document({ lines, ...buyerWith({ vatId: 'XI980780684' }, 'GB') }))).toEqual([]);
    expect(found(document({ lines, ...buyerWith({ vatId: 'GB980780684' }, 'GB') }))).toEqual([
      'error buyer.address.country buyer_not_in_other_state',
    ]);
  });

  test('an export leaves the EU', () => {
    const lines = [line('G')];
    expect(found(document({ lines, ...buyerWith({}, 'US') }))).toEqual([]);
    expect(found(document({ lines }))).toEqual(['error buyer.address.country buyer_inside_eu']);
  });

  test('an exemption says why', () => {
    const lines = [line('S'), line('E', { exemptionText: ' ' })];
    expect(found(document({ lines }))).toEqual([
      'error lines[1].vat.exemptionText exemption_reason_missing',
    ]);
  });
});

describe('another currency than the workspace’s', () => {
  test('needs a rate where there is VAT', () => {
    expect(found(document({}, { currency: 'USD' }))).toEqual([
      'error exchangeRate exchange_rate_missing',
    ]);
  });

  test('is complete with a rate, and needs none without VAT', () => {
    const rate = { rate: '0.92', on: '2026-11-20' };
    const withRate = document(
      {},
      { currency: 'USD', accountingCurrency: 'EUR', exchangeRate: rate },
    );
    expect(found(withRate)).toEqual([]);
    expect(found(document({ lines: [line('AE')] }, { currency: 'USD' }))).toEqual([]);
  });
});
