import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { type ResendDouble, startResendDouble } from '../../../tests/support/resend-double.ts';
import { type SmtpDouble, startSmtpDouble } from '../../../tests/support/smtp-double.ts';
import { queueEmail } from './emails.ts';
import { maxAttempts, sendEmail } from './jobs.ts';

let server: TestApp;
let count = 0;
const canary = 'nrs_canary-token-0123456789';

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** Queues a mail with a link that nobody but its reader may see. */
async function queue(): Promise<string> {
  const to = `reader-${++count}@example.com`;
  await server.context.db.inSystem((tx) =>
    queueEmail(tx, server.context, {
      to,
      language: 'de',
      kind: 'reset_password',
      subject: 'Wählen Sie ein neues Passwort',
      paragraphs: ['Hier können Sie es wählen.'],
      action: { label: 'Neues Passwort', url: `https://numirio.test/reset#token=${canary}` },
    }),
  );
  return (await row('recipient = $1', to)).id;
}

async function row(where: string, value: string) {
  const { rows } = await execute(
    server.database.superuserUrl,
    `select * from emails where ${where}`,
    [value],
  );
  return rows[0];
}

const mail = (id: string) => row('id = $1', id);
const send = (emailId: string) => sendEmail(server.context, { emailId });

/** The job threw to be tried again; what it says goes into the queue's table and the log. */
async function expectRetry(emailId: string, code: string): Promise<void> {
  await expect(send(emailId)).rejects.toThrow(`mail ${emailId} waits to be tried again: ${code}`);
  expect(await mail(emailId)).toMatchObject({ status: 'queued', last_error: code, sent_at: null });
  expect((await mail(emailId)).sealed_body).not.toBeNull();
}

async function expectFailed(emailId: string, code: string): Promise<void> {
  expect(await mail(emailId)).toMatchObject({
    status: 'failed',
    last_error: code,
    sealed_body: null,
    sent_at: null,
    status_at: server.clock.now,
  });
}

