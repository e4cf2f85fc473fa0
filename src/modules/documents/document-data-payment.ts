import { encode } from 'uqr';
import { formatCreditorReference, isCreditorReference } from '#lib/creditor-reference.ts';
import { epcQrPayload } from '#lib/epc-qr.ts';
import { formatIban } from '#lib/iban.ts';
import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import type { DocumentFormat } from './document-data-format.ts';
import { breakableText, printableLine } from './glyphs.ts';
import { fillLabel } from './labels.ts';

/** How to pay: facts in words, and the same as a QR code (an SVG image) where SEPA allows it. */
export interface PaymentData {
  heading: string;
  facts: { label: string; value: string }[];
  qr: string | null;
  qrCaption: string;
}

/** The payment block, or null where there is nothing to pay or no account to pay to. */
export function paymentData(document: InvoiceDocument, format: DocumentFormat): PaymentData | null {
  const { seller, totals, paymentReference } = document;
  if (seller.iban === '' || totals.dueMinor <= 0) return null;
  const { labels } = format;
  const shown = (text: string) => breakableText(printableLine(text), 40);
  const facts = [
    { label: labels.payee, value: shown(seller.legalName) },
    { label: labels.iban, value: formatIban(seller.iban) },
    { label: labels.bic, value: shown(seller.bic) },
    { label: labels.bank, value: shown(seller.bankName) },
    { label: labels.reference, value: shown(printedReference(paymentReference ?? '')) },
    { label: labels.due, value: format.money(totals.dueMinor) },
  ];
  return {
    heading: fillLabel(labels.dueBy, { date: format.date(document.dueOn) }),
    facts: facts.filter((fact) => fact.value !== ''),
    qr: qrCode(document),
    qrCaption: labels.scanToPay,
  };
}

function printedReference(reference: string): string {
  return isCreditorReference(reference) ? formatCreditorReference(reference) : reference;
}

// A draft has no code: nobody should pay what has no number yet. EPC069-12 knows only euros.
function qrCode(document: InvoiceDocument): string | null {
  const { seller, totals, number, currency, paymentReference } = document;
  if (currency !== 'EUR' || number === null) return null;
  const payload = epcQrPayload({
    name: seller.legalName.toWellFormed(),
    iban: seller.iban,
    bic: seller.bic,
    amountMinor: totals.dueMinor,
    reference: paymentReference ?? number,
  });
  return payload === null ? null : qrSvg(payload);
}

// Every reader decodes every mask; trying all eight would take longer than the layout of a page.
const maskPattern = 0;

/** The code as one path, so that it stays sharp at any size. EPC069-12 asks for error level M and at most version 13. */
function qrSvg(payload: string): string | null {
  const { data, size, version } = encode(payload, {
    ecc: 'M',
    boostEcc: false,
    border: 0,
    maskPattern,
  });
  if (version > 13) return null;
  let path = '';
  data.forEach((row, y) => {
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      const start = x;
      while (x + 1 < size && row[x + 1]) x += 1;
      path += `M${start} ${y}h${x + 1 - start}v1h${start - x - 1}z`;
    }
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path d="${path}"/></svg>`;
}
