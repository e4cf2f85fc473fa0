import { creditorReference } from '#lib/creditor-reference.ts';
import type { Client } from '#modules/clients/schema.ts';
import type { WorkspaceDetails } from '#modules/workspaces/index.ts';
import type { Buyer, InvoiceContent, InvoiceDocument, InvoiceLine, Seller } from './schema.ts';
import { computeTotals, rulesVersion } from './totals.ts';
import { exemptionText } from './vat-texts.ts';

/** The PDF template that documents issued from now on are rendered with, forever. */
export const templateVersion = '1';

/** Puts together everything that a draft shows; it has no number and no payment reference yet. */
export function buildDocument(
  content: InvoiceContent,
  workspace: WorkspaceDetails,
  client: Client | undefined,
): InvoiceDocument {
  const seller = sellerOf(workspace);
  const lines = content.lines.map((line) => withExemption(line, seller, content.language));
  return {
    rulesVersion,
    templateVersion,
    type: 'invoice',
    number: null,
    currency: content.currency,
    issueOn: content.issueOn,
    dueOn: content.dueOn,
    deliveryOn: content.deliveryOn,
    servicePeriod: content.servicePeriod,
    language: content.language,
    prices: content.prices,
    buyerReference: content.buyerReference,
    orderReference: content.orderReference,
    subject: content.subject,
    note: content.note,
    seller,
    buyer: client ? buyerOf(client) : null,
    lines,
    discounts: content.discounts,
    totals: computeTotals({
      currency: content.currency,
      prices: content.prices,
      lines,
      discounts: content.discounts,
      exchangeRate: content.exchangeRate,
      accountingCurrency: workspace.currency,
    }),
    paymentReference: null,
  };
}

/** The document with the number that it was issued under, and the reference that a payment names. */
export function numbered(document: InvoiceDocument, number: string): InvoiceDocument {
  return { ...document, number, paymentReference: creditorReference(number) };
}

/** A line whose VAT category needs a reason carries it in the document's language (BT-120, BT-121). */
function withExemption(line: InvoiceLine, seller: Seller, language: string): InvoiceLine {
  const proposal = exemptionText({
    category: line.vat.category,
    exemptionCode: line.vat.exemptionCode,
    language,
    sellerCountry: seller.address.country,
    smallBusiness: seller.vatStatus === 'small_business',
  });
  if (!proposal) return line;
  const exemptionCode = line.vat.exemptionCode || proposal.code;
  const text = line.vat.exemptionText || proposal.text;
  return { ...line, vat: { ...line.vat, exemptionCode, exemptionText: text } };
}

function sellerOf(workspace: WorkspaceDetails): Seller {
  const {
    id: _id,
    createdAt: _createdAt,
    locale: _locale,
    timeZone: _timeZone,
    currency: _currency,
    paymentTermDays: _paymentTermDays,
    ...seller
  } = workspace;
  return seller;
}

function buyerOf(client: Client): Buyer {
  const { name, kind, contactName, address, vatId, email, electronicAddress } = client;
  return { name, kind, contactName, address, vatId, email, electronicAddress };
}
