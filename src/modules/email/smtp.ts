import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import { MailNotAccepted, MailRefused } from './refusals.ts';
import { messageOf } from './rfc5322.ts';
import type { Transport } from './transport.ts';

const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 30_000;

/** Speaks SMTP (RFC 5321) to the server of an smtp:// or smtps:// address, a connection for each mail. */
export function smtpTransport(url: string): Transport {
  return async (mail) => {
    const message = messageOf(mail);
    const transporter = createTransport(smtpOptions(new URL(url)));
    try {
      const { messageId } = await transporter.sendMail(message);
      return { providerId: messageId };
    } catch (error) {
      throw refusalOf(error);
    } finally {
      transporter.close();
    }
  };
}

/**
 * How to connect: with TLS 1.2 or higher and a certificate that is checked, from the start (smtps) or by
 * STARTTLS, which a server must then offer (RFC 8314). Plain text is for a server on this machine.
 */
export function smtpOptions(url: URL): SMTPTransport.Options {
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLocal = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !isLocal,
    ignoreTLS: !secure && isLocal,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: silenceTimeoutMs,
    ...(url.username === ''
      ? {}
      : {
          auth: {
            user: decodeURIComponent(url.username),
            pass: decodeURIComponent(url.password),
          },
        }),
  };
}

/**
 * A 5xx is final where it is about this mail: its recipient or its content. One about who we are (greeting,
 * sign-in, sender, TLS) is the operator's to mend, and the mail waits for that.
 */
function refusalOf(error: unknown): Error {
  const { code, command, responseCode, response } = error as {
    code?: unknown;
    command?: unknown;
    responseCode?: unknown;
    response?: unknown;
  };
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response ?? ''))?.[1];
  const said = ['smtp', status ?? safeCode(code), enhanced].filter(Boolean).join(' ');
  const isAboutTheMail = command === 'RCPT TO' || (command === 'DATA' && code === 'EMESSAGE');
  if (isAboutTheMail && status !== undefined && status >= 500) return new MailRefused(said);
  return new MailNotAccepted(said);
}

/** "ECONNREFUSED", "EAUTH", "DEPTH_ZERO_SELF_SIGNED_CERT". */
function safeCode(code: unknown): string {
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'failed';
}
