import type { SendMailOptions } from 'nodemailer';
import { emailAddress } from '#lib/fields.ts';
import { MailRefused } from './refusals.ts';
import { subjectLine } from './subject.ts';
import type { Mail } from './transport.ts';

export const senderName = 'Numirio';

/**
 * A mail for nodemailer, which writes RFC 5322. Addresses go in as objects, so that none is parsed for
 * a second one, and the envelope names the one recipient. Throws MailRefused for what is no address.
 */
export function messageOf(mail: Mail): SendMailOptions {
  const recipient = recipientOf(mail);
  return {
    from: { name: senderName, address: mail.from },
    to: { name: '', address: recipient },
    envelope: { from: mail.from, to: [recipient] },
    subject: subjectLine(mail.subject),
    text: mail.text,
    html: mail.html,
    date: mail.writtenAt,
    messageId: messageIdOf(mail),
    headers,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** RFC 3834 §5: keeps holiday notices from answering. */
export const headers = { 'Auto-Submitted': 'auto-generated' };

/** RFC 5322 §3.6.4: made of the mail's id, so that a mail that was sent twice is seen to be one. */
export function messageIdOf({ id, from }: Mail): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** The one address a mail goes to. Throws MailRefused: whatever wrote it, it never reaches a header. */
export function recipientOf({ to }: Mail): string {
  const parsed = emailAddress.safeParse(to);
  if (!parsed.success || parsed.data !== to) throw new MailRefused('no e-mail address');
  return to;
}
