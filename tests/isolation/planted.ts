import sharp from 'sharp';
import type { Member, TestApp } from '../support/app.ts';
import { clientDetails, draft, furnish, issue } from '../support/fixtures.ts';
import { confirmSessions } from '../support/queued-mails.ts';
import { type PlantedTeam, plantTeam } from './planted-team.ts';

/** What a workspace holds: at least one row in every tenant table, and a word in all of its texts. */
export type Planted = PlantedTeam & {
  word: string;
  workspaceId: string;
  /** A second person in the workspace, of role member, to whom ownership is offered. */
  userId: string;
  clientId: string;
  /** A client whom no invoice names. */
  idleClientId: string;
  /** A draft. */
  invoiceId: string;
  /** An issued invoice with a payment and a stored PDF. */
  issuedId: string;
  seriesId: string;
  paymentId: string;
  colleague: Member;
};

/** Every text by which something of a workspace can be told from what is another's. */
export function canariesOf({ colleague, ...texts }: Planted): string[] {
  return [...Object.values(texts), colleague.email];
}

export const logo = await sharp({
  create: { width: 4, height: 4, channels: 3, background: '#1f4fd8' },
})
  .png()
  .toBuffer();

/** Fills a workspace, with `word` wherever a person can type. */
export async function plant(server: TestApp, member: Member, word: string): Promise<Planted> {
  const { path } = member;
  const colleague = await server.join(member.workspaceId, 'member');
  for (const person of [member, colleague]) {
    await expectOk(person.request('PATCH', '/v1/me', { name: `${word} Weber`, language: 'en' }));
    await confirmSessions(server, person.userId);
  }
  const clientId = await furnish(member);
  const seller = { legalName: `${word} Studio`, bankName: word, footerNote: word };
  await expectOk(member.request('PATCH', path, seller));
  const name = { name: `${word} GmbH`, contactName: word, note: word, buyerReference: word };
  await expectOk(member.request('PATCH', `${path}/clients/${clientId}`, name));
  await expectOk(member.request('PUT', `${path}/logo`, logo, { 'content-type': 'image/png' }));
  const idle = await expectOk(
    member.request('POST', `${path}/clients`, { ...clientDetails, name: `${word} idle` }),
  );
  const texts = { subject: word, note: word, orderReference: word };
  const invoiceId = await draft(member, clientId, texts);
  const issued = await issue(member, clientId, texts);
  await expectOk(member.request('GET', `${path}/invoices/${issued.id}/pdf`));
  const payment = await expectOk(
    member.request('POST', `${path}/invoices/${issued.id}/payments`, {
      amountMinor: 1000,
      paidOn: '2026-11-22',
      note: word,
    }),
  );
  const series = await expectOk(member.request('GET', `${path}/number-series`));
  const team = await plantTeam(server, { owner: member, colleague, invoiceId: issued.id, word });
  return {
    ...team,
    word,
    colleague,
    workspaceId: member.workspaceId,
    userId: colleague.userId,
    clientId,
    idleClientId: idle.json.id,
    invoiceId,
    issuedId: issued.id,
    seriesId: series.json.items[0].id,
    paymentId: payment.json.id,
  };
}

async function expectOk(request: ReturnType<Member['request']>) {
  const answer = await request;
  if (answer.status >= 300) throw new Error(`not planted: ${JSON.stringify(answer.json)}`);
  return answer;
}
