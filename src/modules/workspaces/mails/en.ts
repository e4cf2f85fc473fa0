import { brief } from './harmless.ts';
import type { Catalogue } from './mails.ts';

const instants = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const instant = (at: Date) => `${instants.format(at)} UTC`;

const quoted = (name: string) => `“${name}”`;
const short = (name: string) => quoted(brief(name));

const roles = { admin: 'Admin', member: 'Member', accountant: 'Accountant' };
const abilities = {
  admin:
    'With this role you do everything there but hand over the ownership and delete the workspace.',
  member: 'With this role you look after clients, and write, issue and send invoices.',
  accountant:
    'With this role you read and export everything financial and leave comments; you cannot change anything by mistake.',
};

const open = 'Open the workspace';
const kept =
  'Issued invoices and their PDFs are kept for as long as the law asks the seller to keep them; in Germany that is eight years (§\u00a014b\u00a0UStG).';

export const en: Catalogue = {
  invitation: (mail) => ({
    subject: `You are invited to ${short(mail.workspace)} on Numirio`,
    paragraphs: [
      `${quoted(mail.by)} would like to work with you in the workspace ${quoted(mail.workspace)} on Numirio, where freelancers and small teams write their invoices.`,
      abilities[mail.role],
    ],
    facts: [
      { label: 'Invited by', value: mail.byEmail },
      { label: 'Role', value: roles[mail.role] },
      { label: 'Open until', value: instant(mail.until) },
    ],
    action: { label: 'See the invitation', url: mail.url },
    closing:
      'The link works once, for this address only. If you do not know who invites you, ignore this mail; nothing happens then.',
  }),
  invitation_accepted: (mail) => ({
    subject: `Your invitation to ${short(mail.workspace)} was accepted`,
    paragraphs: [
      `${quoted(mail.person)} has joined the workspace ${quoted(mail.workspace)}, to which you had invited them.`,
    ],
    facts: [
      { label: 'Address', value: mail.email },
      { label: 'Role', value: roles[mail.role] },
    ],
    action: { label: 'See who is in the workspace', url: mail.url },
    closing: 'If this is not whom you meant, remove them there; that counts at once.',
  }),
  member_removed: (mail) => ({
    subject: `You are no longer in ${short(mail.workspace)}`,
    paragraphs: [
      `${quoted(mail.by)} has removed you from the workspace ${quoted(mail.workspace)}. You cannot open it any more; your account and your other workspaces stay as they are.`,
    ],
    closing: 'If this surprises you, ask whoever runs the workspace.',
  }),
  role_changed: (mail) => ({
    subject: `Your role in ${short(mail.workspace)} has changed`,
    paragraphs: [
      `${quoted(mail.by)} has given you the role ${quoted(roles[mail.role])} in the workspace ${quoted(mail.workspace)}.`,
      abilities[mail.role],
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_offered: (mail) => ({
    subject: `The ownership of ${short(mail.workspace)} is on offer`,
    paragraphs: [
      `${quoted(mail.from)} offers ${quoted(mail.to)} the ownership of the workspace ${quoted(mail.workspace)}. Nothing changes until both have confirmed it: the offer is open until ${instant(mail.until)}.`,
      `Afterwards ${quoted(mail.to)} is the owner, who alone can delete the workspace or hand it on, and ${quoted(mail.from)} stays as an admin.`,
    ],
    action: { label: 'See the offer', url: mail.url },
    closing: 'If you did not expect this, do not accept it, and withdraw it if it is yours.',
  }),
  ownership_accepted: (mail) => ({
    subject: `${short(mail.workspace)} has a new owner`,
    paragraphs: [
      `${quoted(mail.to)} has accepted the ownership of the workspace ${quoted(mail.workspace)}. ${quoted(mail.from)} stays as an admin.`,
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_refused: (mail) => ({
    subject: `The owner of ${short(mail.workspace)} stays`,
    paragraphs: [
      `${quoted(mail.to)} has declined the ownership of the workspace ${quoted(mail.workspace)}. ${quoted(mail.from)} remains its owner.`,
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_withdrawn: (mail) => ({
    subject: `The offer for ${short(mail.workspace)} has ended`,
    paragraphs: [
      `The ownership of the workspace ${quoted(mail.workspace)}, which ${quoted(mail.from)} had offered to ${quoted(mail.to)}, is no longer on offer. Its owner has not changed.`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deletion_scheduled: (mail) => ({
    subject: `${short(mail.workspace)} will be deleted`,
    paragraphs: [
      `${quoted(mail.by)} has asked to delete the workspace ${quoted(mail.workspace)}. That will happen on ${instant(mail.dueAt)}; until then everything works, and its owner can keep it.`,
      `Afterwards nobody can open it any more, so export what you need before. ${kept}`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deletion_cancelled: (mail) => ({
    subject: `${short(mail.workspace)} stays`,
    paragraphs: [
      `${quoted(mail.by)} has cancelled the deletion of the workspace ${quoted(mail.workspace)}. Everything is as it was.`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deleted: (mail) => ({
    subject: `${short(mail.workspace)} was deleted`,
    paragraphs: [
      `The workspace ${quoted(mail.workspace)} was deleted, as its owner had asked. Your account stays as it is.`,
      kept,
    ],
  }),
};
