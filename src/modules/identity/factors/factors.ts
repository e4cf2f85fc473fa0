import type { SystemTx } from '#platform/db.ts';
import type { Factor } from '../schema.ts';

/**
 * The second factors that an account can be asked for. Recovery codes stand in for another factor and are
 * none of their own; an account without factors has an empty list.
 */
export async function listFactors(tx: SystemTx, userId: string): Promise<Factor[]> {
  const row = await tx
    .selectNoFrom((eb) => [
      eb.exists(eb.selectFrom('passkeys').select('id').where('user_id', '=', userId)).as('passkey'),
      eb
        .exists(
          eb
            .selectFrom('totps')
            .select('user_id')
            .where('user_id', '=', userId)
            .where('confirmed_at', 'is not', null),
        )
        .as('totp'),
      eb
        .exists(
          eb
            .selectFrom('recovery_codes')
            .select('user_id')
            .where('user_id', '=', userId)
            .where('used_at', 'is', null),
        )
        .as('recovery_code'),
    ])
    .executeTakeFirstOrThrow();
  if (!row.passkey && !row.totp) return [];
  const order = ['passkey', 'totp', 'recovery_code'] as const;
  return order.filter((factor) => row[factor]);
}
