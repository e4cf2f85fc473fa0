import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type FileVerdict, reAnchor, verifyTrailFile } from '#modules/audit/index.ts';
import { type AuditKey, auditKeySetSchema } from '#modules/audit/schema.ts';
import { StartError } from '#platform/errors.ts';
import { operate } from './operator-commands.ts';
import { say } from './wiring.ts';

const usage = `Say what: numirio audit verify <file> [--keys <file with the keys>],
or after a restore: numirio audit re-anchor <reason> [<workspace id>].`;

/** `numirio audit verify …` and `numirio audit re-anchor …`. */
export async function audit(task?: string, ...arguments_: string[]): Promise<void> {
  const [first, second, third] = arguments_;
  if (task === 'verify' && first && (second === '--keys' ? third : arguments_.length === 1)) {
    return verifyFile(first, third);
  }
  if (task === 're-anchor' && first?.trim() && arguments_.length <= 2) {
    return reAnchorAll(first.trim(), second);
  }
  throw new StartError(usage);
}

/** Verifies an exported trail without a database and without a secret; ends with 1 where it is broken. */
async function verifyFile(path: string, keysPath: string | undefined): Promise<void> {
  const keys = keysPath ? await readKeys(keysPath) : undefined;
  const lines = () => createInterface({ input: createReadStream(path, 'utf8') });
  const verdict = await verifyTrailFile(lines, keys).catch((error: Error) => {
    throw new StartError(`${path} cannot be verified: ${error.message}.`);
  });
  sayVerdict(verdict, keysPath);
  if (verdict.state === 'broken') process.exitCode = 1;
}

async function readKeys(path: string): Promise<AuditKey[]> {
  try {
    return auditKeySetSchema.parse(JSON.parse(await readFile(path, 'utf8'))).keys;
  } catch {
    throw new StartError(`${path} is no set of keys such as GET /v1/audit-keys answers.`);
  }
}

/** In one piece, so that it reaches whoever reads only its beginning. */
function sayVerdict(verdict: FileVerdict, keysPath: string | undefined): void {
  const { header, anchors, findings } = verdict;
  const newest = anchors.newest ? `, the newest of ${printable(anchors.newest.at)}` : '';
  const lines = [
    `Audit trail of ${printable(header.workspaceName)} (${header.workspaceId})`,
    `exported at ${printable(header.exportedAt)}`,
    `${verdict.events} events, the last at place ${header.head.sequence}`,
    `${anchors.count} ${anchors.count === 1 ? 'anchor' : 'anchors'}${newest}`,
    ...verdict.restorations.map(
      ({ at, sequence, reason }) =>
        `At ${printable(at)} the trail went on from place ${sequence}: ${printable(reason)}`,
    ),
    '',
    verdict.state === 'intact' ? 'INTACT' : 'BROKEN',
    ...findings.map(
      ({ kind, sequence, eventId, detail }) =>
        `  ${kind} at place ${sequence ?? 'unknown'}${eventId ? ` (event ${printable(eventId)})` : ''}: ${printable(detail)}`,
    ),
    keysPath
      ? `The anchors were checked with the keys in ${keysPath}.`
      : 'The keys were taken from the file itself, so whoever made the file can have made them too. Get them from GET /v1/audit-keys of the installation, and check again with --keys.',
  ];
  say(lines.join('\n'));
}

/** The file is somebody else's: nothing in it may move the cursor of a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

/** Says in each trail whose anchors are ahead of a restored database that it was restored, and why. */
async function reAnchorAll(reason: string, workspaceId: string | undefined): Promise<void> {
  let refused = 0;
  let done = 0;
  await operate(async (context) => {
    for await (const { workspaceId: id, replaced, refusal } of reAnchor(
      context,
      reason,
      workspaceId,
    )) {
      if (refusal) refused += 1;
      else done += 1;
      say(
        refusal
          ? `${id} was left as it is: ${refusal}`
          : `${id}: ${replaced} ${replaced === 1 ? 'anchor is' : 'anchors are'} history.`,
      );
    }
  });
  say(`${done} ${done === 1 ? 'trail was' : 'trails were'} re-anchored, ${refused} refused.`);
  if (refused > 0) process.exitCode = 1;
}
