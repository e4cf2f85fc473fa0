import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { hashRows } from '../../../tests/isolation/tables.ts';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { queueEmail } from './emails.ts';
import { mailStates } from './events.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());
beforeEach(() => {
  server.context.secrets.resendWebhookSecret = secret;
  server.clock.now = new Date('2026-11-22T12:00:00Z');
});

const sql = (statement: string, values: unknown[] = []) =>
  execute(server.database.superuserUrl, statement, values);

/** A mail that Resend has accepted, or one that still waits. */
async function plantMail(status = 'sent'): Promise<{ id: string; providerId: string }> {
  const recipient = `${newId()}@example.com`;
  await server.context.db.inSystem((tx) =>
    queueEmail(tx, server.context, {
      to: recipient,
      language: 'en',
      kind: 'new_device',
      subject: 'Hello',
      paragraphs: ['Hello'],
    }),
  );
  const { rows } = await sql('select id from emails where recipient = $1', [recipient]);
  const { id } = rows[0];
  const providerId = `re_${id}`;
  if (status !== 'queued') {
    await sql(
      `update emails set status = $2, status_at = created_at, sent_at = created_at,
        provider = 'resend', provider_id = $3, sealed_body = null where id = $1`,
      [id, status, providerId],
    );
  }
  return { id, providerId };
}

type Report = { id?: string; type: string; providerId?: string; emailId?: string; at?: string };

function bodyOf({ type, providerId, emailId, at = '2026-11-22T11:59:58.126Z' }: Report): string {
  return JSON.stringify({
    type,
    created_at: at,
    data: {
      created_at: '2026-11-22 11:59:57.894719+00',
      email_id: providerId,
      from: 'Numirio <no-reply@numirio.test>',
      to: ['somebody@example.com'],
      subject: 'Hello',
      ...(emailId === undefined ? {} : { tags: { email_id: emailId } }),
    },
  });
}

/** Sends bytes as Resend does, signed now and with its secret unless said otherwise. */
function post(
  body: string | Uint8Array,
  {
    id = `msg_${newId()}`,
    at = server.clock.now,
    by = secret,
    headers = {} as Record<string, string | undefined>,
  } = {},
) {
  const all = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': new Webhook(by).sign(id, at, Buffer.from(body)),
    ...headers,
  };
  const present = Object.entries(all).filter(([, value]) => value !== undefined);
  return server.anonymous.request(
    'POST',
    '/v1/webhooks/resend',
    body,
    Object.fromEntries(present) as Record<string, string>,
  );
}

const report = (given: Report) =>
  post(bodyOf(given), given.id === undefined ? {} : { id: given.id });

async function mail(id: string) {
  const { rows } = await sql('select * from emails where id = $1', [id]);
  return rows[0];
}

async function events(id: string): Promise<string[]> {
  const { rows } = await sql('select type from email_events where email_id = $1 order by type', [
    id,
  ]);
  return rows.map((row) => row.type);
}

