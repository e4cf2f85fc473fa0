import type { Context } from '#context.ts';
import { folderTransport } from './outbox-folder.ts';
import { resendTransport } from './resend.ts';
import { smtpTransport } from './smtp.ts';

/** A mail as it leaves: the same at every attempt, since a provider tells a repetition by its likeness. */
export type Mail = {
  id: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  writtenAt: Date;
};

/**
 * Hands a mail over and answers with the provider's name for it. Throws MailRefused where trying again is
 * no use, MailNotAccepted where it is; what else it throws is a bug and counts like the latter.
 */
export type Transport = (mail: Mail) => Promise<{ providerId: string }>;

/** The transport that the configuration names. */
export function transportOf(context: Context): Transport {
  const { config, secrets } = context;
  switch (config.mail.transport) {
    case 'resend':
      return resendTransport(config.mail.baseUrl, secrets.resendApiKey ?? '');
    case 'smtp':
      return smtpTransport(secrets.smtpUrl ?? '');
    case 'folder':
      return folderTransport(config.dataDir);
  }
}
