import type { Answer } from './app.ts';

/** Whoever acts in a workspace: a member of a test app, or of a server in a process of its own. */
type Member = {
  path: string;
  request(method: string, path: string, body?: unknown): Promise<Pick<Answer, 'status' | 'json'>>;
};

/** Seller details with which an invoice can be issued. */
export const sellerDetails = {
  legalName: 'Studio Ana Weber',
  address: { line1: 'Lindenstraße 12', postCode: '10969', city: 'Berlin', country: 'DE' },
  vatId: 'DE136695976',
  iban: 'DE89370400440532013000',
  email: 'ana@example.com',
};

export const clientDetails = {
  name: 'Müller & Söhne GmbH',
  kind: 'business',
  address: { line1: 'Marktplatz 3', postCode: '80331', city: 'München', country: 'DE' },
};

/** Three lines at two rates and a discount: net 909.00, VAT 166.23, gross 1,075.23 EUR. */
export const invoiceDetails = {
  deliveryOn: '2026-11-20',
  lines: [
    {
      description: 'Consulting',
      quantity: '7.5',
      unit: 'HUR',
      unitPrice: '120.00',
      vat: { category: 'S', rate: '19' },
    },
    {
      description: 'Printed handbook',
      quantity: '3',
      unitPrice: '20.00',
      vat: { category: 'S', rate: '7' },
    },
    {
      description: 'Travel',
      quantity: '1',
      unitPrice: '50.00',
      vat: { category: 'S', rate: '19' },
    },
  ],
  discounts: [{ percent: '10', reason: 'Loyalty' }],
};

/** A workspace that can issue: seller details and one client. Returns the client's id. */
export async function furnish(member: Member): Promise<string> {
  await member.request('PATCH', member.path, sellerDetails);
  const client = await member.request('POST', `${member.path}/clients`, clientDetails);
  return client.json.id;
}

/** Creates a draft that is ready to be issued and returns its id. */
export async function draft(member: Member, clientId: string, changes = {}): Promise<string> {
  const answer = await member.request('POST', `${member.path}/invoices`, {
    ...invoiceDetails,
    clientId,
    ...changes,
  });
  if (answer.status !== 201) throw new Error(`no draft: ${JSON.stringify(answer.json)}`);
  return answer.json.id;
}

/** Creates and issues an invoice and returns it as answered. */
export async function issue(member: Member, clientId: string, changes = {}) {
  const id = await draft(member, clientId, changes);
  const answer = await member.request('POST', `${member.path}/invoices/${id}/issuance`, {});
  if (answer.status !== 201) throw new Error(`not issued: ${JSON.stringify(answer.json)}`);
  return answer.json;
}
