import { Agent, request } from 'node:http';
import { newId } from '#lib/ids.ts';
import { issueTokens, openSession } from '#modules/identity/index.ts';
import { createWorkspace } from '#modules/workspaces/index.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { withCookies } from '../../tests/support/cookies.ts';
import { furnish } from '../../tests/support/fixtures.ts';
import type { Installation } from './installation.ts';

/** The owner of a furnished workspace, who talks to the server over kept-alive connections. */
export type Member = {
  userId: string;
  workspaceId: string;
  clientId: string;
  cookie: string;
  path: string;
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  ): Promise<{ status: number; json: any }>;
};

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const info: RequestInfo = {
  ip: '127.0.0.1',
  userAgent: 'bench',
  cookie: () => undefined,
  header: () => undefined,
};

/** Adds a user with a workspace, its seller details and one client. */
export async function addMember(installation: Installation): Promise<Member> {
  const { context, baseUrl } = installation;
  const userId = newId();
  const email = `${userId}@example.com`;
  const workspaceId = await context.db.inSystem(async (tx) => {
    await tx
      .insertInto('users')
      .values({ id: userId, email, email_key: email, name: 'Ana Weber' })
      .execute();
    const owner = { userId, name: 'Ana Weber', ip: '', at: context.now() };
    const { workspace } = await createWorkspace(tx, owner, { legalName: 'Ana', country: 'DE' });
    return workspace.id;
  });
  const cookie = await signIn(installation, userId);
  const member: Member = {
    userId,
    workspaceId,
    clientId: '',
    cookie,
    path: `/v1/workspaces/${workspaceId}`,
    request: (method, path, body, headers) =>
      call(`${baseUrl}${path}`, method, { cookie, ...headers }, body),
  };
  member.clientId = await furnish(member);
  return member;
}

/** A cookie of a new session, whose access token lasts ten minutes. */
export async function signIn({ context }: Installation, userId: string): Promise<string> {
  const session = await context.db.inSystem((tx) =>
    openSession(tx, context, userId, info, 'password'),
  );
  const { cookies } = await issueTokens(context, session);
  return withCookies('', cookies);
}

function call(url: string, method: string, given: Record<string, string>, body: unknown) {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...given,
    ...(payload
      ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
      : {}),
  };
  return new Promise<{ status: number; json: unknown }>((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({ status: response.statusCode ?? 0, json: isJson ? JSON.parse(text) : undefined });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
