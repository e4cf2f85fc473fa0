import type { Context } from '#context.ts';
import { addDays, todayIn } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { addClient } from '#modules/clients/index.ts';
import { newClientSchema } from '#modules/clients/schema.ts';
import { createUser, findUserByEmail } from '#modules/identity/index.ts';
import { draftInvoice, issueInvoice } from '#modules/invoices/index.ts';
import { recordPayment } from '#modules/payments/index.ts';
import {
  type Actor,
  changeWorkspace,
  createWorkspace,
  drawLogo,
  logoKey,
} from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { demoAccount } from './account.ts';
import {
  type ClientName,
  clients,
  type DemoInvoice,
  drafts,
  invoices,
  logoSvg,
  seller,
} from './data.ts';
import { createColleagues, seedTeam } from './team.ts';

/**
 * Fills a new installation with a freelancer's last twelve months, through the same actions that a
 * person's clicks go through, in one transaction. Does nothing where the demo account exists.
 */
export async function seedDemo(context: Context): Promise<void> {
  const known = await context.db.inSystem((tx) => findUserByEmail(tx, demoAccount.email));
  if (known) return;
  const { bytes, ...logo } = await drawLogo(Buffer.from(logoSvg));
  await createUser(context, { ...demoAccount, name: 'Marlene Vogt' }, async (systemTx, userId) => {
    const owner = { userId, name: 'Marlene Vogt', ip: '', at: context.now() };
    const input = { legalName: seller.legalName ?? '', country: 'DE' };
    const colleagues = await createColleagues(systemTx, context);
    const { tx, workspace } = await createWorkspace(systemTx, owner, input);
    await context.store.put(logoKey(workspace.id, logo.sha256), bytes);
    const actor: Actor = { ...owner, workspaceId: workspace.id, role: 'owner' };
    await changeWorkspace(tx, actor, { ...seller, logo });
    const [colleague = actor] = await seedTeam(tx, context, workspace.id, colleagues);
    await seedInvoices(tx, actor, colleague, context);
  });
}

async function seedInvoices(
  tx: WorkspaceTx,
  actor: Actor,
  colleague: Actor,
  context: Context,
): Promise<void> {
  const today = todayIn('Europe/Berlin', context.now());
  const clientIds = new Map<ClientName, string>();
  for (const [name, details] of Object.entries(clients)) {
    const client = await addClient(tx, actor, newClientSchema.parse(details));
    clientIds.set(name as ClientName, client.id);
  }
  const draft = (by: Actor, invoice: Omit<DemoInvoice, 'daysAgo'>, issueOn: string) =>
    draftInvoice(
      tx,
      by,
      {
        clientId: clientIds.get(invoice.client) ?? newId(),
        issueOn,
        deliveryOn: issueOn,
        subject: invoice.subject,
        lines: invoice.lines,
        currency: invoice.currency ?? 'EUR',
        discounts: invoice.discountPercent
          ? [{ percent: invoice.discountPercent, amountMinor: null, reason: 'Stammkundenrabatt' }]
          : [],
      },
      context,
    );
  for (const invoice of invoices) {
    const { id } = await draft(actor, invoice, addDays(today, -invoice.daysAgo));
    const issued = await issueInvoice(tx, actor, id, {}, context);
    if (invoice.paidAfterDays === undefined) continue;
    await recordPayment(tx, actor, id, {
      amountMinor: invoice.paidMinor ?? issued.totals.dueMinor,
      paidOn: addDays(issued.issueOn, invoice.paidAfterDays),
      note: '',
    });
  }
  for (const invoice of drafts) await draft(colleague, invoice, today);
}
