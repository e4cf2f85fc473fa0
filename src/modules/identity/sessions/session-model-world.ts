import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { openDatabase, type SystemTx } from '#platform/db.ts';
import { createHttpApp, type HttpApp } from '#platform/http/app.ts';
import { openSigningKeys } from '#platform/signing-keys.ts';
import { startTestApp, type TestApp } from '../../../../tests/support/app.ts';
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
  const { db } = server.context;
  const { contextOf, appOf, startAll, restart, renewSecrets, close } = openProcesses(server);
  return {
    workspaceId,
    clock: server.clock,
    processCount,
    contextOf,
    restart,
    renewSecrets,
    /** Forgets keys, secrets and mails and turns the clock back, so that a round depends on nothing before it. */
    reset: async () => {
      server.clock.now = new Date(startsAt);
      await db.inSystem(async (tx) => {
        await tx.deleteFrom('signing_keys').execute();
        await tx.deleteFrom('emails').execute();
      });
      startAll();
    },
    /** Somebody new in the workspace. */
    signUp: () => db.inSystem((tx) => signUp(tx, workspaceId)),
    signIn: async (index: number, userId: string) => {
      const context = contextOf(index);
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
      const response = await appOf(index).request(path, { method, headers: { cookie } });
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
      await close();
      await server.close();
    },
  };
}

/** Processes that share a server's database and clock; each has a pool and a cache of signing keys. */
function openProcesses(server: TestApp) {
  const further = Array.from({ length: processCount - 1 }, () =>
    openDatabase(server.database.runtimeUrl),
  );
  const databases = [server.context.db, ...further];
  const mounted = routes.filter(({ path }) => driven.test(path));
  let secretsOf = phasesOfSecrets();
  let processes: { phase: number; context: Context; app: HttpApp }[] = [];

  const start = (index: number, phase: number) => {
    const secrets = { ...server.context.secrets, ...secretsOf[phase] };
    const db = databases[index] ?? server.context.db;
    const signingKeys = openSigningKeys(db, secrets.sealingKeys, server.context.now);
    const context: Context = { ...server.context, db, secrets, signingKeys };
    processes[index] = { phase, context, app: createHttpApp(mounted, context) };
  };
  const at = (index: number) => {
    const process = processes[index];
    if (!process) throw new Error(`process ${index} does not run`);
    return process;
  };
  return {
    contextOf: (index: number) => at(index).context,
    appOf: (index: number) => at(index).app,
    startAll: () => {
      secretsOf = phasesOfSecrets();
      processes = [];
      databases.forEach((_db, index) => {
        start(index, 0);
      });
    },
    restart: (index: number) => start(index, at(index).phase),
    /**
     * Restarts a process with the next of three sets of secrets: [old], [old, new], [new, old]. Processes
     * side by side are at most one set apart, as decision 17 asks for.
     */
    renewSecrets: (index: number) => {
      const { phase } = at(index);
      if (processes.some((other) => other.phase < phase)) return;
      start(index, Math.min(phase + 1, secretsOf.length - 1));
    },
    close: async () => {
      for (const db of further) await db.close();
    },
  };
}

async function signUp(tx: SystemTx, workspaceId: string): Promise<string> {
  const userId = newId();
  const email = `${userId}@example.com`;
  const user = { id: userId, email, email_key: email, name: 'Ana' };
  const member = { workspace_id: workspaceId, user_id: userId, role: 'owner' };
  await tx.insertInto('users').values(user).execute();
  await tx.insertInto('members').values(member).execute();
  return userId;
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
