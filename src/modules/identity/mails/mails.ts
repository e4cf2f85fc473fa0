import type { Context } from '#context.ts';
import { queueEmail } from '#modules/email/index.ts';
import type { EmailLanguage } from '#modules/email/schema.ts';
import type { SystemTx } from '#platform/db.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';

/** When and from where something was done, as far as we know it ourselves. */
export type Occasion = { at: Date; userAgent: string; ip: string };

/** Every mail that this module writes, with what it tells. */
export type IdentityMail =
  | { kind: 'confirm_registration'; url: string }
  | { kind: 'account_exists'; url: string }
  | { kind: 'reset_password'; url: string }
  | ({ kind: 'password_changed'; url: string } & Occasion)
  | ({ kind: 'new_device'; url: string } & Occasion)
  | ({ kind: 'session_replayed'; url: string } & Occasion)
  | { kind: 'confirm_google'; url: string; googleEmail: string }
  | ({ kind: 'google_connected'; url: string; googleEmail: string } & Occasion)
  | ({ kind: 'google_disconnected'; url: string; googleEmail: string } & Occasion)
  | ({ kind: 'passkey_added'; url: string; name: string } & Occasion)
  | ({ kind: 'passkey_removed'; url: string; name: string } & Occasion)
  | ({ kind: 'totp_enabled'; url: string } & Occasion)
  | ({ kind: 'totp_disabled'; url: string } & Occasion)
  | ({ kind: 'second_factor_refused'; url: string } & Occasion)
  | ({ kind: 'recovery_codes_renewed'; url: string } & Occasion)
  | ({ kind: 'recovery_code_used'; url: string; codesLeft: number } & Occasion)
  | { kind: 'confirm_email_change'; url: string; newEmail: string }
  | ({ kind: 'email_change_requested'; url: string; newEmail: string } & Occasion)
  | ({ kind: 'email_changed'; url: string; newEmail: string } & Occasion)
  | ({ kind: 'deletion_scheduled'; url: string; dueAt: Date } & Occasion)
  | ({ kind: 'deletion_cancelled'; url: string } & Occasion)
  | { kind: 'deletion_postponed'; url: string; dueAt: Date; workspaces: string[] }
  | { kind: 'account_deleted' };

/** The words of a mail. */
export type Words = {
  subject: string;
  paragraphs: string[];
  facts?: { label: string; value: string }[];
  action?: { label: string; url: string };
  closing?: string;
};

/** The words of every mail in one language. */
export type Catalogue = {
  [Kind in IdentityMail['kind']]: (mail: Extract<IdentityMail, { kind: Kind }>) => Words;
};

const catalogues: Record<EmailLanguage, Catalogue> = { en, de, fr };

/** Writes a mail in a language; the type of the catalogue sees to it that every kind has its words. */
export function writeMail(language: EmailLanguage, mail: IdentityMail): Words {
  const write = catalogues[language][mail.kind] as (mail: IdentityMail) => Words;
  return write(mail);
}

/** Queues a mail in its reader's language, in the transaction of what it tells of. */
export async function queueIdentityMail(
  tx: SystemTx,
  context: Context,
  reader: { email: string; language: EmailLanguage },
  mail: IdentityMail,
): Promise<void> {
  await queueEmail(tx, context, {
    to: reader.email,
    language: reader.language,
    kind: mail.kind,
    ...writeMail(reader.language, mail),
  });
}
