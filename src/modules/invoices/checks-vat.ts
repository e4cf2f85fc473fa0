import { isEuCountry } from '#lib/countries.ts';
import type { Buyer, Finding, InvoiceDocument, VatCategory } from './schema.ts';

/** Whether categories, VAT numbers, countries and exemption reasons fit together. */
export function vatFindings(document: InvoiceDocument, workspaceCurrency: string): Finding[] {
  return [
    ...categoryFindings(document),
    ...exemptionFindings(document),
    ...exchangeFindings(document, workspaceCurrency),
  ];
}

function error(field: string, code: string, message: string): Finding {
  return { severity: 'error', field, code, message };
}

/** Where a category is first used, so that the finding leads to its line. */
function firstLineOf(document: InvoiceDocument, category: VatCategory): number {
  return document.lines.findIndex((line) => line.vat.category === category);
}

function categoryFindings(document: InvoiceDocument): Finding[] {
  const findings: Finding[] = [];
  const standard = firstLineOf(document, 'S');
  if (document.seller.vatStatus === 'small_business' && standard >= 0) {
    findings.push(
      error(
        `lines[${standard}].vat.category`,
        'small_business_charges_vat',
        `You are under a small-business scheme and must not charge VAT, but line ${standard + 1} does. Choose "exempt", or change your VAT status in the settings.`,
      ),
    );
  }
  if (firstLineOf(document, 'AE') >= 0) findings.push(...reverseChargeFindings(document));
  if (firstLineOf(document, 'K') >= 0) findings.push(...intraCommunityFindings(document));
  if (firstLineOf(document, 'G') >= 0) findings.push(...exportFindings(document));
  return findings;
}

// BR-AE-02, Art. 226 (4): the recipient who owes the tax is named by VAT number, as is the seller.
function reverseChargeFindings(document: InvoiceDocument): Finding[] {
  const what = 'Reverse charge';
  return [...bothVatNumbers(document, what), ...businessBuyer(document, what)];
}

// BR-IC-02, Art. 138: supply to a business that is registered in another member state.
function intraCommunityFindings(document: InvoiceDocument): Finding[] {
  const what = 'An intra-Community supply';
  const findings = [...bothVatNumbers(document, what), ...businessBuyer(document, what)];
  const { buyer, seller } = document;
  if (buyer && !isInAnotherState(buyer, seller.address.country)) {
    findings.push(
      error(
        'buyer.address.country',
        'buyer_not_in_other_state',
        `${what} needs a client in another EU country. Correct the client’s country, or choose another VAT category.`,
      ),
    );
  }
  return findings;
}

// Northern Ireland is treated as a member state for goods; its VAT numbers begin with XI.
function isInAnotherState(buyer: Buyer, sellerCountry: string): boolean {
  const { country } = buyer.address;
  if (country === sellerCountry) return false;
  return isEuCountry(country) || (country === 'GB' && buyer.vatId.startsWith('XI'));
}

function businessBuyer({ buyer }: InvoiceDocument, what: string): Finding[] {
  if (!buyer || buyer.kind === 'business') return [];
  return [
    error(
      'buyer.kind',
      'buyer_not_a_business',
      `${what} needs a business as client. Mark the client as a business, or charge VAT.`,
    ),
  ];
}

function exportFindings(document: InvoiceDocument): Finding[] {
  const { buyer } = document;
  if (!buyer || !isEuCountry(buyer.address.country)) return [];
  return [
    error(
      'buyer.address.country',
      'buyer_inside_eu',
      'An export needs a client outside the EU. Correct the client’s country, or choose another VAT category.',
    ),
  ];
}

function bothVatNumbers({ seller, buyer }: InvoiceDocument, what: string): Finding[] {
  const findings: Finding[] = [];
  if (seller.vatId === '') {
    findings.push(
      error(
        'seller.vatId',
        'seller_vat_id_missing',
        `${what} needs your VAT number. Type it in the settings of your business.`,
      ),
    );
  }
  if (buyer && buyer.vatId === '') {
    findings.push(
      error(
        'buyer.vatId',
        'buyer_vat_id_missing',
        `${what} needs the client’s VAT number. Ask for it and type it into the client’s details.`,
      ),
    );
  }
  return findings;
}

// BR-E-10, BR-AE-10, BR-IC-10, BR-G-10, BR-O-10. Where the reason follows from the category or the
// small-business scheme, vat-texts.ts has filled it in before.
function exemptionFindings(document: InvoiceDocument): Finding[] {
  const findings: Finding[] = [];
  for (const group of document.totals.vatBreakdown) {
    if (group.category === 'S' || group.category === 'Z' || group.exemptionText?.trim()) continue;
    const index = firstLineOf(document, group.category);
    findings.push(
      error(
        `lines[${index}].vat.exemptionText`,
        'exemption_reason_missing',
        `Line ${index + 1} is exempt from VAT, but does not say why. Type the legal reason, such as "§ 4 Nr. 21 UStG".`,
      ),
    );
  }
  return findings;
}

// Art. 230: VAT is also stated in the currency of the seller's state.
function exchangeFindings(document: InvoiceDocument, workspaceCurrency: string): Finding[] {
  const { totals, currency } = document;
  if (currency === workspaceCurrency || totals.vatMinor === 0 || totals.accountingVat) return [];
  return [
    error(
      'exchangeRate',
      'exchange_rate_missing',
      `VAT must also be stated in ${workspaceCurrency}. Enter how many ${workspaceCurrency} one ${currency} is worth, and the date of that rate.`,
    ),
  ];
}
