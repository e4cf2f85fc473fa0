import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import type { Route } from '#platform/http/route.ts';
import { routes } from '../src/app.ts';
import { type Planted, plant } from './isolation/planted.ts';
import {
  idParameters,
  isWorkspaceRoute,
  requestFor,
  routeName,
} from './isolation/route-requests.ts';
import { hashRows } from './isolation/tables.ts';
import { type Answer, type Member, startTestApp, type TestApp } from './support/app.ts';

let server: TestApp;
let ana: Member;
let planted: Planted;
let before: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  planted = await plant(server, ana, 'anemone');
  before = await hashRows(server.database, null);
});
afterAll(async () => {
  // Nothing of all this may have left a trace.
  const after = await hashRows(server.database, null);
  await server.close();
  await closeRenderers();
  expect(after).toBe(before);
});

const json = { 'content-type': 'application/json' };
const passkey = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
};
const openBodies: Record<string, object> = {
  'post /v1/registrations': { email: 'eva@example.com' },
  'post /v1/registrations/confirmation': {
    token: 'nrg_0123456789012345678901234567890123456789',
    password: 'correct horse battery',
    name: 'Eva',
    workspaceName: 'Eva',
  },
  'post /v1/password-resets': { email: 'nobody@example.com' },
  'post /v1/password-resets/confirmation': {
    token: 'npr_0123456789012345678901234567890123456789',
    password: 'four quiet words in Lisbon',
  },
  'post /v1/google/links/confirmation': { token: 'ngl_0123456789012345678901234567890123456789' },
  'post /v1/email-changes': { email: 'moved@example.com' },
  'post /v1/email-changes/confirmation': { token: 'nec_0123456789012345678901234567890123456789' },
  'patch /v1/me': { name: 'Eva', language: 'de' },
  'post /v1/sessions/second-factor': { totpCode: '123456' },
  'post /v1/sessions/current/confirmation': { totpCode: '123456' },
  'post /v1/sessions/passkey': { passkey },
  'post /v1/passkeys': { name: 'Laptop', passkey },
  'patch /v1/passkeys/:passkeyId': { name: 'Laptop' },
  'post /v1/totp/confirmation': { totpCode: '123456' },
  'put /v1/password': { newPassword: 'four quiet words in Lisbon' },
  'post /v1/sessions': { email: 'nobody@example.com', password: 'correct horse battery' },
  'post /v1/invitations/inspection': { token: 'niv_0123456789012345678901234567890123456789' },
  'post /v1/invitations/acceptance': { token: 'niv_0123456789012345678901234567890123456789' },
  'post /v1/invitations/registration': {
    token: 'niv_0123456789012345678901234567890123456789',
    name: 'Eva',
    password: 'correct horse battery',
  },
  'post /v1/workspaces': { legalName: 'Second', country: 'DE' },
};

/** A valid request of a route: for those without a workspace, from the list above. */
function valid(route: Route): { method: string; path: string; body: object } {
  if (isWorkspaceRoute(route)) {
    const { method, path, body } = requestFor(route, planted);
    return { method, path, body: body as object };
  }
  const body = openBodies[routeName(route)];
  if (!body) throw new Error(`${routeName(route)} has no valid body here`);
  return { method: route.method.toUpperCase(), path: openPath(route), body };
}

/** The path of a route without a workspace, with an id of nothing. */
function openPath(route: Route): string {
  return route.path.replace(/:\w+/, newId());
}

/** Sends a body as given and expects a refusal that is a problem and no fault of ours. */
async function refused(route: Route, body: string | Uint8Array, headers = json): Promise<Answer> {
  const { method, path } = valid(route);
  return expectProblem(await ana.request(method, path, body, headers));
}

function expectProblem(answer: Answer): Answer {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.json).toMatchObject({ code: expect.any(String), detail: expect.any(String) });
  return answer;
}

const fieldsOf = (answer: Answer): string[] => [
  ...new Set<string>((answer.json.errors ?? []).map((error: { field: string }) => error.field)),
];

