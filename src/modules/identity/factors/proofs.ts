import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import type { Factor, FactorProof } from '../schema.ts';
import { lockWaysIn } from './factor-changes.ts';
import { acceptPasskey } from './passkey-answers.ts';
import { acceptRecoveryCode } from './recovery-codes.ts';
import { acceptTotpCode } from './totp.ts';

/** Which factor a proof is of. */
export function factorOf(proof: FactorProof): Factor {
  if ('totpCode' in proof) return 'totp';
  return 'recoveryCode' in proof ? 'recovery_code' : 'passkey';
}

/**
 * Checks a proof of one of a user's factors and uses it up; returns whether it was right. Commit it in
 * either case. `challenge` is the WebAuthn challenge that a passkey had to answer.
 */
export async function acceptFactor(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { userId, challenge }: { userId: string; challenge: string | undefined },
  proof: FactorProof,
): Promise<boolean> {
  // First of all, as in every transaction that changes ways in, so that no two wait for each other.
  await lockWaysIn(tx, userId);
  if ('totpCode' in proof) return acceptTotpCode(tx, context, userId, proof.totpCode);
  if ('recoveryCode' in proof) {
    return acceptRecoveryCode(tx, context, request, userId, proof.recoveryCode);
  }
  if (challenge === undefined) return false;
  const of = { challenge, userId };
  return (await acceptPasskey(tx, context, request, of, proof.passkey)) !== undefined;
}
