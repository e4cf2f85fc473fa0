import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { sendEmail } from './jobs.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const outbox = () => server.anonymous.request('GET', '/v1/outbox');

async function queue(email: string): Promise<string> {
  await server.anonymous.request('POST', '/v1/registrations', { email });
  const { rows } = await execute(
    server.database.superuserUrl,
    'select id from emails where recipient = $1',
    [email],
  );
  return rows[0].id;
}

it('shows an empty outbox before anything was sent', async () => {
  expect(await outbox()).toMatchObject({ status: 200, json: { items: [] } });
});

it('writes a mail once as .eml, however often the job runs, and marks it as sent', async () => {
  const emailId = await queue('o’brien+test@example.com');
  await sendEmail(server.context, { emailId });
  await sendEmail(server.context, { emailId });
  const folder = join(server.context.config.dataDir, 'outbox');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  expect(files).toEqual([`${emailId}.eml`]);
  const eml = await readFile(join(folder, `${emailId}.eml`), 'utf8');
  expect(eml).toMatch(/^Subject: Confirm your e-mail address\r$/m);
  expect(eml).toContain('multipart/alternative');
  const { json } = await outbox();
  expect(json.items).toMatchObject([
    { id: emailId, to: 'o’brien+test@example.com', links: [expect.stringContaining('#token=')] },
  ]);
  const { rows } = await execute(
    server.database.superuserUrl,
    'select status, sent_at from emails',
  );
  expect(rows).toMatchObject([{ status: 'sent', sent_at: server.clock.now }]);
});

it('does nothing for a mail that is gone', async () => {
  await sendEmail(server.context, { emailId: '0190a000-0000-7000-8000-000000000001' });
  expect((await outbox()).json.items).toHaveLength(1);
});

it('does not exist on an installation that others can reach', async () => {
  const { config } = server.context;
  config.loopback = false;
  const answer = await outbox();
  config.loopback = true;
  expect([answer.status, answer.json.code]).toEqual([404, 'outbox_not_found']);
});
