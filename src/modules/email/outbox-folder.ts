import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMessage, messageIdOf } from './rfc5322.ts';
import type { Mail, Transport } from './transport.ts';

/** A mail as the local outbox shows it. */
export type OutboxMail = {
  id: string;
  to: string;
  subject: string;
  sentAt: string;
  text: string;
  links: string[];
};

const shownMails = 50;

/** Where the mails of an installation without a provider lie. */
export function outboxFolder(dataDir: string): string {
  return join(dataDir, 'outbox');
}

/** Writes a mail as `<id>.eml` (RFC 5322); writing it twice leaves one file. */
export function folderTransport(dataDir: string): Transport {
  const folder = outboxFolder(dataDir);
  return async (mail) => {
    const message = await composeMessage(mail);
    await mkdir(folder, { recursive: true });
    await writeWhole(folder, `${mail.id}.eml`, message);
    await writeWhole(folder, `${mail.id}.json`, JSON.stringify(summary(mail)));
    return { providerId: messageIdOf(mail) };
  };
}

/** Under a hidden name until it is whole, since the outbox is read while it is written. */
async function writeWhole(folder: string, name: string, content: string | Buffer): Promise<void> {
  await writeFile(join(folder, `.${name}`), content);
  await rename(join(folder, `.${name}`), join(folder, name));
}

/** The newest mails of an outbox folder, newest first (ids are ordered by time). */
export async function listOutbox(folder: string): Promise<OutboxMail[]> {
  const files = await readdir(folder).catch(() => []);
  const newest = files
    .filter((name) => /^[^.].*\.json$/.test(name))
    .sort()
    .reverse()
    .slice(0, shownMails);
  const texts = await Promise.all(newest.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text): OutboxMail => JSON.parse(text));
}

function summary(mail: Mail): OutboxMail {
  return {
    id: mail.id,
    to: mail.to,
    subject: mail.subject,
    sentAt: mail.writtenAt.toISOString(),
    text: mail.text,
    links: mail.text.match(/https?:\/\/\S+/g) ?? [],
  };
}
