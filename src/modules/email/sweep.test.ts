import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { recordReport } from './events.ts';
import { sweepEmails } from './sweep.ts';

const day = 86_400_000;
const written = new Date('2026-11-22T12:00:00Z');
let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());
beforeEach(async () => {
  await sql('delete from email_events');
  await sql('delete from emails');
});

const sql = (statement: string, values: unknown[] = []) =>
  execute(server.database.superuserUrl, statement, values);

const sweep = (now: Date) => server.context.db.inSystem((tx) => sweepEmails(tx, now));
const later = (ms: number) => new Date(written.getTime() + ms);

async function plantMails(count: number, createdAt: Date): Promise<string[]> {
  const { rows } = await sql(
    `insert into emails (id, recipient, subject, kind, language, status, created_at)
      select gen_random_uuid(), 'a@example.com', 'Hello', 'new_device', 'en', 'sent', $1
      from generate_series(1, $2) returning id`,
    [createdAt, count],
  );
  return rows.map((row) => row.id);
}

/** Reports something of a mail, or of one that we do not know. */
const report = (emailId: string | undefined, at: Date) =>
  server.context.db.inSystem((tx) =>
    recordReport(
      tx,
      { id: newId(), type: 'email.opened', at, state: undefined, emailId, providerId: undefined },
      at,
    ),
  );

async function count() {
  const { rows } = await sql(
    'select (select count(*)::int from emails) as mails, (select count(*)::int from email_events) as events',
  );
  return rows[0];
}

it('deletes mails after 90 days, with what was reported of them, and not a moment before', async () => {
  const [old] = await plantMails(1, written);
  await report(old, written);
  await report(undefined, written);
  const [young] = await plantMails(1, later(day));
  await report(young, later(day));
  expect(await sweep(later(90 * day))).toBe(0);
  expect(await count()).toEqual({ mails: 2, events: 3 });
  expect(await sweep(later(90 * day + 1))).toBe(2);
  expect(await count()).toEqual({ mails: 1, events: 1 });
  expect(await sweep(later(90 * day + 1))).toBe(0);
});

it('goes by batches of a thousand', async () => {
  await plantMails(2_500, written);
  const now = later(91 * day);
  expect([await sweep(now), await sweep(now), await sweep(now), await sweep(now)]).toEqual([
    1000, 1000, 500, 0,
  ]);
});
