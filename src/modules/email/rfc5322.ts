import { domainToASCII } from 'node:url';
import { createTransport, type SendMailOptions } from 'nodemailer';
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

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/** The bytes of a mail (RFC 5322), as a file holds them. */
export async function composeMessage(mail: Mail): Promise<Buffer> {
  const { message } = await composer.sendMail(messageOf(mail));
  return message as Buffer;
}

/** RFC 3834 §5: keeps holiday notices from answering. */
export const headers = { 'Auto-Submitted': 'auto-generated' };

/** RFC 5322 §3.6.4: made of the mail's id, so that a mail that was sent twice is seen to be one. */
export function messageIdOf({ id, from }: Mail): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/**
 * The one address a mail goes to, with its domain as DNS spells it. Whatever wrote it, a second address, a
 * route or a line break never reaches a header: compatibility forms (a fullwidth @ or comma) are refused as
 * what a mail server may take them for. Throws MailRefused.
 */
export function recipientOf({ to }: Mail): string {
  const isAddress = [to, to.normalize('NFKC')].every((form) => {
    const parsed = emailAddress.safeParse(form);
    return parsed.success && parsed.data === form;
  });
  const at = to.lastIndexOf('@');
  const domain = isAddress ? domainToASCII(to.slice(at + 1)) : '';
  // A "domain" that ends in a number is an IPv4 address in one of its spellings.
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(domain) || /\.\d+$/.test(domain)) {
    throw new MailRefused('no e-mail address');
  }
  return `${to.slice(0, at)}@${domain}`;
}
