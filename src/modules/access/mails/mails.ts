import type { Context } from '#context.ts';
import { type Message, queueEmail } from '#modules/email/index.ts';
import type { EmailLanguage } from '#modules/email/schema.ts';
import type { SystemTx } from '#platform/db.ts';
import type { Grant } from '../grants.ts';
import type { AccessReason } from '../schema.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';

/** What a mail about an access tells. */
export type AccessFacts = {
  /** The workspace's name, since one may own several. */
  workspace: string;
  engineer: string;
  approver: string;
  reason: AccessReason;
  ticket: string;
  /** The access log. */
  url: string;
};

export type AccessMail =
  | ({ kind: 'access_opened'; until: Date } & AccessFacts)
  | ({ kind: 'access_ended'; statements: number } & AccessFacts);

type Words = Omit<Message, 'to' | 'language' | 'kind'>;

/** The words of every mail in one language. */
export type Catalogue = {
  [Kind in AccessMail['kind']]: (mail: Extract<AccessMail, { kind: Kind }>) => Words;
};

const catalogues: Record<EmailLanguage, Catalogue> = { en, de, fr };

export function writeMail(language: EmailLanguage, mail: AccessMail): Words {
  const write = catalogues[language][mail.kind] as (mail: AccessMail) => Words;
  return write(mail);
}

type News = { kind: 'access_opened'; until: Date } | { kind: 'access_ended'; statements: number };

/** Tells every owner of the grant's workspace, in the transaction of what is told. */
export async function mailOwners(
  tx: SystemTx,
  context: Context,
  grant: Grant,
  news: News,
): Promise<void> {
  const owners = await tx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .innerJoin('workspaces', 'workspaces.id', 'members.workspace_id')
    .select(['users.email', 'users.language', 'workspaces.legal_name'])
    .where('members.workspace_id', '=', grant.workspace_id)
    .where('members.role', '=', 'owner')
    .execute();
  for (const owner of owners) {
    const language = owner.language as EmailLanguage;
    const mail: AccessMail = {
      ...news,
      workspace: owner.legal_name,
      engineer: grant.engineer_name,
      approver: grant.approver_name ?? '',
      reason: grant.reason as AccessReason,
      ticket: grant.ticket,
      url: new URL(`/w/${grant.workspace_id}/settings/access`, context.config.baseUrl).href,
    };
    await queueEmail(tx, context, {
      to: owner.email,
      language,
      kind: mail.kind,
      ...writeMail(language, mail),
    });
  }
}
