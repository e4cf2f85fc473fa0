import type { Context } from '#context.ts';
import { addDays, startOfDay, todayIn } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { addClient } from '#modules/clients/index.ts';
import { newClientSchema } from '#modules/clients/schema.ts';
import { createUser, findUserByEmail } from '#modules/identity/index.ts';
import { draftInvoice, issueInvoice } from '#modules/invoices/index.ts';
import type { Invoice } from '#modules/invoices/schema.ts';
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
    const beginning = daysBefore(context, beganDaysAgo);
    const owner = { userId, name: 'Marlene Vogt', ip: '', at: beginning.now() };
    const input = { legalName: seller.legalName ?? '', country: 'DE' };
    const colleagues = await createColleagues(systemTx, context);
    const { tx, workspace } = await createWorkspace(systemTx, owner, input);
    await context.store.put(logoKey(workspace.id, logo.sha256), bytes);
    const actor: Actor = { ...owner, workspaceId: workspace.id, role: 'owner' };
    await changeWorkspace(tx, actor, { ...seller, logo });
    const [colleague = actor] = await seedTeam(tx, beginning, workspace.id, colleagues);
    await seedInvoices(tx, actor, colleague, context);
  });
}

/** Before the first invoice of the demo. */
const beganDaysAgo = 360;
const morningMs = 10 * 3_600_000;

const today = (context: Context) => todayIn('Europe/Berlin', context.now());

/** The context as it was in the morning so many days ago, so that the audit trail tells of a year. */
function daysBefore(context: Context, days: number): Context {
  if (days === 0) return context;
  const midnight = startOfDay(addDays(today(context), -days), 'Europe/Berlin');
  const morning = new Date(midnight.getTime() + morningMs);
  return { ...context, now: () => morning };
}

/** What Marlene or a colleague did on one day of the year. */
type Step = { daysAgo: number; take(then: Context): Promise<unknown> };

async function seedInvoices(
  tx: WorkspaceTx,
  owner: Actor,
  colleague: Actor,
  context: Context,
): Promise<void> {
  const clientIds = new Map<ClientName, string>();
  for (const [name, details] of Object.entries(clients)) {
    const client = await addClient(tx, owner, newClientSchema.parse(details));
    clientIds.set(name as ClientName, client.id);
  }
  const draft = (by: Actor, invoice: Omit<DemoInvoice, 'daysAgo'>, then: Context) =>
    draftInvoice(
      tx,
      { ...by, at: then.now() },
      {
        clientId: clientIds.get(invoice.client) ?? newId(),
        issueOn: today(then),
        deliveryOn: today(then),
        subject: invoice.subject,
        lines: invoice.lines,
        currency: invoice.currency ?? 'EUR',
        discounts: invoice.discountPercent
          ? [{ percent: invoice.discountPercent, amountMinor: null, reason: 'Stammkundenrabatt' }]
          : [],
      },
      then,
    );
  const steps = invoices.flatMap((invoice): Step[] => {
    let issued: Invoice | undefined;
    const issue: Step = {
      daysAgo: invoice.daysAgo,
      take: async (then) => {
        const { id } = await draft(owner, invoice, then);
        issued = await issueInvoice(tx, { ...owner, at: then.now() }, id, {}, then);
      },
    };
    if (invoice.paidAfterDays === undefined) return [issue];
    const pay: Step = {
      daysAgo: invoice.daysAgo - invoice.paidAfterDays,
      take: async (then) => {
        if (!issued) throw new Error('what is paid was issued before');
        const amountMinor = invoice.paidMinor ?? issued.totals.dueMinor;
        const payment = { amountMinor, paidOn: today(then), note: '' };
        await recordPayment(tx, { ...owner, at: then.now() }, issued.id, payment);
      },
    };
    return [issue, pay];
  });
  steps.push(
    ...drafts.map((invoice) => ({
      daysAgo: 0,
      take: (then: Context) => draft(colleague, invoice, then),
    })),
  );
  for (const { daysAgo, take } of steps.sort((one, other) => other.daysAgo - one.daysAgo)) {
    await take(daysBefore(context, daysAgo));
  }
}