const withBody = routes.filter((route) => route.body);
const named = (list: Route[]) => list.map((route) => [routeName(route), route] as const);
const megabytes = (count: number) => 'x'.repeat(count * 1024 * 1024);
const deep = `${'[1,'.repeat(50_000)}1${']'.repeat(50_000)}`;

describe.each(named(withBody))('%s', (_name, route) => {
  it('refuses what is not JSON, is too large or too deep', async () => {
    const sent = JSON.stringify(valid(route).body);
    const codes = async (body: string | Uint8Array, headers = json) => {
      const { status, json } = await refused(route, body, headers);
      return [status, json.code];
    };
    expect(await codes(sent.slice(0, -1))).toEqual([400, 'malformed_json']);
    expect(await codes('{"a":1e}')).toEqual([400, 'malformed_json']);
    expect(await codes(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).toEqual([400, 'malformed_json']);
    expect(await codes(`{"a":${deep}}`)).toEqual([400, 'malformed_json']);
    expect(await codes(sent, { 'content-type': 'text/plain' })).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await codes(JSON.stringify({ a: megabytes(10) }))).toEqual([413, 'body_too_large']);
  });

  it('refuses what is no object', async () => {
    for (const body of ['null', '[]', '"text"', '1', 'true']) {
      expect((await refused(route, body)).status).toBe(422);
    }
  });

  it('names keys that it does not know', async () => {
    const { body } = valid(route);
    for (const key of ['surprise', '__proto__', 'constructor', 'id', 'workspaceId']) {
      const text = `{${JSON.stringify(key)}:{"x":1},${JSON.stringify(body).slice(1)}`;
      const answer = await refused(route, text.replace(',}', '}'));
      expect([answer.status, fieldsOf(answer)]).toEqual([422, [key]]);
    }
  });

  it('names the field that has the wrong type or cannot be stored', async () => {
    const shape = (route.body as unknown as { shape: Record<string, unknown> }).shape;
    const wrong: Record<string, string> = {
      object: '{"unexpected":1}',
      nested: '[[1]]',
      infinite: '1e400',
      fraction: '0.1234567',
      negative: '-7',
      long: JSON.stringify('x'.repeat(100_000)),
      nul: '"a\\u0000b"',
      surrogate: '"a\\ud800b@example.com"',
    };
    const secrets = ['password', 'currentPassword', 'newPassword', 'token', 'recoveryCode'];
    const numbers = ['expectedTotalMinor'];
    for (const field of Object.keys(shape)) {
      for (const [what, value] of Object.entries(wrong)) {
        // A wrong password is only a wrong password, and any whole number is a total to compare.
        if (secrets.includes(field) && ['nul', 'surrogate'].includes(what)) continue;
        if (numbers.includes(field) && what === 'negative') continue;
        const others = { ...valid(route).body, [field]: 0 };
        const text = JSON.stringify(others).replace(`"${field}":0`, () => `"${field}":${value}`);
        const answer = await refused(route, text);
        expect([field, what, answer.status]).toEqual([field, what, 422]);
        for (const name of fieldsOf(answer)) expect(name).toMatch(new RegExp(`^${field}`));
        expect(fieldsOf(answer).length).toBeGreaterThan(0);
      }
    }
  });
});

describe.each(
  named(routes.filter((route) => route.method !== 'get' && !route.body && !route.rawBody)),
)('%s', (_name, route) => {
  it('takes no body', async () => {
    const { method, path } = isWorkspaceRoute(route)
      ? requestFor(route, planted)
      : { method: route.method.toUpperCase(), path: openPath(route) };
    for (const body of ['{"surprise":1}', '[]', '{', `{"a":"${megabytes(1)}"}`]) {
      const answer = expectProblem(await ana.request(method, path, body, json));
      expect([400, 413, 422]).toContain(answer.status);
    }
  });
});

const workspaceRoutes = routes.filter(isWorkspaceRoute);

