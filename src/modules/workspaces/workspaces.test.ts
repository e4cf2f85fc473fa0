import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { draft, furnish, sellerDetails } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

const square = { width: 40, height: 20, channels: 4, background: '#1f4fd8' } as const;
const putLogo = (bytes: Uint8Array | string, type: string) =>
  ana.request('PUT', `${ana.path}/logo`, bytes, { 'content-type': type });

describe('a workspace', () => {
  it('is created by whoever is signed in, who owns it and finds it in both lists', async () => {
    const body = { legalName: 'Zweites Studio', country: 'AT' };
    const created = await ana.request('POST', '/v1/workspaces', body);
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      legalName: 'Zweites Studio',
      role: 'owner',
      currency: 'EUR',
      address: { country: 'AT' },
      logo: null,
    });
    const me = await ana.request('GET', '/v1/me');
    expect(me.json.user).toEqual({ id: ana.userId, language: 'en', email: ana.email, name: 'Ana' });
    const entry = { id: created.json.id, legalName: 'Zweites Studio', role: 'owner' };
    expect(me.json.workspaces).toContainEqual(entry);
    const workspaces = await ana.request('GET', '/v1/workspaces');
    expect(workspaces.json.items).toEqual(me.json.workspaces);
  });

  it('shows the seller details as they were changed, with VAT number and IBAN normalised', async () => {
    const change = { ...sellerDetails, vatId: 'de 136695976', iban: 'de89 3704 0044 0532 0130 00' };
    const changed = await ana.request('PATCH', ana.path, change);
    expect(changed.json).toMatchObject(sellerDetails);
    expect((await ana.request('GET', ana.path)).json).toEqual(changed.json);
  });

  it.each([
    ['vatId', 'DE136695977'],
    ['iban', 'DE89370400440532013001'],
    ['bic', 'ABC'],
    ['email', 'ana@'],
    ['timeZone', 'Berlin'],
    ['currency', 'DM'],
    ['accentColor', 'blue'],
    ['paymentTermDays', 366],
    ['legalName', '   '],
  ])('names %s where it cannot be right: %s', async (field, value) => {
    const answer = await ana.request('PATCH', ana.path, { [field]: value });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toMatchObject([{ field }]);
  });

  it('is the same whether its id is written in small letters or capitals', async () => {
    const path = `/v1/workspaces/${ana.workspaceId.toUpperCase()}`;
    expect((await ana.request('GET', path)).json.id).toBe(ana.workspaceId);
    // A job names its workspace and an object is kept under it, both as texts.
    const id = await draft(ana, await furnish(ana));
    const issued = await ana.request('POST', `${path}/invoices/${id.toUpperCase()}/issuance`, {});
    expect(issued.status).toBe(201);
    const png = await sharp({ create: square }).png().toBuffer();
    await ana.request('PUT', `${path}/logo`, png, { 'content-type': 'image/png' });
    expect((await ana.request('GET', `${ana.path}/logo`)).status).toBe(200);
  });

  it('counts a change of role, or its end, at the next request', async () => {
    const eva = await server.join(ana.workspaceId, 'admin');
    const change = () => eva.request('PATCH', ana.path, { phone: '+49 30 1' });
    expect((await change()).status).toBe(200);
    await server.context.db.inSystem((tx) =>
      tx.updateTable('members').set({ role: 'member' }).where('user_id', '=', eva.userId).execute(),
    );
    expect((await change()).status).toBe(403);
    await server.context.db.inSystem((tx) =>
      tx.deleteFrom('members').where('user_id', '=', eva.userId).execute(),
    );
    expect((await change()).status).toBe(404);
  });

  it('tells who changed what, newest first and page by page', async () => {
    const bob = await server.signUp('Audit');
    for (const phone of ['1', '2', '3']) await bob.request('PATCH', bob.path, { phone });
    const types: string[] = [];
    let cursor = '';
    do {
      const { json } = await bob.request(
        'GET',
        `${bob.path}/audit-events?limit=1&cursor=${cursor}`,
      );
      types.push(
        ...json.items.map(
          (e: { type: string; data: object }) => `${e.type} ${JSON.stringify(e.data)}`,
        ),
      );
      cursor = json.nextCursor ?? '';
    } while (cursor);
    expect(types).toEqual([
      'workspace.changed {"phone":["2","3"]}',
      'workspace.changed {"phone":["1","2"]}',
      'workspace.changed {"phone":["","1"]}',
      'workspace.created {"legalName":"Audit"}',
    ]);
  });
});

describe('a logo', () => {
  const svg = (inner: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">${inner}</svg>`;

  it('is drawn anew as PNG from PNG, JPEG and SVG, and nothing hidden survives', async () => {
    const hidden = Buffer.concat([
      await sharp({ create: square }).png().toBuffer(),
      Buffer.from('<script>canary</script>'),
    ]);
    const jpeg = await sharp({ create: { ...square, channels: 3 } })
      .jpeg()
      .toBuffer();
    const drawing = svg(
      '<script>alert("canary")</script><rect width="40" height="20" fill="red"/>',
    );
    for (const [bytes, type] of [
      [hidden, 'image/png'],
      [jpeg, 'image/jpeg'],
      [drawing, 'image/svg+xml'],
    ] as const) {
      const put = await putLogo(bytes, type);
      expect([type, put.status]).toEqual([type, 200]);
      const got = await ana.request('GET', `${ana.path}/logo?v=${put.json.logo.sha256}`);
      expect(got.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(got.bytes).includes('canary')).toBe(false);
      const { format, width, height } = await sharp(got.bytes).metadata();
      expect({ format, width, height }).toEqual({
        format: 'png',
        width: put.json.logo.width,
        height: put.json.logo.height,
      });
    }
  });

  it('is refused where it is no picture, too large, or refers to something else', async () => {
    const bomb = svg('<rect width="100%" height="100%"/>').replace('40', '4000000');
    const refused: [Uint8Array | string, string, number][] = [
      ['not a picture', 'image/png', 422],
      [Buffer.alloc(1024 * 1024 + 1), 'image/png', 413],
      [Buffer.from('GIF89a'), 'image/gif', 415],
      [svg('<image href="file:///etc/passwd"/>'), 'image/svg+xml', 422],
      [svg('<rect fill="url(http://example.com/x)"/>'), 'image/svg+xml', 422],
      [`<!DOCTYPE svg [<!ENTITY x "y">]>${svg('&x;')}`, 'image/svg+xml', 422],
      [bomb, 'image/svg+xml', 422],
      ['', 'image/png', 422],
    ];
    const before = (await ana.request('GET', ana.path)).json.logo;
    for (const [bytes, type, status] of refused) {
      const answer = await putLogo(bytes, type);
      expect([String(bytes).slice(0, 80), answer.status]).toEqual([
        String(bytes).slice(0, 80),
        status,
      ]);
    }
    expect((await ana.request('GET', ana.path)).json.logo).toEqual(before);
  });

  it('can be removed', async () => {
    const removed = await ana.request('DELETE', `${ana.path}/logo`);
    expect(removed.json.logo).toBe(null);
    expect((await ana.request('GET', `${ana.path}/logo`)).status).toBe(404);
  });
});
