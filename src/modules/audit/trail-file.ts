import { z } from 'zod';
import { keysOf } from './anchor-keys.ts';
import { chainPointSchema } from './anchor-schema.ts';
import { readAnchors } from './anchors.ts';
import { type AuditFinding, type AuditKey, auditKeySchema } from './schema.ts';
import { startVerification, type Verdict } from './verification.ts';

/** The first line of an exported trail. */
export const trailHeaderSchema = z.strictObject({
  format: z.literal('numirio-audit-trail'),
  version: z.literal(1),
  workspaceId: z.uuid(),
  workspaceName: z.string(),
  exportedAt: z.string(),
  head: chainPointSchema,
  keys: z.array(auditKeySchema),
});
export type TrailHeader = z.infer<typeof trailHeaderSchema>;

/** The lines after it: the events in the order of the chain, then the anchors. */
const eventLineSchema = z.strictObject({
  sequence: z.int(),
  id: z.string(),
  at: z.string(),
  actor: z.strictObject({ id: z.string().nullable(), name: z.string() }),
  ip: z.string(),
  type: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  data: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
const anchorLineSchema = z.strictObject({ anchor: z.string() });

export type FileVerdict = Verdict & { header: TrailHeader };

/**
 * Verifies an exported trail with nothing but itself and public keys: those given, or else those that the
 * file names itself. `lines` is asked for twice. Throws Error where the file is no such export.
 */
export async function verifyTrailFile(
  lines: () => AsyncIterable<string> | Iterable<string>,
  keys?: AuditKey[],
): Promise<FileVerdict> {
  let header: TrailHeader | undefined;
  const signed: string[] = [];
  for await (const line of lines()) {
    header ??= readHeader(line);
    if (line.startsWith('{"anchor"')) signed.push(readAnchorLine(line));
  }
  if (!header) throw new Error('the file is empty');
  const { workspaceId, head } = header;
  const read = await readAnchors(keysOf(keys ?? header.keys), workspaceId, signed);
  const unreadable: AuditFinding[] = [];
  if (
    !read.anchors.some(({ sequence, hash }) => sequence === head.sequence && hash === head.hash)
  ) {
    unreadable.push(
      problem('anchor_invalid', head.sequence, 'no anchor vouches for the end of the file'),
    );
  }
  const verification = startVerification({ workspaceId, ...read });
  let place = 0;
  for await (const line of lines()) {
    place += 1;
    if (place === 1 || line === '' || line.startsWith('{"anchor"')) continue;
    const event = readEventLine(line);
    if (event) verification.add(event);
    else unreadable.push(problem('edited', null, `line ${place} of the file is no event`));
  }
  const verdict = verification.end(head);
  const findings = [...verdict.findings, ...unreadable.slice(0, maxUnreadable)];
  return { ...verdict, findings, state: findings.length === 0 ? 'intact' : 'broken', header };
}

const maxUnreadable = 100;

function readHeader(line: string): TrailHeader {
  const parsed = trailHeaderSchema.safeParse(parseJson(line));
  if (!parsed.success) throw new Error('the file does not begin like an exported audit trail');
  return parsed.data;
}

function readAnchorLine(line: string): string {
  const parsed = anchorLineSchema.safeParse(parseJson(line));
  return parsed.success ? parsed.data.anchor : line.slice(0, 100);
}

function readEventLine(line: string) {
  const parsed = eventLineSchema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { sequence, hash, ...record } = parsed.data;
  return { sequence, hash, record };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function problem(
  kind: AuditFinding['kind'],
  sequence: number | null,
  detail: string,
): AuditFinding {
  return { kind, sequence, eventId: null, detail };
}
