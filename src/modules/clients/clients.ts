import { newId } from '#lib/ids.ts';
import { recordAudit, recordedChange, recordedState } from '#modules/audit/index.ts';
import { type Actor, changedMembers, getWorkspace } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { deleteClientRow, findClient, insertClient, updateClient } from './queries.ts';
import type { Client, ClientChange, NewClient } from './schema.ts';

/** Adds a client; its documents speak the workspace's language unless another is given. */
export async function addClient(tx: WorkspaceTx, actor: Actor, input: NewClient): Promise<Client> {
  const language = input.language ?? (await getWorkspace(tx)).locale;
  const unsaved = {
    ...input,
    id: newId(),
    language,
    archived: false,
    createdAt: '',
    updatedAt: '',
  };
  const client = await insertClient(tx, unsaved);
  const { id, createdAt: _, updatedAt: __, ...details } = client;
  const data = recordedState(details);
  await recordAudit(tx, actor, { type: 'client.created', subjectId: id, data });
  return client;
}

/** Returns a client; throws 404 `client_not_found`. */
export async function getClient(tx: WorkspaceTx, id: string): Promise<Client> {
  const client = await findClient(tx, id);
  if (!client) throw notFound('client');
  return client;
}

/** Changes a client; issued invoices keep the details they were issued with. */
export async function changeClient(
  tx: WorkspaceTx,
  actor: Actor,
  id: string,
  change: ClientChange,
): Promise<Client> {
  const before = await findClient(tx, id, { lock: true });
  if (!before) throw notFound('client');
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const after = await updateClient(tx, { ...before, ...Object.fromEntries(given) });
  const { updatedAt: _, ...changes } = changedMembers(before, after);
  if (Object.keys(changes).length > 0) {
    const data = recordedChange(changes);
    await recordAudit(tx, actor, { type: 'client.changed', subjectId: id, data });
  }
  return after;
}

/** Deletes a client; throws 409 `client_in_use` where an invoice names it. */
export async function deleteClient(tx: WorkspaceTx, actor: Actor, id: string): Promise<void> {
  const client = await getClient(tx, id);
  try {
    await deleteClientRow(tx, id);
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    throw new AppError('client_in_use', 409, 'This client has invoices; archive it instead.');
  }
  await recordAudit(tx, actor, {
    type: 'client.deleted',
    subjectId: id,
    data: { name: client.name },
  });
}

function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503';
}
