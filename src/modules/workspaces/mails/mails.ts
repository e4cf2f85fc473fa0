import type { Context } from '#context.ts';
import { type Message, queueEmail } from '#modules/email/index.ts';
import type { EmailLanguage } from '#modules/email/schema.ts';
import type { SystemTx } from '#platform/db.ts';
import type { GivenRole } from '../schema.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { harmless } from './harmless.ts';

/** A workspace, by its name, and where it is found; names are what somebody typed. */
type Place = { workspace: string; url: string };
type Offer = Place & { from: string; to: string };

/** Every mail that this module writes, with what it tells. */
export type TeamMail =
  | ({
      kind: 'invitation';
      by: string;
      byEmail: string;
      role: GivenRole;
      until: Date;
    } & Place)
  | ({ kind: 'invitation_accepted'; person: string; email: string; role: GivenRole } & Place)
  | { kind: 'member_removed'; workspace: string; by: string }
  | ({ kind: 'role_changed'; by: string; role: GivenRole } & Place)
  | ({ kind: 'ownership_offered'; until: Date } & Offer)
  | ({ kind: 'ownership_accepted' } & Offer)
  | ({ kind: 'ownership_refused' } & Offer)
  | ({ kind: 'ownership_withdrawn' } & Offer)
  | ({ kind: 'workspace_deletion_scheduled'; by: string; dueAt: Date } & Place)
  | ({ kind: 'workspace_deletion_cancelled'; by: string } & Place)
  | { kind: 'workspace_deleted'; workspace: string };

/** The words of a mail. */
export type Words = Omit<Message, 'to' | 'language' | 'kind'>;

/** The words of every mail in one language. */
export type Catalogue = {
  [Kind in TeamMail['kind']]: (mail: Extract<TeamMail, { kind: Kind }>) => Words;
};

const catalogues: Record<EmailLanguage, Catalogue> = { en, de, fr };

/** Writes a mail in a language, with the names that people typed made harmless. */
export function writeTeamMail(language: EmailLanguage, mail: TeamMail): Words {
  const write = catalogues[language][mail.kind] as (mail: TeamMail) => Words;
  // An address is confirmed; everything else that people typed is not.
  const typed = ['workspace', 'by', 'from', 'to', 'person'];
  const entries = Object.entries(mail).map(([name, value]) =>
    typed.includes(name) ? [name, harmless(String(value))] : [name, value],
  );
  return write(Object.fromEntries(entries));
}

/** Queues a mail in its reader's language, in the transaction of what it tells of. */
export async function queueTeamMail(
  tx: SystemTx,
  context: Context,
  reader: { email: string; language: EmailLanguage },
  mail: TeamMail,
): Promise<void> {
  await queueEmail(tx, context, {
    to: reader.email,
    language: reader.language,
    kind: mail.kind,
    ...writeTeamMail(reader.language, mail),
  });
}

/** Where somebody finds a workspace. */
export function homePage(context: Context, workspaceId: string): string {
  return new URL(`/w/${workspaceId}`, context.config.baseUrl).href;
}

/** Where somebody finds the people of a workspace, and an offer of ownership. */
export function peoplePage(context: Context, workspaceId: string): string {
  return new URL(`/w/${workspaceId}/settings/people`, context.config.baseUrl).href;
}
