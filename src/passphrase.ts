import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '#platform/errors.ts';

/** Reads a passphrase from a file's first line, or from the terminal without showing it. */
export async function askPassphrase(
  file: string | undefined,
  { twice = false }: { twice?: boolean } = {},
): Promise<string> {
  if (file !== undefined) return readFirstLine(file);
  if (!process.stdin.isTTY) {
    throw new StartError('There is no terminal to ask for the passphrase; use --passphrase-file.');
  }
  const passphrase = await askHidden('Passphrase of the key: ');
  if (twice && (await askHidden('Once more: ')) !== passphrase) {
    throw new StartError('The two passphrases differ.');
  }
  return passphrase;
}

function readFirstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new StartError(`${file} cannot be read${code}.`);
  }
}

async function askHidden(question: string): Promise<string> {
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  lines.once('SIGINT', () => {
    process.stdout.write('\n');
    process.exit(130);
  });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stdout.write('\n');
  }
}
