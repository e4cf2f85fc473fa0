import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyTrailFile } from '#modules/audit/index.ts';
import type { AuditKey } from '#modules/audit/schema.ts';
import { StartError } from '#platform/errors.ts';
import { audit } from '../src/audit-commands.ts';
import { startTestApp, type TestApp } from './support/app.ts';
import { anchorNow, appendEvents, exportLines } from './support/audit-trails.ts';
import { endServers, makeDataDir, runProgram } from './support/server.ts';

let server: TestApp;
const folder = makeDataDir();
let lines: string[];
let workspaceId: string;
let keys: AuditKey[];

beforeAll(async () => {
  server = await startTestApp();
  const ana = await server.signUp('Studio \u0007 Ana');
  workspaceId = ana.workspaceId;
  await appendEvents(server, workspaceId, 20);
  await anchorNow(server);
  lines = await exportLines(ana);
  const answer = await server.anonymous.request('GET', '/v1/audit-keys');
  keys = answer.json.keys;
  write('keys.json', [JSON.stringify(answer.json)]);
  write('trail.ndjson', lines);
});
afterAll(async () => {
  await endServers();
  await server.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, texts: string[]): string {
  writeFileSync(join(folder, name), `${texts.join('\n')}\n`);
  return join(folder, name);
}

/** Runs the command with neither a secret nor a database, as an auditor does. */
const run = (...args: string[]) => runProgram('audit', {}, ...args).ended;

describe('numirio audit verify', () => {
  it('finds an export intact with the keys of the installation, without anything else', async () => {
    const ended = await run(
      'verify',
      join(folder, 'trail.ndjson'),
      '--keys',
      join(folder, 'keys.json'),
    );
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toContain(`Audit trail of Studio   Ana (${workspaceId})\n`);
    expect(ended.stdout).toContain(
      '22 events, the last at place 22\n2 anchors, the newest of 2026-11-22',
    );
    expect(ended.stdout).toContain('\nINTACT\nThe anchors were checked with the keys in ');
  });

  it('says so where it had to trust the keys in the file', async () => {
    const ended = await run('verify', join(folder, 'trail.ndjson'));
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(
      'The keys were taken from the file itself, so whoever made the file',
    );
  });

  it.each<[string, (all: string[]) => string[], RegExp]>([
    [
      'an edited line',
      (all) => all.map((line, place) => (place === 5 ? line.replace('Ana', 'Eve') : line)),
      /^edited at 5: /m,
    ],
    ['a missing line', (all) => all.filter((_line, place) => place !== 5), /^missing at 5: /m],
    [
      'two lines in the wrong order',
      ([head = '', one = '', two = '', ...rest]) => [head, two, one, ...rest],
      /^reordered at 1: /m,
    ],
    ['a file that ends too soon', (all) => all.slice(0, 9), /^truncated at 9: /m],
    [
      'a line that is no event',
      (all) => all.map((line, place) => (place === 5 ? `{${line}` : line)),
      /^edited at null: line 6 of the file is no event/m,
    ],
    [
      'an anchor that nobody signed',
      (all) => [...all, all.at(-1)?.replace(/"}$/, 'A"}') ?? ''],
      /^anchor_invalid at null: /m,
    ],
    [
      'no anchor at the end',
      (all) => all.slice(0, -1),
      /^anchor_invalid at 22: no anchor vouches for the end of the file/m,
    ],
    [
      'a number that is infinite',
      (all) =>
        all.map((line, place) => (place === 5 ? line.replace(/"turn":\d+/, '"turn":1e999') : line)),
      /^edited at 5: /m,
    ],
  ])('is told of %s', async (_name, tamper, finding) => {
    const tampered = tamper(lines);
    const { state, findings } = await verifyTrailFile(() => tampered, keys);
    expect(state).toBe('broken');
    const said = findings.map(({ kind, sequence, detail }) => `${kind} at ${sequence}: ${detail}`);
    expect(said.join('\n')).toMatch(finding);
  });

  it('ends with 1 and names what it finds, where that is something', async () => {
    const path = write('tampered.ndjson', [...lines.slice(0, 5), ...lines.slice(6)]);
    const ended = await run('verify', path, '--keys', join(folder, 'keys.json'));
    expect([ended.code, ended.stderr]).toEqual([1, '']);
    expect(ended.stdout).toContain('\nBROKEN\n  missing at place 5: no event stands at place 5');
  });

  it('trusts no anchor of a key that was not given', async () => {
    const { state, findings } = await verifyTrailFile(() => lines, []);
    expect(state).toBe('broken');
    expect(findings[0]?.detail).toMatch(/^an anchor is not signed by a trusted key: /);
  });

  it.each([
    [[], /^Say what: numirio audit verify <file>/],
    [['verify'], /^Say what: /],
    [['verify', 'a', '--key', 'b'], /^Say what: /],
    [['verify', 'absent.ndjson'], /^absent\.ndjson cannot be verified: ENOENT/],
    [
      ['verify', join(folder, 'keys.json')],
      /cannot be verified: the file does not begin like an exported audit trail\.$/m,
    ],
    [
      ['verify', 'absent.ndjson', '--keys', 'absent.json'],
      /^absent\.json is no set of keys such as /,
    ],
    [['re-anchor', ' '], /^Say what: /],
  ])('says in a sentence what is missing of %j', async (args, sentence) => {
    const refusal = await audit(...args).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as StartError).message).toMatch(sentence);
  });
});
