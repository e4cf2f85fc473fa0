import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

const change = (body: unknown) => ana.request('PATCH', '/v1/me', body);

describe('a profile', () => {
  it('shows name and language as they were changed, each for itself or both', async () => {
    const named = await change({ name: ' Ana María O’Neill ' });
    expect([named.status, named.json]).toEqual([
      200,
      { id: ana.userId, email: ana.email, name: 'Ana María O’Neill', language: 'en' },
    ]);
    expect((await change({ language: 'de' })).json).toEqual({ ...named.json, language: 'de' });
    const both = await change({ name: 'Ana', language: 'fr' });
    expect(both.json).toEqual({ ...named.json, name: 'Ana', language: 'fr' });
    expect((await ana.request('GET', '/v1/me')).json.user).toEqual(both.json);
  });

  it('stays as it is where nothing is given', async () => {
    const { user } = (await ana.request('GET', '/v1/me')).json;
    expect((await change({})).json).toEqual(user);
  });

  it.each([
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(121) }],
    ['name', { name: null }],
    ['language', { language: 'it' }],
    ['email', { email: 'new@example.com' }],
    ['id', { id: 'x' }],
    ['deletion_due_at', { deletion_due_at: null }],
  ])('names %s where it cannot be so: %j', async (field, body) => {
    const { user } = (await ana.request('GET', '/v1/me')).json;
    const answer = await change(body);
    expect([answer.status, answer.json.errors[0].field]).toEqual([422, field]);
    expect((await ana.request('GET', '/v1/me')).json.user).toEqual(user);
  });

  it('is closed to whoever is not signed in, and changes nobody else', async () => {
    const bob = await server.signUp();
    const answer = await server.anonymous.request('PATCH', '/v1/me', { name: 'M' });
    expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
    await change({ name: 'Changed' });
    expect((await bob.request('GET', '/v1/me')).json.user.name).toBe('Ana');
  });
});