describe('by SMTP', () => {
  let smtp: SmtpDouble;

  beforeEach(async () => {
    smtp = await startSmtpDouble();
    speakTo(smtp);
  });
  afterEach(() => smtp.close());

  function speakTo(double: { url: string }): void {
    server.context.config.mail = { from: 'no-reply@numirio.test', transport: 'smtp' };
    server.context.secrets.smtpUrl = double.url;
  }

  it('is sent once the server has accepted it, and forgets its words', async () => {
    const id = await queue();
    await send(id);
    expect(smtp.received).toHaveLength(1);
    const [received] = smtp.received;
    expect(received).toMatchObject({
      from: 'no-reply@numirio.test',
      to: [`reader-${count}@example.com`],
    });
    const text = received?.bytes.toString() ?? '';
    expect(text).toMatch(new RegExp(`^Message-ID: <${id}@numirio\\.test>\\r$`, 'm'));
    expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(text).toContain('multipart/alternative');
    expect(text.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain(`#token=${canary}`);
    expect(await mail(id)).toMatchObject({
      status: 'sent',
      sent_at: server.clock.now,
      provider: 'smtp',
      provider_id: `<${id}@numirio.test>`,
      attempts: 1,
      last_error: null,
      sealed_body: null,
    });
    await send(id);
    expect(smtp.received).toHaveLength(1);
  });

  it('fails at once where the server refuses the recipient (550)', async () => {
    smtp.behaviour = { refuseRecipient: `5.1.1 No such user ${canary}`, status: 550 };
    const id = await queue();
    await send(id);
    await expectFailed(id, 'smtp 550 5.1.1');
    smtp.behaviour = 'accept';
    await send(id);
    expect(smtp.received).toEqual([]);
  });

  it('fails at once where the server refuses the content (554)', async () => {
    smtp.behaviour = { refuseContent: '5.7.1 Looks like spam', status: 554 };
    const id = await queue();
    await send(id);
    await expectFailed(id, 'smtp 554 5.7.1');
  });

  it('is tried again where the server says later (451), and then sent', async () => {
    smtp.behaviour = { refuseRecipient: '4.7.1 Greylisted', status: 451 };
    const id = await queue();
    await expectRetry(id, 'smtp 451 4.7.1');
    smtp.behaviour = 'accept';
    await send(id);
    expect(await mail(id)).toMatchObject({ status: 'sent', attempts: 2, last_error: null });
  });

  it('waits for the operator where the server refuses who we are (553)', async () => {
    smtp.behaviour = { refuseSender: '5.7.1 Sender not allowed', status: 553 };
    await expectRetry(await queue(), 'smtp 553 5.7.1');
  });

  it('goes out under the same Message-ID where the answer to its content was lost', async () => {
    smtp.behaviour = 'drop after the content';
    const id = await queue();
    await expectRetry(id, 'smtp ECONNECTION');
    smtp.behaviour = 'accept';
    await send(id);
    const ids = smtp.received.map(
      ({ bytes }) => /^Message-ID: (.*)\r$/m.exec(bytes.toString())?.[1],
    );
    expect(ids).toEqual([`<${id}@numirio.test>`, `<${id}@numirio.test>`]);
    expect(await mail(id)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('is tried again where the connection breaks, and where there is no server', async () => {
    smtp.behaviour = 'drop after the greeting';
    const id = await queue();
    await expectRetry(id, 'smtp ECONNECTION');
    speakTo({ url: 'smtp://127.0.0.1:9' });
    await expectRetry(id, 'smtp ESOCKET');
  });

  it('signs in, and waits for the operator where the password is wrong', async () => {
    const guarded = await startSmtpDouble({ user: 'numirio', password: 'p@ss/word' });
    speakTo(guarded);
    const id = await queue();
    await send(id);
    expect((await mail(id)).status).toBe('sent');
    speakTo({ url: guarded.url.replace('word', 'wrong') });
    await expectRetry(await queue(), 'smtp 535 5.7.8');
    await guarded.close();
  });

  it('trusts no certificate that nobody signed', async () => {
    const impostor = await startSmtpDouble({ tls: true });
    speakTo(impostor);
    await expectRetry(await queue(), 'smtp ESOCKET');
    expect(impostor.received).toEqual([]);
    await impostor.close();
  });

  it('never reaches anybody where its recipient is no address', async () => {
    const id = await queue();
    await execute(server.database.superuserUrl, 'update emails set recipient = $1 where id = $2', [
      'ana@example.com, eve@evil.example',
      id,
    ]);
    await send(id);
    await expectFailed(id, 'no e-mail address');
    expect(smtp.received).toEqual([]);
  });
});

describe('by Resend', () => {
  let resend: ResendDouble;

  beforeEach(async () => {
    resend = await startResendDouble();
    server.context.config.mail = {
      from: 'no-reply@numirio.test',
      transport: 'resend',
      baseUrl: resend.baseUrl,
    };
    server.context.secrets.resendApiKey = 're_test_key';
  });
  afterEach(() => resend.close());

  it('is sent once Resend has answered with an id', async () => {
    const id = await queue();
    await send(id);
    expect(resend.requests).toEqual([
      {
        idempotencyKey: id,
        authorization: 'Bearer re_test_key',
        body: {
          from: 'Numirio <no-reply@numirio.test>',
          to: [`reader-${count}@example.com`],
          subject: 'Wählen Sie ein neues Passwort',
          text: expect.stringContaining(canary),
          html: expect.stringContaining(canary),
          headers: { 'Auto-Submitted': 'auto-generated' },
          tags: [{ name: 'email_id', value: id }],
        },
      },
    ]);
    expect(await mail(id)).toMatchObject({
      status: 'sent',
      sent_at: server.clock.now,
      provider: 'resend',
      provider_id: resend.accepted.get(id),
      sealed_body: null,
    });
  });

  it('is not sent twice where Resend accepted it and the answer was lost', async () => {
    resend.behaviours = ['accept and hang up'];
    const id = await queue();
    await expectRetry(id, 'resend did not answer');
    await send(id);
    expect(resend.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual([id, id]);
    expect(resend.requests[1]?.body).toEqual(resend.requests[0]?.body);
    expect([...resend.accepted.keys()]).toEqual([id]);
    expect(await mail(id)).toMatchObject({ status: 'sent', provider_id: resend.accepted.get(id) });
  });

  it('goes out once where the process ends between the answer and its note', async () => {
    const id = await queue();
    const { db } = server.context;
    let transactions = 0;
    server.context.db = {
      ...db,
      inSystem: (work) =>
        ++transactions === 2 ? Promise.reject(new Error('killed')) : db.inSystem(work),
    };
    await expect(send(id)).rejects.toThrow('killed');
    server.context.db = db;
    expect(await mail(id)).toMatchObject({ status: 'queued', attempts: 1 });
    await send(id);
    expect([...resend.accepted.keys()]).toEqual([id]);
    expect(await mail(id)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it.each([
    [422, 'validation_error'],
    [400, 'validation_error'],
  ])('fails at once where Resend refuses the mail (%s)', async (status, error) => {
    resend.behaviours = [{ status, error }];
    const id = await queue();
    await send(id);
    await expectFailed(id, `resend ${status} ${error}`);
    await send(id);
    expect(resend.requests).toHaveLength(1);
  });

  it.each([
    [429, 'rate_limit_exceeded'],
    [429, 'daily_quota_exceeded'],
    [500, 'internal_server_error'],
    [409, 'concurrent_idempotent_requests'],
    [401, 'missing_api_key'],
    [403, 'invalid_api_key'],
  ])('is tried again after %s %s', async (status, error) => {
    resend.behaviours = [{ status, error }];
    const id = await queue();
    await expectRetry(id, `resend ${status} ${error}`);
    await send(id);
    expect(await mail(id)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it.each([
    ['hang up', 'resend did not answer'],
    ['answer nonsense', 'resend 200 without an id'],
  ] as const)('is tried again after “%s”', async (behaviour, code) => {
    resend.behaviours = [behaviour];
    await expectRetry(await queue(), code);
  });

  it('fails after its last attempt, and never before', async () => {
    const id = await queue();
    for (let attempt = 1; attempt < maxAttempts; attempt++) {
      resend.behaviours = [{ status: 500, error: 'internal_server_error' }];
      await expectRetry(id, 'resend 500 internal_server_error');
    }
    resend.behaviours = [{ status: 500, error: 'internal_server_error' }];
    await send(id);
    await expectFailed(id, 'resend 500 internal_server_error');
    expect((await mail(id)).attempts).toBe(maxAttempts);
  });

  it('tells the operator of a mail that failed, and nothing of what it says', async () => {
    const said: unknown[] = [];
    const { log } = server.context;
    server.context.log = { ...log, warn: (...given: unknown[]) => said.push(given) } as typeof log;
    resend.behaviours = [{ status: 422, error: 'validation_error' }];
    const id = await queue();
    await send(id);
    server.context.log = log;
    expect(said).toEqual([
      [
        { emailId: id, kind: 'reset_password', attempts: 1, error: 'resend 422 validation_error' },
        'a mail could not be sent',
      ],
    ]);
  });

  it('is given up where the last attempt ended the process', async () => {
    const id = await queue();
    await execute(server.database.superuserUrl, 'update emails set attempts = $1 where id = $2', [
      maxAttempts,
      id,
    ]);
    await send(id);
    await expectFailed(id, 'gave up');
    expect(resend.requests).toEqual([]);
  });

  it('is tried again, and tells nothing, where its words cannot be opened', async () => {
    const id = await queue();
    await execute(
      server.database.superuserUrl,
      `update emails set sealed_body = '\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' where id = $1`,
      [id],
    );
    await expect(send(id)).rejects.toThrow(/: unexpected \w+$/);
    expect((await mail(id)).last_error).toMatch(/^unexpected \w+$/);
  });

  it('goes through the worker, which tries again by itself and keeps no word of it', async () => {
    await execute(server.database.superuserUrl, 'delete from graphile_worker._private_jobs');
    resend.behaviours = [{ status: 500, error: 'internal_server_error' }];
    const id = await queue();
    await server.withWorker(async () => {
      await vi.waitFor(async () => expect((await mail(id)).attempts).toBe(1), { timeout: 20_000 });
      await vi.waitFor(
        async () => {
          const { rows } = await jobs();
          expect(rows[0]?.last_error ?? '').toContain('resend 500');
          expect(JSON.stringify(rows)).not.toContain(canary);
        },
        { timeout: 20_000 },
      );
      await vi.waitFor(async () => expect((await mail(id)).status).toBe('sent'), {
        timeout: 20_000,
      });
      await vi.waitFor(async () => expect((await jobs()).rows).toEqual([]), { timeout: 20_000 });
    });
    expect(await mail(id)).toMatchObject({ attempts: 2, sealed_body: null });
    expect([...resend.accepted.keys()]).toEqual([id]);
  });

  const jobs = () =>
    execute(
      server.database.superuserUrl,
      'select payload, attempts, last_error from graphile_worker._private_jobs',
    );
});

it('leaves no link in clear in the database, waiting or sent', async () => {
  await queue();
  const { rows } = await execute(
    server.database.superuserUrl,
    'select e::text as row from emails e',
  );
  expect(rows.length).toBeGreaterThan(10);
  const text = JSON.stringify(rows);
  expect(text).not.toContain(canary);
  expect(text).not.toContain(Buffer.from(canary).toString('hex'));
});
