import { createHmac, hkdfSync } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Context } from '#context.ts';
import { enterWorkspace, leaveWorkspace, type SystemTx, type WorkspaceTx } from './db.ts';
import { AppError } from './errors.ts';
import { safeMethods } from './http/guards.ts';
import type { Input, Reply, RequestInfo, RouteContract } from './http/route.ts';
import { openReply, sealReply } from './kept-reply.ts';
import { openTurns } from './turns.ts';

/** How long a reply is kept, and answers the same request once more. */
export const idempotencyKeptHours = 24;
/** After this a claim without a reply is of a process that died; longer than any request may work. */
const claimMs = 60_000;
const claimAttempts = 3;

const keyPattern = /^[\x20-\x7e]{1,255}$/;

type Tx = WorkspaceTx | SystemTx;

/** Whose key it is: the same text of another person, or in another workspace, is another key. */
type Owner = { userId: string; workspaceId?: string };

/** A write that its sender can send again. */
export type KeyedRequest = {
  owner: Owner;
  key: string;
  /** Keyed hashes of the request, with the newest secret first. */
  hashes: [Buffer, ...Buffer[]];
  context: Context;
};

/**
 * The write that came with an Idempotency-Key; undefined where there is no key or nothing to repeat.
 * Throws 400 `invalid_idempotency_key`.
 */
export function readKeyed(
  route: RouteContract,
  owner: Owner,
  input: Input<unknown, unknown, unknown>,
  request: RequestInfo,
  context: Context,
): KeyedRequest | undefined {
  const key = request.header('idempotency-key');
  if (key === undefined || safeMethods.has(route.method.toUpperCase()) || route.isRepeatable) {
    return undefined;
  }
  if (!keyPattern.test(key)) {
    throw new AppError(
      'invalid_idempotency_key',
      400,
      'The Idempotency-Key must have 1 to 255 printable ASCII characters; a random UUID does well.',
    );
  }
  const [newest, ...older] = context.secrets.sealingKeys;
  const text = requestText(route, input);
  const hashes: KeyedRequest['hashes'] = [hash(newest, text), ...older.map((k) => hash(k, text))];
  return { owner, key, hashes, context };
}

/**
 * Does a write once, in the transaction of its handler: the key is claimed first and the reply kept before the
 * commit, so that the effect and the reply are there both or not at all. Two at once wait for each other.
 */
export async function onceWithin(
  tx: Tx,
  keyed: KeyedRequest | undefined,
  work: () => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  if (!keyed) return work();
  const claim = await claimKey(tx, keyed);
  if (claim.kept) return claim.kept;
  const reply = await work();
  await keepReply(tx, keyed, claim.at, reply);
  return reply;
}

/**
 * Does a write once whose handler opens several transactions: the key is claimed in one before and the reply
 * kept in one after. A second one meanwhile is refused; after a crash in between the work is done again.
 */
export async function onceAround(
  enter: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>,
  keyed: KeyedRequest | undefined,
  work: () => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  if (!keyed) return work();
  const claim = await enter((tx) => claimKey(tx, keyed));
  if (claim.kept) return claim.kept;
  const { db, log } = keyed.context;
  const afterwards = (write: (tx: SystemTx) => Promise<void>) =>
    // The work is done, or refused: that is what is answered, whatever becomes of the key.
    db.inSystem(write).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'an idempotency key could not be written');
    });
  try {
    const reply = await work();
    // Not through `enter`: the work may have ended the very session that it was done in.
    await afterwards((tx) => keepReply(tx, keyed, claim.at, reply));
    return reply;
  } catch (error) {
    await afterwards((tx) => releaseKey(tx, keyed, claim.at));
    throw error;
  }
}

const turns = openTurns(1);

/** Lets requests of one key take their turn before they open a transaction, where each would hold a connection. */
export function inTurnOfKey<Result>(
  keyed: KeyedRequest | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  return keyed ? turns(ownName(keyed), work) : work();
}

type Claim = { at: Date; kept?: never } | { kept: Reply<unknown> };

