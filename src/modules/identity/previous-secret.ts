import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { reseal } from '#platform/sealed.ts';
import { deriveRefreshToken } from './sessions/refresh-tokens.ts';
import { hashToken } from './tokens.ts';

const pageRows = 500;
/** Ten million rows; a run that meets more reports less than there is. */
const maxPages = 20_000;

/**
 * While NUMIRIO_SECRET_PREVIOUS is set: seals anew under the new secret what can be, and logs what still needs
 * the old one (docs/runbooks/secret-rotation.md): passwords until their users sign in, sessions until they
 * are used, mails until they are sent.
 */
export async function leavePreviousSecret(context: Context): Promise<void> {
  const { sealingKeys, refreshTokenKeys, passwordPeppers } = context.secrets;
  if (sealingKeys.length + refreshTokenKeys.length + passwordPeppers.size === 3) return;
  const resealed = await resealTotps(context);
  const sessions = await countSessions(context);
  const passwords = await context.db.inSystem((tx) => countPasswords(tx, context));
  const mails = await countWaitingMails(context);
  const isNeeded = sessions + passwords + mails > 0;
  const sentence = isNeeded
    ? 'NUMIRIO_SECRET_PREVIOUS is still needed'
    : 'NUMIRIO_SECRET_PREVIOUS is not needed any more';
  context.log.warn({ resealed, sessions, passwords, mails }, sentence);
}

/** Seals the secrets of authenticator apps anew; answers how many an older key had sealed. */
async function resealTotps(context: Context): Promise<number> {
  return countPages(context, async (tx, after) => {
    const rows = await tx
      .selectFrom('totps')
      .select(['user_id', 'sealed_secret'])
      .where('user_id', '>', after)
      .orderBy('user_id')
      .limit(pageRows)
      .forUpdate()
      .execute();
    let count = 0;
    for (const { user_id: userId, sealed_secret: sealed } of rows) {
      const anew = reseal(context.secrets.sealingKeys, `totp:${userId}`, sealed);
      if (!anew) continue;
      await tx
        .updateTable('totps')
        .set({ sealed_secret: anew })
        .where('user_id', '=', userId)
        .execute();
      count += 1;
    }
    return { last: rows.at(-1)?.user_id, count };
  });
}

/** The live sessions whose refresh token an older key made. */
async function countSessions(context: Context): Promise<number> {
  const [key] = context.secrets.refreshTokenKeys;
  return countPages(context, async (tx, after) => {
    const rows = await tx
      .selectFrom('sessions')
      .select(['id', 'generation', 'current_hash'])
      .where('id', '>', after)
      .where('revoked_at', 'is', null)
      .where('idle_expires_at', '>', context.now())
      .where('absolute_expires_at', '>', context.now())
      .orderBy('id')
      .limit(pageRows)
      .execute();
    const isOld = ({ id: sessionId, generation, current_hash }: (typeof rows)[number]) =>
      !hashToken(deriveRefreshToken(key, { sessionId, generation })).equals(current_hash);
    return { last: rows.at(-1)?.id, count: rows.filter(isOld).length };
  });
}

/** The passwords that were hashed with an older pepper; signing in hashes them anew. */
async function countPasswords(tx: SystemTx, context: Context): Promise<number> {
  const [newest] = context.secrets.passwordPeppers.keys();
  const row = await tx
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('password_pepper_id', '<>', newest ?? null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The mails that wait to be sent, sealed by an older key. */
async function countWaitingMails(context: Context): Promise<number> {
  return countPages(context, async (tx, after) => {
    const rows = await tx
      .selectFrom('emails')
      .select(['id', 'sealed_body'])
      .where('id', '>', after)
      .where('sealed_body', 'is not', null)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    const isOld = ({ id, sealed_body }: (typeof rows)[number]) =>
      sealed_body !== null && reseal(context.secrets.sealingKeys, `email:${id}`, sealed_body);
    return { last: rows.at(-1)?.id, count: rows.filter(isOld).length };
  });
}

const firstId = '00000000-0000-0000-0000-000000000000';

/** Adds up what each page counts, page by page in the order of ids, each in a transaction of its own. */
async function countPages(
  context: Context,
  countPage: (tx: SystemTx, after: string) => Promise<{ last: string | undefined; count: number }>,
): Promise<number> {
  let total = 0;
  let after: string | undefined = firstId;
  for (let page = 0; after && page < maxPages; page += 1) {
    const from: string = after;
    const { last, count } = await context.db.inSystem((tx) => countPage(tx, from));
    total += count;
    after = last;
  }
  return total;
}
