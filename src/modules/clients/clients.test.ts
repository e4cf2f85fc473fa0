import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { clientDetails, draft, furnish } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

const add = async (changes: object, member = ana) => {
  const answer = await member.request('POST', `${member.path}/clients`, {
    ...clientDetails,
    ...changes,
  });
  expect(answer.status).toBe(201);
  return answer.json;
};
const list = (query: string, member = ana) =>
  member.request('GET', `${member.path}/clients?${query}`);

/** The names on every page of a list, page by page. */
async function allNames(member: Member, query: string): Promise<string[]> {
  const names: string[] = [];
  let cursor = '';
  do {
    const { status, json } = await list(`${query}&cursor=${cursor}`, member);
    expect(status).toBe(200);
    names.push(...json.items.map((client: { name: string }) => client.name));
    cursor = json.nextCursor ?? '';
  } while (cursor !== '');
  return names;
}

describe('clients', () => {
  it('are added with what is missing filled in from the workspace', async () => {
    await ana.request('PATCH', ana.path, { locale: 'de' });
    const client = await add({ vatId: 'de 136 695 976', name: '  Müller GmbH ' });
    expect(client).toMatchObject({
      name: 'Müller GmbH',
      vatId: 'DE136695976',
      language: 'de',
      archived: false,
      paymentTermDays: null,
      address: { line1: 'Marktplatz 3', line2: '', country: 'DE' },
    });
    const read = await ana.request('GET', `${ana.path}/clients/${client.id}`);
    expect(read.json).toEqual(client);
  });

  it('are changed field by field, and the audit trail says what and by whom', async () => {
    const client = await add({ name: 'Before' });
    const change = { name: 'After', address: { ...clientDetails.address, city: 'Köln' } };
    const changed = await ana.request('PATCH', `${ana.path}/clients/${client.id}`, change);
    expect(changed.json).toMatchObject({
      name: 'After',
      kind: 'business',
      address: { city: 'Köln' },
    });
    const audit = await ana.request('GET', `${ana.path}/audit-events?subjectId=${client.id}`);
    expect(audit.json.items).toMatchObject([
      { type: 'client.changed', actor: 'Ana', data: { name: ['Before', 'After'] } },
      { type: 'client.created', actor: 'Ana', data: { name: 'Before' } },
    ]);
  });

  it('are deleted, and then gone', async () => {
    const { id } = await add({});
    expect((await ana.request('DELETE', `${ana.path}/clients/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      const again = await ana.request(method, `${ana.path}/clients/${id}`);
      expect([again.status, again.json.code]).toEqual([404, 'client_not_found']);
    }
  });

  it('stay where an invoice names them', async () => {
    const clientId = await furnish(ana);
    await draft(ana, clientId);
    const refused = await ana.request('DELETE', `${ana.path}/clients/${clientId}`);
    expect([refused.status, refused.json.code]).toEqual([409, 'client_in_use']);
    expect((await ana.request('GET', `${ana.path}/clients/${clientId}`)).status).toBe(200);
  });

  it('are archived out of the list and stay readable', async () => {
    const bob = await server.signUp('Archive');
    const client = await add({ name: 'Old' }, bob);
    await bob.request('PATCH', `${bob.path}/clients/${client.id}`, { archived: true });
    expect(await allNames(bob, '')).toEqual([]);
    expect(await allNames(bob, 'archived=true')).toEqual(['Old']);
  });

  it('are found by the beginnings of words, without case and accents', async () => {
    const bob = await server.signUp('Search');
    await add(
      { name: 'Größe & Söhne', contactName: 'Łukasz Nowak', email: 'kontakt@groesse.de' },
      bob,
    );
    await add({ name: 'Ανδρέας', address: { ...clientDetails.address, city: 'Αθήνα' } }, bob);
    expect(await allNames(bob, 'q=gross')).toEqual(['Größe & Söhne']);
    expect(await allNames(bob, 'q=SOHNE%20luk')).toEqual(['Größe & Söhne']);
    expect(await allNames(bob, `q=${encodeURIComponent('αθηνα')}`)).toEqual(['Ανδρέας']);
    expect(await allNames(bob, 'q=gross%20nobody')).toEqual([]);
    expect(await allNames(bob, 'q=%25')).toHaveLength(2);
  });

  it('come page by page, each once, also where names are equal or long in every script', async () => {
    const bob = await server.signUp('Pages');
    const names = [
      'Same',
      'Same',
      'Same',
      '한'.repeat(120),
      '請求書'.repeat(40),
      '"\\'.repeat(60),
      'Ä',
      'z',
    ];
    for (const name of names) await add({ name }, bob);
    const pages = await allNames(bob, 'limit=1');
    expect(pages).toHaveLength(names.length);
    expect([...pages].sort()).toEqual([...names].sort());
    expect(pages).toEqual(await allNames(bob, 'limit=200'));
  });
});