describe('a report of Resend', () => {
  it.each([
    ['email.delivered', 'delivered'],
    ['email.bounced', 'bounced'],
    ['email.complained', 'complained'],
    ['email.failed', 'failed'],
    ['email.suppressed', 'failed'],
  ])('%s makes a mail %s', async (type, status) => {
    const { id, providerId } = await plantMail();
    const answer = await report({ type, providerId });
    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
    expect(await mail(id)).toMatchObject({
      status,
      status_at: new Date('2026-11-22T11:59:58.126Z'),
    });
    const { rows } = await sql('select * from email_events where email_id = $1', [id]);
    expect(rows).toMatchObject([
      {
        type,
        at: new Date('2026-11-22T11:59:58.126Z'),
        received_at: new Date('2026-11-22T12:00:00Z'),
      },
    ]);
  });

  it('that overtakes the answer finds its mail by our id, and the mail forgets its words', async () => {
    const { id, providerId } = await plantMail('queued');
    await report({ type: 'email.sent', providerId, emailId: id });
    expect(await mail(id)).toMatchObject({
      status: 'sent',
      provider: 'resend',
      provider_id: providerId,
      sent_at: new Date('2026-11-22T11:59:58.126Z'),
      sealed_body: null,
    });
  });

  it('changes nothing the second time, nor when it is replayed with another body', async () => {
    const { id, providerId } = await plantMail();
    const first = { id: `msg_${newId()}`, type: 'email.delivered', providerId };
    await report(first);
    const before = await hashRows(server.database, null);
    for (let time = 0; time < 3; time++) expect((await report(first)).status).toBe(204);
    expect((await report({ ...first, type: 'email.bounced' })).status).toBe(204);
    expect(await hashRows(server.database, null)).toBe(before);
    expect(await mail(id)).toMatchObject({ status: 'delivered' });
    expect(await events(id)).toEqual(['email.delivered']);
  });

  it('counts once when it comes twenty times at once', async () => {
    const { id, providerId } = await plantMail();
    const twin = { id: `msg_${newId()}`, type: 'email.delivered', providerId };
    const answers = await Promise.all(Array.from({ length: 20 }, () => report(twin)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await events(id)).toEqual(['email.delivered']);
  });

  it('never moves a mail back, in whatever order reports come', async () => {
    const states = mailStates.slice(1);
    for (const [index, first] of states.entries()) {
      for (const [later, second] of states.entries()) {
        const { id, providerId } = await plantMail('queued');
        await report({ type: `email.${first}`, providerId, emailId: id });
        await report({ type: `email.${second}`, providerId, emailId: id });
        expect([first, second, (await mail(id)).status]).toEqual([
          first,
          second,
          later > index ? second : first,
        ]);
      }
    }
  });

  it('ends in the same state when all come at the same time', async () => {
    const { id, providerId } = await plantMail();
    const types = ['sent', 'delivered', 'complained', 'bounced', 'failed', 'opened', 'clicked'];
    const answers = await Promise.all(
      types.map((type) => report({ type: `email.${type}`, providerId })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await mail(id)).status).toBe('complained');
    expect(await events(id)).toHaveLength(types.length);
  });

  it.each(['email.opened', 'email.delivery_delayed', 'contact.created', 'constructor'])(
    'of another kind (%s) is recorded and changes no mail',
    async (type) => {
      const { id, providerId } = await plantMail();
      const before = await mail(id);
      expect((await report({ type, providerId })).status).toBe(204);
      expect(await mail(id)).toEqual(before);
      expect(await events(id)).toEqual([type]);
    },
  );

  it('of a mail that we do not know is taken, and changes none', async () => {
    const { id } = await plantMail();
    const before = await mail(id);
    const unknown = await report({ type: 'email.bounced', providerId: 're_nobody' });
    const untagged = await report({ type: 'email.bounced', emailId: newId() });
    const misshapen = await post(JSON.stringify({ type: 'email.bounced', data: [1, null] }));
    expect([unknown.status, untagged.status, misshapen.status]).toEqual([204, 204, 204]);
    expect(await mail(id)).toEqual(before);
  });

  it('with a provider’s id of another transport finds no mail', async () => {
    const { id, providerId } = await plantMail();
    await sql(`update emails set provider = 'smtp' where id = $1`, [id]);
    await report({ type: 'email.bounced', providerId });
    expect((await mail(id)).status).toBe('sent');
  });

  it.each(['yesterday', '99999-01-01T00:00:00Z', '2026-11-22', 12, null])(
    'with a moment that is none (%s) counts as of now',
    async (at) => {
      const { id, providerId } = await plantMail();
      await report({ type: 'email.delivered', providerId, at: at as string });
      expect(await mail(id)).toMatchObject({ status: 'delivered', status_at: server.clock.now });
    },
  );
});

describe('the signature', () => {
  const delivered = async () => {
    const { id, providerId } = await plantMail();
    return { id, body: bodyOf({ type: 'email.delivered', providerId }) };
  };

  async function expectRefused(answer: Awaited<ReturnType<typeof post>>): Promise<void> {
    expect([answer.status, answer.json.code]).toEqual([401, 'webhook_signature_invalid']);
  }

  it('is asked for: nothing changes without it', async () => {
    const { body } = await delivered();
    const before = await hashRows(server.database, null);
    for (const missing of ['svix-id', 'svix-timestamp', 'svix-signature']) {
      await expectRefused(await post(body, { headers: { [missing]: undefined } }));
      await expectRefused(await post(body, { headers: { [missing]: '' } }));
    }
    expect(await hashRows(server.database, null)).toBe(before);
  });

  it('is over the bytes as they came', async () => {
    const { body } = await delivered();
    const before = await hashRows(server.database, null);
    const id = 'msg_1';
    const signature = new Webhook(secret).sign(id, server.clock.now, body);
    const same = JSON.stringify(JSON.parse(body), null, 1);
    for (const changed of [same, `${body} `, body.replace('delivered', 'bounced'), '{}', '']) {
      await expectRefused(await post(changed, { id, headers: { 'svix-signature': signature } }));
    }
    expect(await hashRows(server.database, null)).toBe(before);
  });

  it('binds the id and the time', async () => {
    const { body } = await delivered();
    const { now } = server.clock;
    const headers = { 'svix-signature': new Webhook(secret).sign('msg_1', now, body) };
    await expectRefused(await post(body, { id: 'msg_2', headers }));
    const later = new Date(now.getTime() + 1000);
    await expectRefused(await post(body, { id: 'msg_1', at: later, headers }));
    expect((await post(body, { id: 'msg_1', headers })).status).toBe(204);
  });

  it('is made with our secret, and by no other scheme', async () => {
    const { body } = await delivered();
    await expectRefused(await post(body, { by: `whsec_${randomBytes(24).toString('base64')}` }));
    const right = new Webhook(secret).sign('msg_3', server.clock.now, body);
    const bare = right.slice('v1,'.length);
    for (const wrong of [
      bare,
      `v2,${bare}`,
      `v1a,${bare}`,
      'v1,',
      'v1',
      `v1,${bare}=`,
      `${right},`,
    ]) {
      const headers = { 'svix-signature': wrong };
      await expectRefused(await post(body, { id: 'msg_3', headers }));
    }
  });

  it('is one of several while the secret is renewed', async () => {
    const { id, body } = await delivered();
    const right = new Webhook(secret).sign('msg_4', server.clock.now, body);
    const headers = { 'svix-signature': `v1,${'A'.repeat(43)}= ${right}` };
    expect((await post(body, { id: 'msg_4', headers })).status).toBe(204);
    expect((await mail(id)).status).toBe('delivered');
  });

  it('is good for five minutes on either side of our clock, and not a second longer', async () => {
    const { body } = await delivered();
    const at = (seconds: number) => new Date(server.clock.now.getTime() + seconds * 1000);
    for (const seconds of [-300, 0, 300]) {
      expect((await post(body, { at: at(seconds) })).status).toBe(204);
    }
    for (const seconds of [-301, 301, -86_400 * 365, 86_400 * 365]) {
      await expectRefused(await post(body, { at: at(seconds) }));
    }
    const signed = server.clock.now;
    server.clock.now = at(301);
    await expectRefused(await post(body, { at: signed }));
  });

  it.each(['0', '-1', '1e9', 'NaN', '1763812800.5', '99999999999999999999', ' 1763812800', 'soon'])(
    'has a time in whole seconds (%s)',
    async (timestamp) => {
      const { body } = await delivered();
      await expectRefused(await post(body, { headers: { 'svix-timestamp': timestamp } }));
    },
  );
});

describe('the route', () => {
  it('does not exist where no secret is configured', async () => {
    server.context.secrets.resendWebhookSecret = undefined;
    const { status, json } = await post('{}');
    expect([status, json.code]).toEqual([404, 'webhook_not_found']);
  });

  it('takes JSON of at most 64 KiB', async () => {
    const big = JSON.stringify({ type: 'email.delivered', padding: 'x'.repeat(64 * 1024) });
    const tooBig = await post(big);
    expect([tooBig.status, tooBig.json.code]).toEqual([413, 'body_too_large']);
    const text = await post('{}', { headers: { 'content-type': 'text/plain' } });
    expect([text.status, text.json.code]).toEqual([415, 'unsupported_media_type']);
  });

  it.each([
    ['not JSON', 400, 'malformed_json'],
    ['{"type":', 400, 'malformed_json'],
    ['', 400, 'malformed_json'],
    [Buffer.from([0xff, 0xfe, 0x7b]), 400, 'malformed_json'],
    ['[]', 422, 'invalid_input'],
    ['null', 422, 'invalid_input'],
    ['{}', 422, 'invalid_input'],
    ['{"type":7}', 422, 'invalid_input'],
    ['{"type":"email.\\u0000"}', 422, 'invalid_input'],
    [`{"type":"${'a'.repeat(65)}"}`, 422, 'invalid_input'],
    [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, 422, 'invalid_input'],
  ])('refuses what is signed but no report: %.30s', async (body, status, code) => {
    const before = await hashRows(server.database, null);
    const answer = await post(body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(await hashRows(server.database, null)).toBe(before);
  });
});
