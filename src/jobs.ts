import type { Context } from '#context.ts';
import { producePdf } from '#modules/documents/index.ts';
import { sendEmail } from '#modules/email/index.ts';
import { enqueue, type JobHandlers, type JobPayload } from '#platform/queue.ts';

/** What follows each event: the jobs that a committed change sets off, in one readable list. */
const followers: Record<string, string[]> = {
  'invoice.issued': ['documents.produce'],
};

/** Every job there is. A payload holds ids; the handler enters the workspace it names. */
export function jobHandlers(context: Context): JobHandlers {
  const handlers: JobHandlers = {
    'email.send': ({ emailId }) => sendEmail(context, { emailId: required(emailId) }),
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

function required(id: string | undefined): string {
  if (id === undefined) throw new Error('a job lacks an id in its payload');
  return id;
}
