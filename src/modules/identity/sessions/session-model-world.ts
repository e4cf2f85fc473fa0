import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { openDatabase, type SystemTx } from '#platform/db.ts';
import { createHttpApp, type HttpApp } from '#platform/http/app.ts';
import { openSigningKeys } from '#platform/signing-keys.ts';
import { startTestApp } from '../../../../tests/support/app.ts';
import { routes } from '../../../app.ts';
import { issueTokens, openSession } from './sessions.ts';

const processCount = 3;
const startsAt = Date.UTC(2026, 10, 22, 12);
const fromTest = { ip: '127.0.0.1', userAgent: 'model' };
const driven = /^\/v1\/(me|sessions.*|workspaces\/:workspaceId)$/;

/** What lies in the database of a session. */
export type SessionRow = {
  generation: number;
  current_hash: Buffer;
  revoked_reason: string | null;
  idle_expires_at: Date;
  /** How many `session.replayed` events and mails there are. */
  replays: number;
  mails: number;
  /** How many other sessions of the user were ended. */
  others_ended: number;
};

export type ServerAnswer = { status: number; cookies: string[] };

/** Several processes of the server on one database, with one clock: the real code, without sockets. */
export type World = Awaited<ReturnType<typeof openWorld>>;

/** Opens a world; `close()` it. Each round begins with `reset()`. */
export async function openWorld() {
  const server = await startTestApp();
  const { workspaceId } = await server.signUp();
  const databases = Array.from({ length: processCount - 1 }, () =>
    openDatabase(server.database.runtimeUrl),
  );
  const dbs = [server.context.db, ...databases];
  const { db } = server.context;
  let secretsOf = phasesOfSecrets();
  let processes: { phase: number; context: Context; app: HttpApp }[] = [];

  const startProcess = (index: number, phase: number) => {
    const secrets = { ...server.context.secrets, ...secretsOf[phase] };
    const own = dbs[index] ?? db;
    const signingKeys = openSigningKeys(own, secrets.sealingKeys, server.context.now);
    const context: Context = { ...server.context, db: own, secrets, signingKeys };
    const mounted = routes.filter(({ path }) => driven.test(path));
    processes[index] = { phase, context, app: createHttpApp(mounted, context) };
  };
  const processAt = (index: number) => {
    const process = processes[index % processCount];
    if (!process) throw new Error('the world was not reset');
    return process;
  };

  return {
    workspaceId,
    clock: server.clock,
    processCount,
    contextOf: (index: number) => processAt(index).context,
    /** Forgets keys, secrets and mails and turns the clock back, so that a round depends on nothing before it. */
    reset: async () => {
      server.clock.now = new Date(startsAt);
      secretsOf = phasesOfSecrets();
      await db.inSystem(async (tx) => {
        await tx.deleteFrom('signing_keys').execute();
        await tx.deleteFrom('emails').execute();
      });
      processes = [];
      for (let index = 0; index < processCount; index += 1) startProcess(index, 0);
    },
    restart: (index: number) => startProcess(index % processCount, processAt(index).phase),
    /**
     * Restarts a process with the next of three sets of secrets: [old], [old, new], [new, old]. Processes
     * side by side are at most one set apart, as decision 17 asks for.
     */
    renewSecrets: (index: number) => {
      const { phase } = processAt(index);
      if (processes.some((other) => other.phase < phase)) return;
      startProcess(index % processCount, Math.min(phase + 1, secretsOf.length - 1));
    },
    /** Somebody new in the workspace. */
    signUp: async () => {
      const userId = newId();
      const email = `${userId}@example.com`;
      const user = { id: userId, email, email_key: email, name: 'Ana' };
      const member = { workspace_id: workspaceId, user_id: userId, role: 'owner' };
      await db.inSystem(async (tx) => {
        await tx.insertInto('users').values(user).execute();
        await tx.insertInto('members').values(member).execute();
      });
      return userId;
    },
    signIn: async (index: number, userId: string) => {
      const { context } = processAt(index);
      const session = await context.db.inSystem((tx) =>
        openSession(tx, context, userId, fromTest, 'password'),
      );
      const { cookies } = await issueTokens(context, session);
      return { sessionId: session.sessionId, cookies };
    },
    send: async (
      index: number,
      method: string,
      path: string,
      cookie: string,
    ): Promise<ServerAnswer> => {
      const response = await processAt(index).app.request(path, { method, headers: { cookie } });
      await response.arrayBuffer();
      return { status: response.status, cookies: response.headers.getSetCookie() };
    },
    read: (userId: string, sessionId: string) =>
      db.inSystem((tx) => readSession(tx, userId, sessionId)),
    signingKeyIds: async () => {
      const rows = await db.inSystem((tx) => tx.selectFrom('signing_keys').select('id').execute());
      return new Set(rows.map(({ id }) => id));
    },
    close: async () => {
      for (const database of databases) await database.close();
      await server.close();
    },
  };
}

function phasesOfSecrets() {
  const [oldKey, newKey, oldSeal, newSeal] = Array.from({ length: 4 }, () => randomBytes(32)) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  return [
    { refreshTokenKeys: [oldKey], sealingKeys: [oldSeal] },
    { refreshTokenKeys: [oldKey, newKey], sealingKeys: [oldSeal, newSeal] },
    { refreshTokenKeys: [newKey, oldKey], sealingKeys: [newSeal, oldSeal] },
  ] satisfies Pick<Context['secrets'], 'refreshTokenKeys' | 'sealingKeys'>[];
}

async function readSession(tx: SystemTx, userId: string, sessionId: string): Promise<SessionRow> {
  const { rows } = await sql<SessionRow>`
    select generation, current_hash, revoked_reason, idle_expires_at,
      (select count(*) from security_events e
        where e.user_id = s.user_id and e.type = 'session.replayed') as replays,
      (select count(*) from emails m join users u on u.email = m.recipient
        where u.id = s.user_id and m.kind = 'session_replayed') as mails,
      (select count(*) from sessions o
        where o.user_id = s.user_id and o.id <> s.id and o.revoked_at is not null) as others_ended
    from sessions s where s.id = ${sessionId} and s.user_id = ${userId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the session is gone');
  return row;
}
