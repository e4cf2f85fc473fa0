import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { recordSecurityEvent } from '../security-events.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { endOtherSessions, lockWaysIn, recordFactorChange } from './factor-changes.ts';
import { listFactors } from './factors.ts';
import { forgetRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts';
import type { Credential, NewCredential } from './relying-party.ts';

const maxPerAccount = 20;

export type Passkey = {
  id: string;
  name: string;
  synced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
};

/** The passkeys of a user, oldest first. */
export async function listPasskeys(tx: SystemTx, userId: string): Promise<Passkey[]> {
  const rows = await tx
    .selectFrom('passkeys')
    .select(shown)
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(maxPerAccount)
    .execute();
  return rows.map(presentPasskey);
}

/** The credentials of a user, as they are offered to a browser. */
export async function listCredentials(tx: SystemTx, userId: string): Promise<Credential[]> {
  const rows = await tx
    .selectFrom('passkeys')
    .select(['credential_id', 'transports'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(maxPerAccount)
    .execute();
  return rows.map((row) => ({ id: row.credential_id, transports: row.transports as string[] }));
}

/** The same where there have to be some; throws 409 `no_passkey`. */
export async function getCredentials(tx: SystemTx, userId: string): Promise<Credential[]> {
  const known = await listCredentials(tx, userId);
  if (known.length > 0) return known;
  throw new AppError('no_passkey', 409, 'This account has no passkey.');
}

/** Throws 409 `too_many_passkeys` where an account has twenty. */
export function assertRoomForPasskey(known: Credential[]): void {
  if (known.length < maxPerAccount) return;
  throw new AppError(
    'too_many_passkeys',
    409,
    `An account has at most ${maxPerAccount} passkeys; remove one that you no longer use first.`,
  );
}

/**
 * Adds a passkey that was verified, and ends the user's other sessions. Returns recovery codes where this
 * is the account's first factor, else null. Throws 409 `passkey_known` for a credential that an account has.
 */
export async function addPasskey(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  signedIn: SignedIn,
  { name, credential }: { name: string; credential: NewCredential },
): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }> {
  const { id: userId } = signedIn.user;
  await lockWaysIn(tx, userId);
  assertRoomForPasskey(await listCredentials(tx, userId));
  const isFirst = (await listFactors(tx, userId)).length === 0;
  const added = await tx
    .insertInto('passkeys')
    .values({
      id: newId(),
      user_id: userId,
      name,
      credential_id: credential.id,
      public_key: credential.publicKey,
      counter: credential.counter,
      transports: JSON.stringify(credential.transports),
      synced: credential.synced,
      created_at: context.now(),
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning(shown)
    .executeTakeFirst();
  if (!added) throw new AppError('passkey_known', 409, 'This passkey is in use already.');
  await recordFactorChange(tx, context, request, signedIn, {
    type: 'passkey.added',
    data: { passkeyId: added.id, name },
    mail: { kind: 'passkey_added', name },
  });
  await endOtherSessions(tx, context, signedIn, 'passkey added');
  const recoveryCodes = isFirst ? await replaceRecoveryCodes(tx, context, userId) : null;
  return { passkey: presentPasskey(added), recoveryCodes };
}

/** Gives a passkey another name; throws 404 where it is not the user's. */
export async function renamePasskey(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { user }: SignedIn,
  { passkeyId, name }: { passkeyId: string; name: string },
): Promise<Passkey> {
  const renamed = await tx
    .updateTable('passkeys')
    .set({ name })
    .where('id', '=', passkeyId)
    .where('user_id', '=', user.id)
    .returning(shown)
    .executeTakeFirst();
  if (!renamed) throw notFound('passkey');
  const data = { passkeyId, name };
  await recordSecurityEvent(tx, context, request, {
    userId: user.id,
    type: 'passkey.renamed',
    data,
  });
  return presentPasskey(renamed);
}

/**
 * Removes a passkey, and ends the user's other sessions. Throws 404 where it is not the user's, and 409
 * `last_way_in` where nobody could sign in to the account without it.
 */
export async function removePasskey(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  signedIn: SignedIn,
  passkeyId: string,
): Promise<void> {
  const { id: userId } = signedIn.user;
  await lockWaysIn(tx, userId);
  const removed = await tx
    .deleteFrom('passkeys')
    .where('id', '=', passkeyId)
    .where('user_id', '=', userId)
    .returning('name')
    .executeTakeFirst();
  if (!removed) throw notFound('passkey');
  await assertWayIn(tx, userId);
  if ((await listFactors(tx, userId)).length === 0) await forgetRecoveryCodes(tx, userId);
  await recordFactorChange(tx, context, request, signedIn, {
    type: 'passkey.removed',
    data: { passkeyId, name: removed.name },
    mail: { kind: 'passkey_removed', name: removed.name },
  });
  await endOtherSessions(tx, context, signedIn, 'passkey removed');
}

async function assertWayIn(tx: SystemTx, userId: string): Promise<void> {
  const ways = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where((eb) =>
      eb.or([
        eb('password_hash', 'is not', null),
        eb.exists(eb.selectFrom('identities').select('subject').where('user_id', '=', userId)),
        eb.exists(eb.selectFrom('passkeys').select('passkeys.id').where('user_id', '=', userId)),
      ]),
    )
    .executeTakeFirst();
  if (ways) return;
  throw new AppError(
    'last_way_in',
    409,
    'This is the only way in to your account; set a password or add another passkey first.',
  );
}

const shown = ['id', 'name', 'synced', 'created_at', 'last_used_at'] as const;

function presentPasskey(row: {
  id: string;
  name: string;
  synced: boolean;
  created_at: Date;
  last_used_at: Date | null;
}): Passkey {
  return {
    id: row.id,
    name: row.name,
    synced: row.synced,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
