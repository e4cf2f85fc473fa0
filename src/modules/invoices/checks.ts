import { isEuCountry } from '#lib/countries.ts';
import { partyFindings } from './checks-parties.ts';
import { vatFindings } from './checks-vat.ts';
import type { Finding, InvoiceDocument } from './schema.ts';

/**
 * What blocks the issuance of a document (`error`) and what its author should know (`notice`), in
 * words that say what to type. Pure; the same findings for the same document.
 */
export function checkInvoice(
  document: InvoiceDocument,
  context: { workspaceCurrency: string },
): Finding[] {
  return [
    ...partyFindings(document),
    ...dateFindings(document),
    ...lineFindings(document),
    ...vatFindings(document, context.workspaceCurrency),
    ...paymentFindings(document),
  ];
}

function dateFindings(document: InvoiceDocument): Finding[] {
  const findings: Finding[] = [];
  if (document.dueOn < document.issueOn) {
    findings.push({
      severity: 'error',
      field: 'dueOn',
      code: 'due_before_issue',
      message: `The due date lies before the issue date. Please choose ${document.issueOn} or later.`,
    });
  }
  // Art. 226 (7) of Directive 2006/112/EC asks for the date of supply where it differs from the
  // date of issue; nobody but the author can know that it does.
  if (!document.deliveryOn && !document.servicePeriod) {
    findings.push({
      severity: 'notice',
      field: 'deliveryOn',
      code: 'delivery_date_missing',
      message:
        'No date or period of delivery is given, so the document says that it is the issue date. If that is not so, enter the date or the period.',
    });
  }
  return findings;
}

function lineFindings(document: InvoiceDocument): Finding[] {
  const findings: Finding[] = [];
  if (document.lines.length === 0) {
    findings.push({
      severity: 'error',
      field: 'lines',
      code: 'lines_missing',
      message: 'The invoice has no lines. Add at least one with what you delivered and its price.',
    });
    return findings;
  }
  for (const [index, line] of document.lines.entries()) {
    if (line.description.trim() === '') {
      findings.push({
        severity: 'error',
        field: `lines[${index}].description`,
        code: 'description_missing',
        message: `Line ${index + 1} has no description. Type what you delivered, such as "Consulting, November".`,
      });
    }
    if (Number(line.quantity) <= 0) {
      findings.push({
        severity: 'error',
        field: `lines[${index}].quantity`,
        code: 'quantity_missing',
        message: `Line ${index + 1} has no quantity. Type a number greater than 0, such as 1.`,
      });
    }
  }
  if (document.totals.grossMinor <= 0) {
    findings.push({
      severity: 'error',
      field: 'lines',
      code: 'total_zero',
      message: 'The total is zero. Enter unit prices, or lower the discount.',
    });
  }
  return findings;
}

function paymentFindings(document: InvoiceDocument): Finding[] {
  if (document.seller.iban !== '') return [];
  const where = isEuCountry(document.seller.address.country) ? 'IBAN' : 'bank account';
  return [
    {
      severity: 'notice',
      field: 'seller.iban',
      code: 'iban_missing',
      message: `You have given no ${where}, so the document does not say where to pay. Add it in the settings of your business.`,
    },
  ];
}
