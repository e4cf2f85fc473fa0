import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Invoice, InvoiceChange, InvoiceContent } from '#modules/invoices/schema.ts';
import { ApiError, NetworkError } from '../../../http.ts';
import { contentOf, draftOf, newDraft } from './draft.ts';
import { createDraftSession, type DraftSessionOptions } from './draft-session.ts';
import type { KeptDraft } from './kept-draft.ts';

const vat = { category: 'S', rate: '19', exemptionCode: null, exemptionText: null } as const;
const blank = newDraft({
  today: '2026-11-22',
  currency: 'EUR',
  language: 'de',
  paymentTermDays: 14,
  vat,
});

/** The API's behaviour towards one draft, in memory. */
function fakeServer() {
  let content: InvoiceContent | undefined;
  let version = 0;
  let changedBy = '';
  const changes: InvoiceChange[] = [];
  const server = {
    changes,
    isDown: false,
    invoice: () => ({ ...content, id: 'd1', version }) as unknown as Invoice,
    otherPerson: (change: Partial<InvoiceContent>) => {
      content = { ...(content as InvoiceContent), ...change };
      version += 1;
      changedBy = 'Eva';
    },
    create: async (body: InvoiceContent) => {
      if (server.isDown) throw new NetworkError('down');
      content = body;
      version = 1;
      return server.invoice();
    },
    change: async (_id: string, change: InvoiceChange) => {
      if (server.isDown) throw new NetworkError('down');
      changes.push(change);
      const { version: basedOn, ...fields } = change;
      if (basedOn !== version) {
        const problem = {
          title: '',
          status: 409,
          code: 'draft_changed',
          current: server.invoice(),
          changedBy,
        };
        throw new ApiError(problem);
      }
      // The API trims texts.
      if (fields.note !== undefined) fields.note = fields.note.trim();
      content = { ...(content as InvoiceContent), ...(fields as Partial<InvoiceContent>) };
      version += 1;
      return server.invoice();
    },
  };
  return server;
}

function open(server: ReturnType<typeof fakeServer>, options: Partial<DraftSessionOptions> = {}) {
  const box: { kept: KeptDraft | null; merged: string[] } = { kept: null, merged: [] };
  const session = createDraftSession({
    draft: blank,
    stored: null,
    kept: null,
    create: server.create,
    change: server.change,
    keep: (kept) => {
      box.kept = kept;
    },
    onMerged: (_by, fields) => {
      box.merged.push(...fields);
    },
    ...options,
  });
  session.start();
  return { session, box };
}