/** Claims a key for this request, or finds what was answered; throws 422 or 409 where it is not free. */
async function claimKey(tx: Tx, keyed: KeyedRequest): Promise<Claim> {
  const { key, hashes, context } = keyed;
  const { table, columns, values, where } = placeOf(keyed);
  const now = context.now();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  for (let attempt = 0; attempt < claimAttempts; attempt += 1) {
    const claimed = await sql<{ created_at: Date }>`
      insert into ${table} as held (${columns}, key, request_hash, created_at)
      values (${values}, ${key}, ${hashes[0]}, ${now})
      on conflict (${columns}, key) do update
        set request_hash = excluded.request_hash, sealed_reply = null, created_at = excluded.created_at
        where held.created_at <= ${ago(idempotencyKeptHours * 3_600_000)}
          or (held.sealed_reply is null and held.created_at <= ${ago(claimMs)})
      returning created_at`.execute(tx);
    const [own] = claimed.rows;
    if (own) return { at: own.created_at };
    const found = await sql<{ request_hash: Buffer; sealed_reply: Buffer | null }>`
      select request_hash, sealed_reply from ${table} where ${where}`.execute(tx);
    const [held] = found.rows;
    if (held) return { kept: answerOf(held, keyed) };
    // It was released between the two statements.
  }
  throw inProgress();
}

function answerOf(
  held: { request_hash: Buffer; sealed_reply: Buffer | null },
  keyed: KeyedRequest,
): Reply<unknown> {
  if (!keyed.hashes.some((known) => known.equals(held.request_hash))) {
    throw new AppError(
      'idempotency_key_reused',
      422,
      'This Idempotency-Key came with another request before; please send a new one with each new request.',
    );
  }
  if (!held.sealed_reply) throw inProgress();
  return openReply(keyed.context.secrets.sealingKeys, ownName(keyed), held.sealed_reply);
}

function inProgress(): AppError {
  return new AppError(
    'request_in_progress',
    409,
    'The first request with this Idempotency-Key is still being worked on; please ask again.',
    { retryAfterSeconds: 1 },
  );
}

/** Keeps a reply beside its effect, in whatever scope the handler has left the transaction. */
async function keepReply(tx: Tx, keyed: KeyedRequest, at: Date, reply: Reply<unknown>) {
  if (await writeReply(tx, keyed, at, reply)) return;
  const { workspaceId } = keyed.owner;
  const scoped = workspaceId
    ? await enterWorkspace(tx as SystemTx, workspaceId)
    : await leaveWorkspace(tx as WorkspaceTx);
  if (!(await writeReply(scoped, keyed, at, reply))) throw new Error('a claimed key is gone');
}

async function writeReply(tx: Tx, keyed: KeyedRequest, at: Date, reply: Reply<unknown>) {
  const { table, where } = placeOf(keyed);
  const sealed = sealReply(keyed.context.secrets.sealingKeys, ownName(keyed), reply);
  const { numAffectedRows = 0n } = await sql`update ${table} set sealed_reply = ${sealed}
    where ${where} and created_at = ${at} and sealed_reply is null`.execute(tx);
  return numAffectedRows > 0n;
}

async function releaseKey(tx: SystemTx, keyed: KeyedRequest, at: Date): Promise<void> {
  const { table, where } = placeOf(keyed);
  await sql`delete from ${table}
    where ${where} and created_at = ${at} and sealed_reply is null`.execute(tx);
}

/** Where the key of an owner lies. */
function placeOf({ owner, key }: KeyedRequest): Record<string, RawBuilder<unknown>> & {
  table: RawBuilder<unknown>;
  columns: RawBuilder<unknown>;
  values: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
} {
  const { userId, workspaceId } = owner;
  if (workspaceId === undefined) {
    return {
      table: sql.table('personal_idempotency_keys'),
      columns: sql`user_id`,
      values: sql`${userId}`,
      where: sql`user_id = ${userId} and key = ${key}`,
    };
  }
  return {
    table: sql.table('idempotency_keys'),
    columns: sql`workspace_id, user_id`,
    values: sql`${workspaceId}, ${userId}`,
    where: sql`workspace_id = ${workspaceId} and user_id = ${userId} and key = ${key}`,
  };
}

function ownName({ owner, key }: KeyedRequest): string {
  return `reply:${owner.workspaceId ?? ''}:${owner.userId}:${key}`;
}

/** Everything by which two requests differ; the body as it was understood, so that its spelling does not count. */
function requestText(
  { method, path }: RouteContract,
  { params, query, body }: Input<unknown, unknown, unknown>,
): Buffer {
  const isBytes = body instanceof Uint8Array;
  const head = JSON.stringify([method, path, params, query, isBytes ? null : body]);
  return Buffer.concat([Buffer.from(`${head}\0`), isBytes ? body : Buffer.alloc(0)]);
}

/** Keyed, since a body may hold a password, which could be guessed from a plain hash. */
function hash(sealingKey: Buffer, text: Buffer): Buffer {
  const key = Buffer.from(hkdfSync('sha256', sealingKey, '', 'idempotency', 32));
  return createHmac('sha256', key).update(text).digest();
}
