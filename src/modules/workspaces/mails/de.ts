import { brief } from './harmless.ts';
import type { Catalogue } from './mails.ts';

const instants = new Intl.DateTimeFormat('de-DE', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const instant = (at: Date) => `${instants.format(at)} Uhr UTC`;

const quoted = (name: string) => `„${name}“`;
const short = (name: string) => quoted(brief(name));

const roles = { admin: 'Verwaltung', member: 'Mitarbeit', accountant: 'Buchhaltung' };
const abilities = {
  admin:
    'In dieser Rolle dürfen Sie dort alles, außer die Inhaberschaft zu übertragen und den Arbeitsbereich zu löschen.',
  member:
    'In dieser Rolle betreuen Sie Kundinnen und Kunden und schreiben, stellen und versenden Rechnungen.',
  accountant:
    'In dieser Rolle lesen und exportieren Sie alle Zahlen und kommentieren sie; versehentlich ändern können Sie nichts.',
};

const open = 'Arbeitsbereich öffnen';
const kept =
  'Ausgestellte Rechnungen und ihre PDFs werden so lange aufbewahrt, wie das Gesetz es vom Verkäufer verlangt; in Deutschland sind das acht Jahre (§\u00a014b\u00a0UStG).';

export const de: Catalogue = {
  invitation: (mail) => ({
    subject: `Einladung zu ${short(mail.workspace)} bei Numirio`,
    paragraphs: [
      `${quoted(mail.by)} möchte mit Ihnen im Arbeitsbereich ${quoted(mail.workspace)} bei Numirio arbeiten. Dort schreiben Selbstständige und kleine Teams ihre Rechnungen.`,
      abilities[mail.role],
    ],
    facts: [
      { label: 'Eingeladen von', value: mail.byEmail },
      { label: 'Rolle', value: roles[mail.role] },
      { label: 'Gültig bis', value: instant(mail.until) },
    ],
    action: { label: 'Einladung ansehen', url: mail.url },
    closing:
      'Der Link gilt einmal und nur für diese Adresse. Falls Sie nicht wissen, wer Sie einlädt, ignorieren Sie diese Nachricht; dann geschieht nichts.',
  }),
  invitation_accepted: (mail) => ({
    subject: `Ihre Einladung zu ${short(mail.workspace)} wurde angenommen`,
    paragraphs: [
      `${quoted(mail.person)} gehört jetzt zum Arbeitsbereich ${quoted(mail.workspace)}; die Einladung kam von Ihnen.`,
    ],
    facts: [
      { label: 'Adresse', value: mail.email },
      { label: 'Rolle', value: roles[mail.role] },
    ],
    action: { label: 'Ansehen, wer dabei ist', url: mail.url },
    closing:
      'Falls Sie jemand anderen gemeint haben, entfernen Sie die Person dort; das gilt sofort.',
  }),
  member_removed: (mail) => ({
    subject: `Sie sind nicht mehr in ${short(mail.workspace)}`,
    paragraphs: [
      `${quoted(mail.by)} hat Sie aus dem Arbeitsbereich ${quoted(mail.workspace)} entfernt. Sie können ihn nicht mehr öffnen; Ihr Konto und Ihre anderen Arbeitsbereiche bleiben, wie sie sind.`,
    ],
    closing: 'Falls Sie das überrascht, fragen Sie bei den Verantwortlichen nach.',
  }),
  role_changed: (mail) => ({
    subject: `Ihre Rolle in ${short(mail.workspace)} hat sich geändert`,
    paragraphs: [
      `${quoted(mail.by)} hat Ihnen im Arbeitsbereich ${quoted(mail.workspace)} die Rolle ${quoted(roles[mail.role])} gegeben.`,
      abilities[mail.role],
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_offered: (mail) => ({
    subject: `Die Inhaberschaft von ${short(mail.workspace)} wird angeboten`,
    paragraphs: [
      `${quoted(mail.from)} bietet ${quoted(mail.to)} die Inhaberschaft des Arbeitsbereichs ${quoted(mail.workspace)} an. Es ändert sich nichts, bevor beide zugestimmt haben: Das Angebot gilt bis ${instant(mail.until)}.`,
      `Danach liegt die Inhaberschaft bei ${quoted(mail.to)}; nur mit ihr lässt sich der Arbeitsbereich löschen oder weitergeben. ${quoted(mail.from)} bleibt in der Rolle ${quoted(roles.admin)} dabei.`,
    ],
    action: { label: 'Angebot ansehen', url: mail.url },
    closing:
      'Falls Sie das nicht erwartet haben, nehmen Sie es nicht an, und ziehen Sie es zurück, wenn es von Ihnen kommt.',
  }),
  ownership_accepted: (mail) => ({
    subject: `${short(mail.workspace)} hat die Inhaberschaft gewechselt`,
    paragraphs: [
      `${quoted(mail.to)} hat die Inhaberschaft des Arbeitsbereichs ${quoted(mail.workspace)} angenommen. ${quoted(mail.from)} bleibt in der Rolle ${quoted(roles.admin)} dabei.`,
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_refused: (mail) => ({
    subject: `Die Inhaberschaft von ${short(mail.workspace)} bleibt`,
    paragraphs: [
      `${quoted(mail.to)} hat die Inhaberschaft des Arbeitsbereichs ${quoted(mail.workspace)} abgelehnt. Sie bleibt bei ${quoted(mail.from)}.`,
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_withdrawn: (mail) => ({
    subject: `Das Angebot für ${short(mail.workspace)} ist beendet`,
    paragraphs: [
      `Die Inhaberschaft des Arbeitsbereichs ${quoted(mail.workspace)}, die ${quoted(mail.from)} angeboten hatte, steht für ${quoted(mail.to)} nicht mehr offen. An ihr hat sich nichts geändert.`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deletion_scheduled: (mail) => ({
    subject: `${short(mail.workspace)} wird gelöscht`,
    paragraphs: [
      `${quoted(mail.by)} möchte den Arbeitsbereich ${quoted(mail.workspace)} löschen. Das geschieht am ${instant(mail.dueAt)}; bis dahin funktioniert alles, und wer Inhaberin oder Inhaber ist, kann die Löschung abbrechen.`,
      `Danach kann ihn niemand mehr öffnen; exportieren Sie deshalb vorher, was Sie brauchen. ${kept}`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deletion_cancelled: (mail) => ({
    subject: `${short(mail.workspace)} bleibt bestehen`,
    paragraphs: [
      `${quoted(mail.by)} hat die Löschung des Arbeitsbereichs ${quoted(mail.workspace)} abgebrochen. Alles ist, wie es war.`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deleted: (mail) => ({
    subject: `${short(mail.workspace)} wurde gelöscht`,
    paragraphs: [
      `Der Arbeitsbereich ${quoted(mail.workspace)} wurde wie gewünscht gelöscht. Ihr Konto bleibt, wie es ist.`,
      kept,
    ],
  }),
};
