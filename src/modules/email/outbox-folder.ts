import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

/** A mail as the local outbox shows it. */
export type OutboxMail = {
  id: string;
  to: string;
  subject: string;
  sentAt: string;
  text: string;
  links: string[];
};

type Mail = { id: string; to: string; subject: string; text: string; html: string; sentAt: Date };

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
const shownMails = 50;

/** Writes a mail as `<id>.eml` (RFC 5322); writing it twice leaves one file. */
export async function writeEml(folder: string, mail: Mail): Promise<void> {
  const composed = await composer.sendMail({
    from: { name: 'Numirio', address: 'no-reply@numirio.test' },
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.sentAt,
    messageId: `<${mail.id}@numirio.test>`,
  });
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `.${mail.id}.eml`);
  await writeFile(unfinished, composed.message);
  await rename(unfinished, join(folder, `${mail.id}.eml`));
  await writeFile(join(folder, `${mail.id}.json`), JSON.stringify(summary(mail)));
}

/** The newest mails of an outbox folder, newest first (ids are ordered by time). */
export async function listOutbox(folder: string): Promise<OutboxMail[]> {
  const files = await readdir(folder).catch(() => []);
  const newest = files
    .filter((name) => name.endsWith('.json'))
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
    sentAt: mail.sentAt.toISOString(),
    text: mail.text,
    links: mail.text.match(/https?:\/\/\S+/g) ?? [],
  };
}
