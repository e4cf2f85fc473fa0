import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { hashToken, newToken } from '../tokens.ts';
import { cookieUntil, deviceCookie } from './cookies.ts';

const rememberedMs = 400 * 86_400_000;

/** Whether this browser has signed in to this account before. */
export async function isKnownDevice(
  tx: SystemTx,
  request: RequestInfo,
  userId: string,
): Promise<boolean> {
  const token = request.cookie(deviceCookie);
  if (!token) return false;
  const device = await tx
    .selectFrom('devices')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  return device !== undefined;
}

/** Remembers the browser of a sign-in; tells whether it is new to an account that has others. */
export async function rememberDevice(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  userId: string,
): Promise<{ cookie: string; isNew: boolean }> {
  const now = context.now();
  const carried = request.cookie(deviceCookie);
  const token = carried && wellFormed.test(carried) ? carried : newToken('ndv');
  const before = await tx
    .selectFrom('devices')
    .select('token_hash')
    .where('user_id', '=', userId)
    .execute();
  const hash = hashToken(token);
  await tx
    .insertInto('devices')
    .values({
      user_id: userId,
      token_hash: hash,
      user_agent: request.userAgent,
      created_at: now,
      last_used_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'token_hash'])
        .doUpdateSet({ last_used_at: now, user_agent: request.userAgent }),
    )
    .execute();
  const known = before.some((device) => device.token_hash.equals(hash));
  return {
    cookie: cookieUntil(context, deviceCookie, token, new Date(now.getTime() + rememberedMs)),
    isNew: !known && before.length > 0,
  };
}

const wellFormed = /^ndv_[\w-]{43}$/;
