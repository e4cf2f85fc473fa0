import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { StartError } from '#platform/errors.ts';
import { publicPem } from './signatures.ts';

const minPassphraseLength = 12;

/** Writes an encrypted private key (PKCS#8) to `file` and its public half to `file`.pub; overwrites nothing. */
export function makeKeyFiles(file: string, passphrase: string): { publicFile: string } {
  if ([...passphrase].length < minPassphraseLength) {
    throw new StartError(`The passphrase needs at least ${minPassphraseLength} characters.`);
  }
  const publicFile = `${file}.pub`;
  const existing = [file, publicFile].find((path) => existsSync(path));
  if (existing) throw new StartError(`${existing} exists already, and no key is overwritten.`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase,
  });
  writeNew(file, pem.toString(), 0o600);
  writeNew(publicFile, publicPem(publicKey), 0o644);
  return { publicFile };
}

/** Reads an encrypted private key that nobody else on this machine may read. */
export function readPrivateKey(file: string, passphrase: string): KeyObject {
  const pem = readText(file);
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new StartError(`Others may read ${file}; run: chmod 600 ${file}`);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, passphrase });
  } catch {
    throw new StartError(
      `${file} does not open: it is no private key, or the passphrase is wrong.`,
    );
  }
  publicPem(key);
  return key;
}

/** Reads a public key as PEM; throws StartError where it is none, or a private one. */
export function readPublicKey(file: string): string {
  const text = readText(file);
  if (text.includes('PRIVATE KEY')) {
    throw new StartError(
      `${file} is a private key, which leaves nobody’s hands; give the .pub file.`,
    );
  }
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    throw new StartError(`${file} is no public key in PEM.`);
  }
  return publicPem(key);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read${codeOf(error)}.`);
  }
}

function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx' });
  } catch (error) {
    throw new StartError(`${file} cannot be written${codeOf(error)}.`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${error.code})` : '';
}
