import { setTimeout as delay } from 'node:timers/promises';
import { withCookies } from './cookies.ts';

/** Somebody who uses a running server through its address, as a browser or a program would. */
export type HttpMember = {
  path: string;
  cookie: string;
  email: string;
  password: string;
  request(
    method: string,
    path: string,
    body?: unknown,
    options?: { signal?: AbortSignal },
  ): Promise<HttpAnswer>;
};

export type HttpAnswer = {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  json: any;
};

const mailTimeoutMs = 15_000;

/** Signs up as a person does: registers, reads the mail in the outbox, follows its link. */
export async function signUpByMail(baseUrl: string, email: string): Promise<HttpMember> {
  const password = 'seven quiet herons by the lake';
  await call(baseUrl, '', 'POST', '/v1/registrations', { email });
  const token = await confirmationToken(baseUrl, email);
  const confirmed = await call(baseUrl, '', 'POST', '/v1/registrations/confirmation', {
    token,
    password,
    name: 'Ana Weber',
    workspaceName: 'Studio Ana',
  });
  if (confirmed.status !== 201) throw new Error(`not signed up: ${JSON.stringify(confirmed.json)}`);
  const cookie = withCookies('', confirmed.headers.getSetCookie());
  return {
    path: `/v1/workspaces/${confirmed.json.workspaceId}`,
    cookie,
    email,
    password,
    request: (method, path, body, options) => call(baseUrl, cookie, method, path, body, options),
  };
}

/** One request; a status is never an error here. */
export async function call(
  baseUrl: string,
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
  options: { signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  const response = await fetch(`${baseUrl}${path}`, {
    ...options,
    method,
    redirect: 'manual',
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const json = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  return { status: response.status, headers: response.headers, bytes, json };
}

async function confirmationToken(baseUrl: string, email: string): Promise<string> {
  const deadline = Date.now() + mailTimeoutMs;
  while (Date.now() < deadline) {
    const { json } = await call(baseUrl, '', 'GET', '/v1/outbox');
    const mail = json.items.find((item: { to: string }) => item.to === email);
    const token = mail?.links[0]?.match(/#token=([\w-]+)/)?.[1];
    if (token) return token;
    await delay(50);
  }
  throw new Error(`no mail came for ${email}`);
}