async function openStored(server: ReturnType<typeof fakeServer>) {
  const stored = await server.create(contentOf(blank));
  return open(server, { stored, draft: draftOf(contentOf(stored)) });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('opening a new invoice stores nothing until something is typed', async () => {
  const server = fakeServer();
  const { session } = open(server);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(session.getState().stored).toBeNull();
  session.change({ subject: 'W' });
  session.change({ subject: '' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(session.getState().save).toBe('untouched');
  session.change({ subject: 'Website' });
  await vi.advanceTimersByTimeAsync(600);
  expect(session.getState()).toMatchObject({
    save: 'saved',
    stored: { id: 'd1', subject: 'Website' },
  });
});

test('keys in quick succession become one request with just the changed field', async () => {
  const server = fakeServer();
  const { session } = await openStored(server);
  for (const note of ['T', 'Th', 'Thanks ']) {
    session.change({ note });
    await vi.advanceTimersByTimeAsync(200);
  }
  await vi.advanceTimersByTimeAsync(600);
  expect(server.changes).toEqual([{ note: 'Thanks ', version: 1 }]);
  await vi.advanceTimersByTimeAsync(10_000);
  // The server trimmed the space; the screen keeps it and nothing is sent again.
  expect(session.getState().draft.note).toBe('Thanks ');
  expect(server.changes).toHaveLength(1);
});

test('what is typed while a save is under way is stored after it, on its version', async () => {
  const server = fakeServer();
  const { session } = await openStored(server);
  session.change({ subject: 'A' });
  const saving = session.flush();
  session.change({ subject: 'AB' });
  await saving;
  expect(server.changes.map((change) => [change.subject, change.version])).toEqual([
    ['A', 1],
    ['AB', 2],
  ]);
});

test('a lost connection keeps a copy, tries again and forgets the copy once it is stored', async () => {
  const server = fakeServer();
  const { session, box } = await openStored(server);
  server.isDown = true;
  session.change({ subject: 'On the train' });
  await vi.advanceTimersByTimeAsync(600);
  expect(session.getState().save).toBe('retrying');
  expect(box.kept?.content.subject).toBe('On the train');
  await vi.advanceTimersByTimeAsync(20_000);
  server.isDown = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(session.getState().save).toBe('saved');
  expect(server.invoice().subject).toBe('On the train');
  expect(box.kept).toBeNull();
});

test('a copy kept before a reload is restored and stored', async () => {
  const server = fakeServer();
  const { box, session: before } = await openStored(server);
  server.isDown = true;
  before.change({ subject: 'Unsaved' });
  await vi.advanceTimersByTimeAsync(600);
  server.isDown = false;
  const stored = server.invoice();
  const { session } = open(server, { stored, draft: draftOf(contentOf(stored)), kept: box.kept });
  expect(session.getState().draft.subject).toBe('Unsaved');
  await session.flush();
  expect(server.invoice().subject).toBe('Unsaved');
});

test('changes to different fields by two people are both kept without a question', async () => {
  const server = fakeServer();
  const { session, box } = await openStored(server);
  server.otherPerson({ note: 'From Eva' });
  session.change({ subject: 'Mine' });
  await session.flush();
  await vi.advanceTimersByTimeAsync(600);
  expect(server.invoice()).toMatchObject({ note: 'From Eva', subject: 'Mine' });
  expect(session.getState().draft.note).toBe('From Eva');
  expect(box.merged).toEqual(['note']);
});

test('the same field changed by two people is a question, and either answer loses nothing else', async () => {
  for (const answer of ['mine', 'theirs'] as const) {
    const server = fakeServer();
    const { session } = await openStored(server);
    server.otherPerson({ subject: 'Theirs', note: 'From Eva' });
    session.change({ subject: 'Mine', orderReference: 'PO-7' });
    await session.flush();
    expect(session.getState().conflict).toMatchObject({ fields: ['subject'], changedBy: 'Eva' });
    const put = answer === 'mine' ? session.keepMine() : session.takeTheirs();
    await vi.advanceTimersByTimeAsync(600);
    expect(server.invoice()).toMatchObject({
      subject: answer === 'mine' ? 'Mine' : 'Theirs',
      note: 'From Eva',
      orderReference: 'PO-7',
    });
    if (answer === 'theirs') expect(put).toEqual({ subject: 'Mine' });
  }
});

test('a draft that another person issued meanwhile stops saving and says so', async () => {
  const server = fakeServer();
  const { session, box } = await openStored(server);
  const refusal = new ApiError({ title: '', status: 409, code: 'invoice_already_issued' });
  const { session: late } = open(server, {
    stored: session.getState().stored,
    draft: session.getState().draft,
    change: () => Promise.reject(refusal),
    keep: (kept) => {
      box.kept = kept;
    },
  });
  late.change({ subject: 'Too late' });
  await late.flush();
  expect(late.getState().save).toBe('issued');
  expect(box.kept?.content.subject).toBe('Too late');
});

test('a refused field is named, and mending it stores everything', async () => {
  const server = fakeServer();
  const errors = [{ field: 'lines[0].quantity', message: 'must lie between 0 and 10000000000' }];
  let isRefusing = true;
  const stored = await server.create(contentOf(blank));
  const { session } = open(server, {
    stored,
    draft: draftOf(contentOf(stored)),
    change: (id, change) =>
      isRefusing
        ? Promise.reject(new ApiError({ title: '', status: 422, code: 'invalid_input', errors }))
        : server.change(id, change),
  });
  session.change({ subject: 'x' });
  await session.flush();
  expect(session.getState()).toMatchObject({ save: 'refused', refusals: errors });
  isRefusing = false;
  session.change({ note: 'y' });
  await vi.advanceTimersByTimeAsync(600);
  expect(session.getState()).toMatchObject({ save: 'saved', refusals: [] });
  expect(server.invoice()).toMatchObject({ subject: 'x', note: 'y' });
});
