import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import type { PasskeyAnswer } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { userHandle, verifyAssertion } from './relying-party.ts';

/**
 * Checks an answer to a challenge against the passkey that it names, and moves that one's counter on.
 * Returns the user whose passkey it is, and who has to be `userId` where one is known. Undefined where
 * anything is wrong: commit that too, since a counter that went backwards is recorded.
 */
export async function acceptPasskey(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { challenge, userId }: { challenge: string; userId: string | undefined },
  answer: PasskeyAnswer,
): Promise<string | undefined> {
  const passkey = await findCredential(tx, answer.id);
  if (!passkey || (userId !== undefined && passkey.user_id !== userId)) return undefined;
  const stored = { id: passkey.credential_id, publicKey: passkey.public_key };
  const assertion = await verifyAssertion(context, challenge, answer, stored);
  if (!assertion) return undefined;
  // WebAuthn 7.2, step 6: where nobody is known yet, the authenticator has to say whose key it is.
  const handle = assertion.userHandle ?? (userId && userHandle(userId));
  if (handle !== userHandle(passkey.user_id)) return undefined;
  const { counter, synced } = assertion;
  const used = await tx
    .updateTable('passkeys')
    .set({ counter, synced, last_used_at: context.now() })
    .where('id', '=', passkey.id)
    // One statement, so that one answer cannot be used twice at once. Synced passkeys do not count.
    .where((eb) => (counter === 0 ? eb('counter', '=', 0) : eb('counter', '<', counter)))
    .returning('id')
    .executeTakeFirst();
  if (used) return passkey.user_id;
  // WebAuthn 6.1.1: somebody else has a copy of the key, and we cannot tell which of the two this is.
  await recordSecurityEvent(tx, context, request, {
    userId: passkey.user_id,
    type: 'passkey.cloned',
    data: { passkeyId: passkey.id, name: passkey.name },
  });
  return undefined;
}

const base64url = /^[\w-]+$/;

async function findCredential(tx: SystemTx, credentialId: string) {
  if (!base64url.test(credentialId)) return undefined;
  return tx
    .selectFrom('passkeys')
    .select(['id', 'user_id', 'name', 'credential_id', 'public_key'])
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
}
