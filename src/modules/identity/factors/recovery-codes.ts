import { randomBytes } from 'node:crypto';
import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import { recordSecurityEvent } from '../security-events.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { hashToken } from '../tokens.ts';
import { getUser } from '../users.ts';
import { lockWaysIn, recordFactorChange } from './factor-changes.ts';
import { listFactors } from './factors.ts';

const codesPerAccount = 10;
const codeBytes = 15;
const groupLength = 4;
/** Crockford's base32: no I, L, O or U, which people take for 1, 1, 0 or V. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten new codes in place of all earlier ones. They can be shown now and never again: only hashes stay. */
export async function replaceRecoveryCodes(
  tx: SystemTx,
  context: Context,
  userId: string,
): Promise<string[]> {
  await forgetRecoveryCodes(tx, userId);
  const codes = Array.from({ length: codesPerAccount }, newRecoveryCode);
  const rows = codes.map((code) => ({
    user_id: userId,
    code_hash: hashRecoveryCode(code),
    created_at: context.now(),
  }));
  await tx.insertInto('recovery_codes').values(rows).execute();
  return codes;
}

/** New codes on their owner's wish, who is told by mail; throws 409 where there is no factor to stand in for. */
export async function renewRecoveryCodes(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  signedIn: SignedIn,
): Promise<string[]> {
  await lockWaysIn(tx, signedIn.user.id);
  if ((await listFactors(tx, signedIn.user.id)).length === 0) {
    throw new AppError(
      'no_second_factor',
      409,
      'Recovery codes stand in for a second factor; add a passkey or an authenticator app first.',
    );
  }
  const codes = await replaceRecoveryCodes(tx, context, signedIn.user.id);
  await recordFactorChange(tx, context, request, signedIn, {
    type: 'recovery_codes.renewed',
    mail: { kind: 'recovery_codes_renewed' },
  });
  return codes;
}

/** Uses a code up, once, and tells its owner; returns whether it was one of theirs. */
export async function acceptRecoveryCode(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  userId: string,
  code: string,
): Promise<boolean> {
  const used = await tx
    .updateTable('recovery_codes')
    .set({ used_at: context.now() })
    .where('user_id', '=', userId)
    .where('code_hash', '=', hashRecoveryCode(code))
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  if (!used) return false;
  const codesLeft = await countRecoveryCodes(tx, userId);
  await recordSecurityEvent(tx, context, request, {
    userId,
    type: 'recovery_code.used',
    data: { codesLeft },
  });
  await queueIdentityMail(tx, context, await getUser(tx, userId), {
    kind: 'recovery_code_used',
    url: securityPage(context),
    codesLeft,
    ...occasionOf(context, request),
  });
  return true;
}

/** How many codes are still good. */
export async function countRecoveryCodes(tx: SystemTx, userId: string): Promise<number> {
  const { left } = await tx
    .selectFrom('recovery_codes')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return left;
}

/** Forgets all codes of an account, of which nothing remains that they could stand in for. */
export async function forgetRecoveryCodes(tx: SystemTx, userId: string): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
}

/** 120 random bits in six groups of four: "7K2M-…". */
function newRecoveryCode(): string {
  let bits = BigInt(`0x${randomBytes(codeBytes).toString('hex')}`);
  let code = '';
  for (let length = 0; length < (codeBytes * 8) / 5; length += 1) {
    code = alphabet.charAt(Number(bits % 32n)) + code;
    bits /= 32n;
  }
  return (code.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-');
}

/** With 120 bits of entropy a plain hash suffices; typed with blanks or in lower case it is the same code. */
function hashRecoveryCode(typed: string): Buffer {
  const code = typed
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return hashToken(code);
}
