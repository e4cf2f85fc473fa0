import type { InvoiceDocument } from '#modules/invoices/schema.ts';

/** Every text of the document that a person wrote and the page shows. */
export function shownTexts(document: InvoiceDocument): string[] {
  const { seller, buyer } = document;
  return [
    document.number ?? '',
    document.buyerReference,
    document.orderReference,
    document.subject,
    document.note,
    document.paymentReference ?? '',
    seller.legalName,
    ...Object.values(seller.address),
    seller.vatId,
    seller.taxNumber,
    seller.registration,
    seller.bic,
    seller.bankName,
    seller.email,
    seller.phone,
    seller.website,
    seller.footerNote,
    ...(buyer ? [buyer.name, buyer.contactName, buyer.vatId, ...Object.values(buyer.address)] : []),
    ...document.lines.map((line) => line.description),
    ...document.discounts.map((discount) => discount.reason),
    ...document.totals.vatBreakdown.map((group) => group.exemptionText ?? ''),
  ];
}