describe.each(named(workspaceRoutes))('the address of %s', (_name, route) => {
  it('holds ids and nothing else', async () => {
    const wrong = [
      'x',
      '%00',
      '..%2f..',
      '%zz',
      '%ff',
      '-1',
      '1e9',
      'null',
      "'%20or%201=1",
      '%F0%9F%98%80',
    ];
    for (const name of ['workspaceId', ...idParameters(route)]) {
      for (const value of [
        ...wrong,
        `${newId()}%00`,
        newId().replaceAll('-', ''),
        'a'.repeat(2000),
      ]) {
        const { method, path, body, headers } = requestFor(route, planted, {
          params: { [name]: value },
        });
        const answer = expectProblem(await ana.request(method, path, body, headers));
        expect([value, answer.status]).toEqual([value, 404]);
      }
    }
  });

  it('has no unknown, repeated or unreadable query', async () => {
    const queries = ['surprise=1', '__proto__=1', 'limit=1&limit=2', 'constructor=1', '%00=1'];
    const { method, path, body, headers } = requestFor(route, planted);
    for (const query of queries) {
      const answer = expectProblem(await ana.request(method, `${path}?${query}`, body, headers));
      expect([query, answer.status]).toEqual([query, 422]);
    }
  });
});

describe.each(named(routes.filter((route) => route.query)))('the query of %s', (_name, route) => {
  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const wrong: Record<string, string[]> = {
    limit: ['-1', '0', '201', '1e2', '0x10', '1.5', 'NaN', ' 5', '9'.repeat(400)],
    cursor: [
      'x',
      '%00',
      'a'.repeat(8_000),
      cursorOf({}),
      cursorOf([]),
      cursorOf([1, 2]),
      cursorOf(['a\0b', newId()]),
      cursorOf(['x', 'not an id']),
      cursorOf(['2026-01-01', newId(), 'more']),
    ],
    q: ['a%00b', 'x'.repeat(101)],
    from: ['2026-02-30', '0000-00-00', '2026-1-1', '26-01-01', '10000-01-01', '%00'],
    to: ['2026-13-01', 'today'],
    status: ['issued', '%00'],
    archived: ['1', 'yes'],
    clientId: ['x', '%00', '1'],
    subjectId: ['x', '%00'],
    actorId: ['x', '%00'],
    subjectType: ['%00', 'Invoice', 'x'.repeat(100)],
    v: ['x'.repeat(65)],
    purpose: ['x', '%00'],
    code: ['x'.repeat(4097)],
    state: ['x'.repeat(201)],
    iss: ['x'.repeat(501)],
    error: ['x'.repeat(201)],
  };

  it('names what cannot be meant', async () => {
    for (const field of Object.keys(route.query?.shape ?? {})) {
      expect(Object.keys(wrong)).toContain(field);
      for (const value of wrong[field] ?? []) {
        const { method, path } = requestFor(route, planted);
        const answer = expectProblem(await ana.request(method, `${path}?${field}=${value}`));
        expect([value.slice(0, 50), answer.status, fieldsOf(answer)]).toEqual([
          value.slice(0, 50),
          422,
          [field],
        ]);
      }
    }
  });
});

describe('any address', () => {
  it('takes no cursor with a date that does not exist', async () => {
    const cursor = Buffer.from(JSON.stringify(['2026-02-30', newId()])).toString('base64url');
    const answer = await ana.request('GET', `${ana.path}/invoices?cursor=${cursor}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, ['cursor']]);
  });

  it('answers 4xx where there is nothing, and names the methods where there is', async () => {
    for (const path of [
      '/v1',
      '/v1/',
      '/v1/%',
      '/v1/%00',
      '/v1/workspaces/',
      '/v1//me',
      '/v1/\\',
    ]) {
      expect((await ana.request('GET', path)).status).toBe(404);
    }
    const answer = expectProblem(await ana.request('PUT', `${ana.path}/invoices`, '{}', json));
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});
