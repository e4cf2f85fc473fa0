import type { TestDatabase } from '../support/database.ts';
import { inspectPdf, missingPdfTools } from '../support/pdf-tools.ts';
import { canariesOf, type Planted } from './planted.ts';
import { connected, listTenantTables } from './tables.ts';

/** Finds a workspace's canaries in whatever comes out of the server. */
export type Oracle = {
  /** How many texts give the workspace away. */
  size: number;
  /** Those that are in here, be it in the text of a PDF. */
  find(bytes: Uint8Array | string): string[];
};

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const sha256 = /[0-9a-f]{64}/g;
const tellingTexts = [uuid, sha256];

/**
 * What is to be found: everything that was planted, and every id and hash in any row of the workspace that is
 * not in a row of another one.
 */
export async function openOracle(
  database: TestDatabase,
  planted: Planted,
  other: Planted,
): Promise<Oracle> {
  const words = [planted.word, planted.colleague.email, planted.token];
  const ids = await idsOf(database, planted.workspaceId);
  for (const id of await idsOf(database, other.workspaceId)) ids.delete(id);
  for (const text of canariesOf(planted)) if (!words.includes(text)) ids.add(text);
  const texts = new Map<string, string>();
  const find = (bytes: Uint8Array | string): string[] => {
    const raw = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    const shown = raw.startsWith('%PDF') ? `${raw}${textOf(Buffer.from(bytes), texts)}` : raw;
    const lower = shown.toLowerCase();
    return [
      ...words.filter((word) => lower.includes(word.toLowerCase())),
      ...tellingTexts.flatMap((pattern) => lower.match(pattern) ?? []).filter((id) => ids.has(id)),
    ];
  };
  return { size: words.length + ids.size, find };
}

/** The text of a PDF, whose streams are compressed and whose fonts hide the letters; each is read once. */
function textOf(pdf: Buffer, known: Map<string, string>): string {
  const key = pdf.toString('base64');
  const text = known.get(key) ?? (missingPdfTools('pdftotext') ? '' : inspectPdf('pdftotext', pdf));
  known.set(key, text);
  return text;
}

function idsOf(database: TestDatabase, workspaceId: string): Promise<Set<string>> {
  return connected(database.superuserUrl, async (client) => {
    const ids = new Set<string>();
    for (const { name, scopeColumn } of await listTenantTables(client)) {
      const { rows } = await client.query(
        `select to_jsonb(t)::text as row from ${name} t where ${scopeColumn} = $1`,
        [workspaceId],
      );
      for (const { row } of rows) {
        for (const pattern of tellingTexts) for (const id of row.match(pattern) ?? []) ids.add(id);
      }
    }
    return ids;
  });
}
