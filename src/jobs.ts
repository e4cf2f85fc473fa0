import type { Context } from '#context.ts';
import { anchorHeads } from '#modules/audit/index.ts';
import { deleteClientsExcept } from '#modules/clients/index.ts';
import { producePdf } from '#modules/documents/index.ts';
import { sendEmail, sweepEmails } from '#modules/email/index.ts';
import { preparePasswordReset, sweepIdentity } from '#modules/identity/index.ts';
import { deleteDrafts, listBilledClientIds } from '#modules/invoices/index.ts';
import {
  deleteDueAccounts,
  deleteDueWorkspaces,
  eraseSellerDetails,
  isClosed,
  sweepInvitations,
} from '#modules/workspaces/index.ts';
import { enqueue, type JobHandlers, type JobPayload, type Schedule } from '#platform/queue.ts';

/** What follows each event: the jobs that a committed change sets off, in one readable list. */
const followers: Record<string, string[]> = {
  'invoice.issued': ['documents.produce'],
  'workspace.closed': ['workspaces.clear_closed'],
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What runs by the clock (UTC), when few people work; a run that was missed is made up for. */
export const schedules: Schedule[] = [
  { job: 'audit.anchor', cron: '47 * * * *', periodMs: hourMs },
  { job: 'workspaces.delete_due_accounts', cron: '7 * * * *', periodMs: hourMs },
  { job: 'workspaces.delete_due', cron: '27 * * * *', periodMs: hourMs },
  { job: 'workspaces.sweep', cron: '57 2 * * *', periodMs: dayMs },
  { job: 'identity.sweep', cron: '17 2 * * *', periodMs: dayMs },
  { job: 'email.sweep', cron: '37 2 * * *', periodMs: dayMs },
];

/** Every job there is. A payload holds ids; the handler enters the workspace it names. */
export function jobHandlers(context: Context): JobHandlers {
  const handlers: JobHandlers = {
    'audit.anchor': () => anchorHeads(context),
    'email.send': ({ emailId }) => sendEmail(context, { emailId: required(emailId) }),
    'email.sweep': () => sweepAllEmails(context),
    'identity.password_reset': ({ resetId }) =>
      preparePasswordReset(context, { resetId: required(resetId) }),
    'identity.sweep': () => sweepIdentity(context),
    'workspaces.delete_due_accounts': () => deleteDueAccounts(context),
    'workspaces.delete_due': () => deleteDueWorkspaces(context),
    'workspaces.sweep': () => context.db.inSystem((tx) => sweepInvitations(tx, context.now())),
    'workspaces.clear_closed': ({ workspaceId }) => clearClosed(context, required(workspaceId)),
    'documents.produce': async ({ workspaceId, invoiceId }) => {
      const workspace = required(workspaceId);
      await producePdf(
        (work) => context.db.inWorkspace(workspace, work),
        workspace,
        required(invoiceId),
        context,
      );
    },
  };
  for (const [event, jobs] of Object.entries(followers)) {
    handlers[event] = (payload) => follow(context, jobs, payload);
  }
  return handlers;
}

async function follow(context: Context, jobs: string[], payload: JobPayload): Promise<void> {
  await context.db.inWorkspace(required(payload.workspaceId), async (tx) => {
    for (const job of jobs) await enqueue(tx, job, payload);
  });
}

/** Sweeps batch by batch, a million mails at most; the next run goes on. */
async function sweepAllEmails(context: Context): Promise<void> {
  const now = context.now();
  for (let batch = 0; batch < 1_000; batch += 1) {
    if ((await context.db.inSystem((tx) => sweepEmails(tx, now))) === 0) return;
  }
}

/**
 * Removes from a workspace that nobody is in any more what no law asks to keep (Art. 5 (1) e GDPR): drafts,
 * clients to whom nothing was issued, and the seller's own details where nothing was issued at all.
 */
async function clearClosed(context: Context, workspaceId: string): Promise<void> {
  await context.db.inWorkspace(workspaceId, async (tx) => {
    if (!(await isClosed(tx))) return;
    await deleteDrafts(tx);
    const billed = await listBilledClientIds(tx);
    await deleteClientsExcept(
      tx,
      billed.filter((id) => id !== null),
    );
    if (billed.length === 0) await eraseSellerDetails(tx);
  });
}

function required(id: string | undefined): string {
  if (id === undefined) throw new Error('a job lacks an id in its payload');
  return id;
}
