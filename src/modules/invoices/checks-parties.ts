import type { Finding, InvoiceDocument } from './schema.ts';

/** Who sells and who buys: full names and addresses, and the seller's tax identification. */
export function partyFindings(document: InvoiceDocument): Finding[] {
  return [...sellerFindings(document), ...buyerFindings(document)];
}

function error(field: string, code: string, message: string): Finding {
  return { severity: 'error', field, code, message };
}

// Art. 226 (3) and (5) of Directive 2006/112/EC, § 14 (4) no. 1 and 2 UStG.
function sellerFindings({ seller }: InvoiceDocument): Finding[] {
  const findings: Finding[] = [];
  const inSettings = 'in the settings of your business';
  if (seller.legalName.trim() === '') {
    findings.push(
      error(
        'seller.legalName',
        'seller_name_missing',
        `Your name is missing. Type your full name, or that of your company, ${inSettings}.`,
      ),
    );
  }
  if (seller.address.line1.trim() === '') {
    findings.push(
      error(
        'seller.address.line1',
        'seller_address_missing',
        `Your street is missing. Type street and number ${inSettings}.`,
      ),
    );
  }
  if (seller.address.city.trim() === '') {
    findings.push(
      error(
        'seller.address.city',
        'seller_city_missing',
        `Your city is missing. Type it ${inSettings}.`,
      ),
    );
  }
  if (seller.vatId === '' && seller.taxNumber.trim() === '') {
    findings.push(
      error(
        'seller.vatId',
        'seller_tax_id_missing',
        `An invoice needs your VAT number or the tax number from your tax office. Type one of them ${inSettings}.`,
      ),
    );
  }
  return findings;
}

function buyerFindings({ buyer }: InvoiceDocument): Finding[] {
  if (!buyer) {
    return [
      error('buyer', 'buyer_missing', 'The invoice has no client. Choose one, or add a new one.'),
    ];
  }
  const findings: Finding[] = [];
  if (buyer.name.trim() === '') {
    findings.push(
      error(
        'buyer.name',
        'buyer_name_missing',
        'The client has no name. Type the full name of the person or company.',
      ),
    );
  }
  if (buyer.address.line1.trim() === '') {
    findings.push(
      error(
        'buyer.address.line1',
        'buyer_address_missing',
        'The client’s street is missing. Type street and number, or a post box.',
      ),
    );
  }
  if (buyer.address.city.trim() === '') {
    findings.push(
      error(
        'buyer.address.city',
        'buyer_city_missing',
        'The client’s city is missing. Type it in the client’s address.',
      ),
    );
  }
  return findings;
}
