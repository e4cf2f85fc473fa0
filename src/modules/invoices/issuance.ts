import type { Context } from '#context.ts';
import { recordAudit } from '#modules/audit/index.ts';
import type { Actor } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import { enqueue } from '#platform/queue.ts';
import { openBalance } from './balances.ts';
import { checkInvoice } from './checks.ts';
import { numbered } from './document.ts';
import { type Drafted, lockDraft, putTogether } from './drafts.ts';
import { getSeries } from './number-series.ts';
import { allocateNumber } from './numbering.ts';
import { presentInvoice } from './presenter.ts';
import { freezeInvoice } from './queries.ts';
import type { Invoice } from './schema.ts';

/**
 * Issues a draft: gives it the next number of its series, freezes everything it shows and opens its
 * balance, in one transaction. Throws 409 `invoice_already_issued`, `total_mismatch` or
 * `issue_date_before_last`, 422 `invoice_incomplete` with the fields to mend.
 */
export async function issueInvoice(
  tx: WorkspaceTx,
  actor: Actor,
  id: string,
  input: { expectedTotalMinor?: number | undefined },
  context: Context,
): Promise<Invoice> {
  const draft = await lockDraft(tx, id);
  const drafted = await putTogether(tx, draft.content, context.now());
  const clientId = assertComplete(drafted);
  assertExpectedTotal(drafted, input.expectedTotalMinor);

  // The counter's row is locked from here to the commit; what can fail has been done before.
  const series = await getSeries(tx, draft.content.seriesId);
  const allocated = await allocateNumber(tx, series, draft.content.issueOn);
  const document = numbered(drafted.document, allocated.number);
  const issued = await freezeInvoice(tx, draft, series.id, allocated, document, actor).catch(
    nameTakenNumber,
  );
  await openBalance(tx, id, clientId, document);
  await recordAudit(tx, actor, {
    type: 'invoice.issued',
    subjectId: id,
    data: {
      number: allocated.number,
      dueMinor: document.totals.dueMinor,
      currency: document.currency,
    },
  });
  await enqueue(tx, 'invoice.issued', { workspaceId: actor.workspaceId, invoiceId: id });
  return presentInvoice(issued, drafted.workspace, drafted.client, context.now());
}

/** Returns the buyer's id, without which nothing is complete. */
function assertComplete({ content, document, workspace }: Drafted): string {
  const findings = checkInvoice(document, { workspaceCurrency: workspace.currency });
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length === 0 && content.clientId) return content.clientId;
  throw new AppError(
    'invoice_incomplete',
    422,
    'Some details are missing before this can be issued.',
    {
      errors: errors.map(({ field, message }) => ({ field, message })),
    },
  );
}

function assertExpectedTotal({ document }: Drafted, expectedTotalMinor: number | undefined): void {
  const { dueMinor } = document.totals;
  if (expectedTotalMinor === undefined || expectedTotalMinor === dueMinor) return;
  throw new AppError(
    'total_mismatch',
    409,
    `The total is ${dueMinor}, not ${expectedTotalMinor} minor units; please look at the invoice again.`,
    { totalMinor: dueMinor },
  );
}

/** A series whose pattern was changed can come upon a number that an older pattern gave. */
function nameTakenNumber(error: unknown): never {
  if (
    error instanceof Error &&
    'constraint' in error &&
    error.constraint === 'invoices_workspace_id_number_key'
  ) {
    throw new AppError(
      'number_taken',
      409,
      'The next number of this series was given before; please change the pattern of the series.',
    );
  }
  throw error;
}
