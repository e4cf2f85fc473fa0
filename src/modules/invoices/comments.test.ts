import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { draft, furnish, issue } from '../../../tests/support/fixtures.ts';
import { inspectPdf, missingPdfTools } from '../../../tests/support/pdf-tools.ts';

let server: TestApp;
let ana: Member;
let accountant: Member;
let clientId: string;
let invoiceId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  accountant = await server.join(ana.workspaceId, 'accountant');
  await accountant.request('PATCH', '/v1/me', { name: 'Ben', language: 'en' });
  clientId = await furnish(ana);
  invoiceId = (await issue(ana, clientId)).id;
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const pathOf = (invoice: string, comment = '') =>
  `${ana.path}/invoices/${invoice}/comments${comment && `/${comment}`}`;
const write = (member: Member, invoice: string, text: string) =>
  member.request('POST', pathOf(invoice), { text });
const read = async (member: Member, invoice: string) =>
  (await member.request('GET', pathOf(invoice))).json.items;
const historyOf = async (invoice: string) =>
  (await ana.request('GET', `${ana.path}/audit-events?subjectId=${invoice}`)).json.items;

describe('comments', () => {
  it('are written by any member, on drafts and issued invoices, and read oldest first', async () => {
    for (const invoice of [invoiceId, await draft(ana, clientId)]) {
      const first = await write(ana, invoice, '  Which cost centre?\r\n– A.  ');
      expect(first.status).toBe(201);
      expect(first.json).toMatchObject({
        author: 'Ana',
        text: 'Which cost centre?\n– A.',
        createdAt: server.clock.now.toISOString(),
        isOwn: true,
      });
      expect((await write(accountant, invoice, '4400')).status).toBe(201);
      const shown = (await read(accountant, invoice)).map(
        ({ author, isOwn }: { author: string; isOwn: boolean }) => [author, isOwn],
      );
      expect(shown).toEqual([
        ['Ana', false],
        ['Ben', true],
      ]);
    }
  });

  it('hold 1 to 2,000 characters of plain text', async () => {
    const invoice = await draft(ana, clientId);
    for (const text of ['', ' \n ', 'x'.repeat(2001), 'a\u0000b', '\ud800', 7, null]) {
      const answer = await ana.request('POST', pathOf(invoice), { text });
      expect([text, answer.status, answer.json.errors?.[0]?.field]).toEqual([text, 422, 'text']);
    }
    const markup = `<b onclick="x">=1+1</b> 🦩 ${'x'.repeat(1900)}`;
    expect((await write(ana, invoice, markup)).json.text).toBe(markup);
    expect(await read(ana, invoice)).toHaveLength(1);
  });

  it('are deleted by who wrote them and by nobody else, an owner neither', async () => {
    const { json: comment } = await write(accountant, invoiceId, 'Paid in cash?');
    const path = pathOf(invoiceId, comment.id);
    for (const member of [ana, await server.join(ana.workspaceId, 'admin')]) {
      const refused = await member.request('DELETE', path);
      expect([refused.status, refused.json.code]).toEqual([403, 'not_allowed']);
    }
    expect(await read(ana, invoiceId)).toContainEqual({ ...comment, isOwn: false });
    const answers = await Promise.all([1, 2].map(() => accountant.request('DELETE', path)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404]);
    expect(await read(ana, invoiceId)).not.toContainEqual({ ...comment, isOwn: false });
  });

  it('are found under their own invoice only', async () => {
    const { json: comment } = await write(ana, invoiceId, 'Here');
    const other = (await issue(ana, clientId)).id;
    const elsewhere = await ana.request('DELETE', pathOf(other, comment.id));
    expect([elsewhere.status, elsewhere.json.code]).toEqual([404, 'comment_not_found']);
    for (const [method, body] of [['GET'], ['POST', { text: 'There' }]] as const) {
      const nowhere = await ana.request(method, pathOf(newId()), body);
      expect([nowhere.status, nowhere.json.code]).toEqual([404, 'invoice_not_found']);
    }
  });

  it('stand in the history of their invoice, also when they are deleted', async () => {
    const { id } = await issue(ana, clientId);
    const { json: comment } = await write(accountant, id, 'Reverse charge?');
    await accountant.request('DELETE', pathOf(id, comment.id));
    const data = { commentId: comment.id, text: 'Reverse charge?' };
    expect((await historyOf(id)).slice(0, 2)).toMatchObject([
      { type: 'comment.deleted', actor: 'Ben', subjectType: 'comment', subjectId: id, data },
      { type: 'comment.added', actor: 'Ben', subjectType: 'comment', subjectId: id, data },
    ]);
  });

  it('leave with the draft that they are on', async () => {
    const invoice = await draft(ana, clientId);
    await write(accountant, invoice, 'Not yet');
    expect((await ana.request('DELETE', `${ana.path}/invoices/${invoice}`)).status).toBe(204);
    const rows = await server.context.db.inWorkspace(ana.workspaceId, (tx) =>
      tx.selectFrom('comments').selectAll().where('invoice_id', '=', invoice).execute(),
    );
    expect(rows).toEqual([]);
    expect((await ana.request('GET', pathOf(invoice))).status).toBe(404);
  });

  it('are at most 500 on an invoice, also where many come at once', async () => {
    const invoice = await draft(ana, clientId);
    await server.context.db.inWorkspace(ana.workspaceId, (tx) =>
      tx
        .insertInto('comments')
        .values(
          Array.from({ length: 498 }, () => ({
            workspace_id: ana.workspaceId,
            id: newId(),
            invoice_id: invoice,
            author_id: ana.userId,
            author_name: 'Ana',
            text: 'x',
            created_at: server.clock.now,
          })),
        )
        .execute(),
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => write(ana, invoice, 'y')));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 409, 409, 409]);
    const refused = answers.find((answer) => answer.status === 409);
    expect(refused?.json.code).toBe('comment_limit_reached');
    expect(await read(ana, invoice)).toHaveLength(500);
  });

  it.skipIf(missingPdfTools('pdftotext'))('stand on no document', async () => {
    const word = 'Kirschholz';
    const drafted = await draft(ana, clientId);
    await write(ana, drafted, word);
    const shown = await ana.request('GET', `${ana.path}/invoices/${drafted}`);
    expect(JSON.stringify(shown.json)).not.toContain(word);
    const issued = await ana.request('POST', `${ana.path}/invoices/${drafted}/issuance`, {});
    expect(JSON.stringify(issued.json)).not.toContain(word);
    const pdf = await ana.request('GET', `${ana.path}/invoices/${drafted}/pdf`);
    const text = inspectPdf('pdftotext', pdf.bytes);
    expect(text).toContain('Consulting');
    expect(text).not.toContain(word);
    const pages = await ana.request('GET', `${ana.path}/invoices/${drafted}/pages`);
    expect(JSON.stringify(pages.json)).not.toContain(word);
    const before = pdf.headers.get('etag');
    await write(ana, drafted, `${word} again`);
    const after = await ana.request('GET', `${ana.path}/invoices/${drafted}/pdf`);
    expect(Buffer.from(after.bytes).equals(Buffer.from(pdf.bytes))).toBe(true);
    expect(after.headers.get('etag')).toBe(before);
  });
});
