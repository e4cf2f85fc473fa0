import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { draft, furnish, invoiceDetails, issue } from '../../../tests/support/fixtures.ts';
import { closeRenderers } from './index.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const pdfOf = (id: string, headers = {}) =>
  ana.request('GET', `${ana.path}/invoices/${id}/pdf`, undefined, headers);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the PDF of an issued invoice', () => {
  it('is rendered at the first request, stored, and the same ever after', async () => {
    const { id, number } = await issue(ana, clientId);
    const first = await pdfOf(id);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/pdf');
    expect(first.headers.get('content-disposition')).toBe(`inline; filename="${number}.pdf"`);
    expect(Buffer.from(first.bytes.slice(0, 5)).toString()).toBe('%PDF-');
    const etag = `"${sha256(first.bytes)}"`;
    expect(first.headers.get('etag')).toBe(etag);
    await ana.request('PATCH', ana.path, { footerNote: 'Changed since' });
    const second = await pdfOf(id);
    expect(Buffer.compare(second.bytes, first.bytes)).toBe(0);
    const cached = await pdfOf(id, { 'if-none-match': etag });
    expect([cached.status, cached.bytes.length]).toEqual([304, 0]);
    const { json } = await ana.request('GET', `${ana.path}/invoices/${id}`);
    expect(json.document).toEqual({ sha256: sha256(first.bytes), version: 1 });
  });

  it('is one version, whoever comes first: many requests or the job after issuance', async () => {
    const { id } = await issue(ana, clientId);
    const answers = await server.withWorker(() =>
      Promise.all(Array.from({ length: 6 }, () => pdfOf(id))),
    );
    expect(new Set(answers.map((answer) => sha256(answer.bytes))).size).toBe(1);
    const { rows } = await execute(
      server.database.superuserUrl,
      'select version, sha256, byte_length from document_versions where invoice_id = $1',
      [id],
    );
    expect(rows).toEqual([
      {
        version: 1,
        sha256: sha256(answers[0]?.bytes ?? new Uint8Array()),
        byte_length: answers[0]?.bytes.length,
      },
    ]);
  });

  it('is rendered and stored again, to the very same bytes, where the archive has lost it', async () => {
    const { id } = await issue(ana, clientId);
    const before = await pdfOf(id);
    const { dataDir } = server.context.config;
    const folder = join(dataDir, 'objects', 'ws', ana.workspaceId, id);
    const [name = ''] = await readdir(folder);
    await rm(folder, { recursive: true });
    const after = await pdfOf(id);
    expect([after.status, sha256(after.bytes)]).toEqual([200, sha256(before.bytes)]);
    expect(sha256(await readFile(join(folder, name)))).toBe(sha256(before.bytes));
  });

  it('does not exist for a draft', async () => {
    const id = await draft(ana, clientId);
    const answer = await ana.request('GET', `${ana.path}/invoices/${id}/pdf`);
    expect([answer.status, answer.json.code]).toEqual([409, 'invoice_not_issued']);
  });

  it('has pages before it is issued, for an accountant as well, who previews nothing', async () => {
    const id = await draft(ana, clientId);
    const accountant = await server.join(ana.workspaceId, 'accountant');
    const { json } = await accountant.request('GET', `${ana.path}/invoices/${id}/pages`);
    expect(json.pages).toHaveLength(1);
    expect(json.pages[0]).toMatch(/^<svg/);
  });

  it('can be looked at page by page', async () => {
    const { id } = await issue(ana, clientId);
    const { json } = await ana.request('GET', `${ana.path}/invoices/${id}/pages`);
    expect(json.pages).toHaveLength(1);
    expect(json.pages[0]).toMatch(/^<svg/);
  });
});

describe('a preview', () => {
  const preview = (body: object, accept = 'application/json') =>
    ana.request('POST', `${ana.path}/invoices/preview`, body, { accept });

  it('forecasts number and totals and stores nothing', async () => {
    const before = await ana.request('GET', `${ana.path}/invoices?limit=200`);
    const { status, json } = await preview({ ...invoiceDetails, clientId });
    expect(status).toBe(200);
    expect(json.totals).toMatchObject({ netMinor: 90_900, grossMinor: 107_523 });
    const again = await preview({ ...invoiceDetails, clientId });
    expect(again.json).toEqual(json);
    expect((await ana.request('GET', `${ana.path}/invoices?limit=200`)).json).toEqual(before.json);
    expect((await issue(ana, clientId)).number).toBe(json.number);
  });

  it('shows the document as pages or as PDF', async () => {
    const pages = await preview({ ...invoiceDetails, clientId }, 'image/svg+xml');
    expect(pages.json.pages[0]).toMatch(/^<svg/);
    const pdf = await preview({ ...invoiceDetails, clientId }, 'application/pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
  });

  it('tells of characters that no font has, and of what is missing', async () => {
    const { json } = await preview({ subject: 'Runes \u{16a0}', lines: [] });
    const codes = json.findings.map((finding: { code: string }) => finding.code);
    expect(codes).toEqual(expect.arrayContaining(['characters_not_printable', 'lines_missing']));
  });
});
