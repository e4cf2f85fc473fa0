import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, Secrets } from '#config.ts';
import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { issueTokens, openSession } from '#modules/identity/index.ts';
import { createWorkspace } from '#modules/workspaces/index.ts';
import type { Role } from '#modules/workspaces/schema.ts';
import { openDatabase } from '#platform/db.ts';
import type { HttpApp } from '#platform/http/app.ts';
import { createHttpApp } from '#platform/http/app.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { silentLog } from '#platform/log.ts';
import { openFolderStore } from '#platform/object-store.ts';
import { startWorker } from '#platform/queue.ts';
import { openRateLimits } from '#platform/rate-limits.ts';
import { openSigningKeys } from '#platform/signing-keys.ts';
import { routes } from '../../src/app.ts';
import { jobHandlers } from '../../src/jobs.ts';
import { systemRoutes } from '../../src/system-routes.ts';
import { withCookies } from './cookies.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';

/** The whole server on a database of its own, without a socket. */
export type TestApp = {
  app: HttpApp;
  context: Context;
  database: TestDatabase;
  /** What `context.now()` answers; set it to travel in time. */
  clock: { now: Date };
  /** Someone who is not signed in. */
  anonymous: TestClient;
  /** A browser of its own, which is not signed in or carries these cookies. */
  browser(cookie?: string): TestClient;
  /** Signs somebody new up with a workspace of their own, without the mail and the password. */
  signUp(workspaceName?: string): Promise<Member>;
  /** Adds somebody new to a workspace in a role. */
  join(workspaceId: string, role: Role): Promise<Member>;
  /** Works on all jobs that wait until `work` ends. */
  withWorker<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

export type Answer = {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  json: any;
};

export type TestClient = {
  cookie: string;
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
};

export type Member = TestClient & {
  userId: string;
  email: string;
  workspaceId: string;
  path: string;
};

// The clock of a test stands still, so no bucket refills; tests/limits.test.ts has the limits as they are.
const testRateLimitFactor = 1_000;

const request: RequestInfo = {
  ip: '127.0.0.1',
  userAgent: 'test',
  cookie: () => undefined,
  header: () => undefined,
};

/** Starts a server for one test file; call `close()` in afterAll. */
export async function startTestApp(): Promise<TestApp> {
  const database = await cloneDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'numirio-app-'));
  const clock = { now: new Date('2026-11-22T12:00:00Z') };
  const context = openTestContext(database, dataDir, clock);
  const { db } = context;
  const app = createHttpApp([...systemRoutes(routes), ...routes], context);

  const enter = async (userId: string, email: string, workspaceId: string): Promise<Member> => {
    const session = await db.inSystem((tx) =>
      openSession(tx, context, userId, request, 'password'),
    );
    const { cookies } = await issueTokens(context, session);
    const client = clientOf(app, withCookies('', cookies));
    return { ...client, userId, email, workspaceId, path: `/v1/workspaces/${workspaceId}` };
  };
  return {
    app,
    context,
    database,
    clock,
    anonymous: clientOf(app, ''),
    browser: (cookie = '') => clientOf(app, cookie),
    signUp: async (workspaceName = 'Studio Ana') => {
      const { userId, email } = await addUser(context);
      const workspaceId = await db.inSystem(async (tx) => {
        const owner = { userId, name: 'Ana', ip: '', at: clock.now };
        const input = { legalName: workspaceName, country: 'DE' };
        return (await createWorkspace(tx, owner, input)).workspace.id;
      });
      return enter(userId, email, workspaceId);
    },
    join: async (workspaceId, role) => {
      const { userId, email } = await addUser(context);
      await db.inSystem((tx) =>
        tx
          .insertInto('members')
          .values({ workspace_id: workspaceId, user_id: userId, role })
          .execute(),
      );
      return enter(userId, email, workspaceId);
    },
    withWorker: async (work) => {
      const worker = await startWorker(database.runtimeUrl, jobHandlers(context), silentLog);
      try {
        return await work();
      } finally {
        await worker.stop();
      }
    },
    close: async () => {
      await db.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function openTestContext(
  database: TestDatabase,
  dataDir: string,
  clock: TestApp['clock'],
): Context {
  const db = openDatabase(database.runtimeUrl);
  const secrets = testSecrets();
  return {
    config: testConfig(dataDir),
    secrets,
    db,
    store: openFolderStore(join(dataDir, 'objects')),
    signingKeys: openSigningKeys(db, secrets.sealingKeys, () => clock.now),
    rateLimits: openRateLimits(
      db,
      secrets.refreshTokenKeys[0],
      silentLog,
      () => clock.now,
      testRateLimitFactor,
    ),
    log: silentLog,
    now: () => clock.now,
  };
}

function testConfig(dataDir: string): Config {
  return {
    port: 3000,
    host: '127.0.0.1',
    dataDir,
    baseUrl: new URL('http://localhost:3000'),
    loopback: true,
    databaseUrl: undefined,
    databaseRuntimeUrl: undefined,
    logLevel: 'silent',
    rateLimitFactor: testRateLimitFactor,
    google: undefined,
    mail: { from: 'no-reply@numirio.test', transport: 'folder' },
  };
}

function testSecrets(): Secrets {
  return {
    passwordPeppers: new Map([[1, randomBytes(32)]]),
    runtimeRolePassword: '',
    refreshTokenKeys: [randomBytes(32)],
    sealingKeys: [randomBytes(32)],
    anchorKeys: [randomBytes(32)],
    googleClientSecret: undefined,
    resendApiKey: undefined,
    resendWebhookSecret: undefined,
    smtpUrl: undefined,
  };
}

async function addUser(context: Context): Promise<{ userId: string; email: string }> {
  const userId = newId();
  const email = `${userId}@example.com`;
  await context.db.inSystem((tx) =>
    tx.insertInto('users').values({ id: userId, email, email_key: email, name: 'Ana' }).execute(),
  );
  return { userId, email };
}

/** A client that keeps the cookies which the server sets, as a browser would. */
function clientOf(app: HttpApp, cookie: string): TestClient {
  const client: TestClient = {
    cookie,
    request: async (method, path, body, headers = {}) => {
      const raw = body instanceof Uint8Array || typeof body === 'string';
      const response = await app.request(path, {
        method,
        headers: {
          ...(client.cookie ? { cookie: client.cookie } : {}),
          ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
      });
      client.cookie = withCookies(client.cookie, response.headers.getSetCookie());
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
      const json = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
      return { status: response.status, headers: response.headers, bytes, json };
    },
  };
  return client;
}
