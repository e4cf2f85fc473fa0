import { id } from '#lib/fields.ts';
import { endSessions } from '#modules/identity/index.ts';
import { changePlan } from '#modules/workspaces/index.ts';
import { planSchema } from '#modules/workspaces/schema.ts';
import { findEmbeddedDatabase } from '#platform/embedded-database.ts';
import { StartError } from '#platform/errors.ts';
import { ensureDataDir, readConfig, readSecrets } from './config.ts';
import type { Context } from './context.ts';
import { type Closing, openContext, say, undoAll } from './wiring.ts';

/** `numirio replace-signing-key`: ends the key that signs access tokens and makes another one. */
export function replaceSigningKey(): Promise<void> {
  return operate(async (context) => {
    await context.signingKeys.replace();
    say(
      'A new key signs now. Access tokens of the old one are refused everywhere within a minute.',
    );
  });
}

/** `numirio end-sessions <e-mail address>`, or `--all`: signs somebody, or everybody, out at once. */
export async function endSessionsOf(who: string | undefined): Promise<void> {
  if (!who) throw new StartError('Say whose: numirio end-sessions <e-mail address>, or --all.');
  await operate(async (context) => {
    const ended = await endSessions(context, who === '--all' ? undefined : who);
    if (ended === undefined) throw new StartError(`Nobody has an account with ${who}.`);
    say(`${ended} ${ended === 1 ? 'session was' : 'sessions were'} ended.`);
  });
}

/** `numirio plan <workspaceId> <free|team>`: sets what a workspace has paid for. */
export async function setPlan(workspaceId?: string, plan?: string): Promise<void> {
  const input = { workspaceId: id.safeParse(workspaceId), plan: planSchema.safeParse(plan) };
  if (!input.workspaceId.success || !input.plan.success) {
    throw new StartError('Say whose and which: numirio plan <workspaceId> <free|team>.');
  }
  const wanted = { workspaceId: input.workspaceId.data, plan: input.plan.data };
  await operate(async (context) => {
    const before = await changePlan(context, wanted.workspaceId, wanted.plan);
    if (!before) throw new StartError(`There is no workspace ${wanted.workspaceId}.`);
    say(
      before === wanted.plan
        ? `The plan was ${before} already.`
        : `The plan is ${wanted.plan} now; it was ${before}.`,
    );
  });
}

/** Works on a running installation: its DATABASE_URL, or the embedded database of its data folder. */
export async function operate(work: (context: Context) => Promise<void>): Promise<void> {
  const config = readConfig();
  ensureDataDir(config.dataDir);
  const secrets = readSecrets(config);
  const { databaseUrl, databaseRuntimeUrl, dataDir } = config;
  const found =
    databaseUrl ??
    databaseRuntimeUrl ??
    (await findEmbeddedDatabase(dataDir, secrets.runtimeRolePassword));
  if (!found) {
    throw new StartError(
      `No Numirio runs on the data folder ${dataDir}; start it, or set DATABASE_URL to its database.`,
    );
  }
  const closing: Closing = [];
  try {
    await work(openContext(config, secrets, found, closing).context);
  } finally {
    await undoAll(closing);
  }
}
