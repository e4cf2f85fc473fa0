import { isEuCountry } from '#lib/countries.ts';
import type { Finding, InvoiceDocument, VatCategory } from './schema.ts';
import { exemptionText } from './vat-texts.ts';

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
  return bothVatNumbers(document, 'Reverse charge');
}

// BR-IC-02, Art. 138: supply to a business that is registered in another member state.
function intraCommunityFindings(document: InvoiceDocument): Finding[] {
  const findings = bothVatNumbers(document, 'An intra-Community supply');
  const { buyer, seller } = document;
  if (!buyer) return findings;
  const country = buyer.address.country;
  if (!isEuCountry(country) || country === seller.address.country) {
    findings.push(
      error(
        'buyer.address.country',
        'buyer_not_in_other_state',
        'An intra-Community supply needs a client in another EU country. Correct the client’s country, or choose another VAT category.',
      ),
    );
  }
  if (buyer.kind !== 'business') {
    findings.push(
      error(
        'buyer.kind',
        'buyer_not_a_business',
        'An intra-Community supply needs a business as client. Mark the client as a business, or charge VAT.',
      ),
    );
  }
  return findings;
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

// BR-E-10, BR-AE-10, BR-IC-10, BR-G-10, BR-O-10: a reason in words or as a code.
function exemptionFindings(document: InvoiceDocument): Finding[] {
  const { seller, language } = document;
  return document.totals.vatBreakdown.flatMap((group) => {
    if (group.category === 'S' || group.category === 'Z') return [];
    if (group.exemptionText?.trim()) return [];
    const proposed = exemptionText({
      category: group.category,
      exemptionCode: group.exemptionCode,
      language,
      sellerCountry: seller.address.country,
      smallBusiness: seller.vatStatus === 'small_business',
    });
    if (proposed) return [];
    const index = firstLineOf(document, group.category);
    return [
      error(
        `lines[${index}].vat.exemptionText`,
        'exemption_reason_missing',
        `Line ${index + 1} is exempt from VAT, but does not say why. Type the legal reason, such as "§ 4 Nr. 21 UStG".`,
      ),
    ];
  });
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
