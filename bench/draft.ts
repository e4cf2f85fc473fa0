import { draft, invoiceDetails } from '../tests/support/fixtures.ts';
import { startInstallation } from './support/installation.ts';
import { median, printTable, quantile } from './support/measure.ts';
import { addMember } from './support/member.ts';

/** What a person waits for while typing an invoice of 30 lines; see bench/README.md. */

const turns = Number(process.env.TURNS ?? 200);
const warmUpTurns = 30;
const lines = Array.from({ length: 30 }, (_, index) => ({
  ...invoiceDetails.lines[index % invoiceDetails.lines.length],
  description: `Work package ${index + 1}\nas agreed in the statement of work`,
}));

const installation = await startInstallation();
try {
  const member = await addMember(installation);
  const id = await draft(member, member.clientId, { lines });
  let version = 1;
  const preview = (turn: number, accept: string) => ({
    method: 'POST',
    path: '/invoices/preview',
    body: { clientId: member.clientId, subject: `Turn ${turn}`, lines },
    headers: { accept },
  });
  const kinds = {
    'autosave of the subject (PATCH)': (turn: number) => ({
      method: 'PATCH',
      path: `/invoices/${id}`,
      body: { version, subject: `Turn ${turn}` },
      headers: {},
    }),
    'autosave of all lines (PATCH)': (turn: number) => ({
      method: 'PATCH',
      path: `/invoices/${id}`,
      body: { version, lines: lines.with(0, { ...lines[0], description: `Turn ${turn}` }) },
      headers: {},
    }),
    'preview of the totals': (turn: number) => preview(turn, 'application/json'),
    'preview with pages (SVG)': (turn: number) => preview(turn, 'image/svg+xml'),
  };

  const samples: Record<string, number[]> = {};
  for (let turn = -warmUpTurns; turn < turns; turn += 1) {
    for (const [kind, requestOf] of Object.entries(kinds)) {
      const { method, path, body, headers } = requestOf(turn);
      const startedAt = performance.now();
      const answer = await member.request(method, `${member.path}${path}`, body, headers);
      const ms = performance.now() - startedAt;
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.json));
      if (method === 'PATCH') version = answer.json.version;
      samples[kind] ??= [];
      if (turn >= 0) samples[kind].push(ms);
    }
  }
  printTable(
    ['an invoice of 30 lines', 'median ms', '95th percentile ms'],
    Object.entries(samples).map(([kind, ms]) => [
      kind,
      median(ms).toFixed(1),
      quantile(ms, 0.95).toFixed(1),
    ]),
  );
} finally {
  await installation.close();
}
