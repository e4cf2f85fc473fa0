import type { AccessReason } from '../schema.ts';
import type { AccessFacts, Catalogue } from './mails.ts';

const instants = new Intl.DateTimeFormat('de-DE', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

const reasons: Record<AccessReason, string> = {
  customer_request: 'Sie oder jemand in Ihrem Arbeitsbereich hat uns um Hilfe gebeten',
  incident: 'Eine Störung in unserem Dienst',
  data_correction: 'Vorbereitung der Korrektur falscher Daten',
  security: 'Eine Frage der Sicherheit',
  legal: 'Eine gesetzliche Pflicht',
};

const facts = ({ engineer, approver, reason, ticket }: AccessFacts) => [
  { label: 'Zugriff durch', value: engineer },
  { label: 'Genehmigt von', value: approver },
  { label: 'Grund', value: reasons[reason] },
  { label: 'Ticket', value: ticket },
];

const action = ({ url }: AccessFacts) => ({ label: 'Zugriffsprotokoll öffnen', url });

export const de: Catalogue = {
  access_opened: (mail) => ({
    subject: 'Jemand aus unserer Technik sieht Ihre Daten ein',
    paragraphs: [
      `${mail.engineer} aus der Technik von Numirio kann jetzt die Daten von ${mail.workspace} lesen, aber nichts ändern. ${mail.approver}, ebenfalls aus der Technik, hat das genehmigt.`,
      'Jede Abfrage wird aufgezeichnet. Im Zugriffsprotokoll sehen Sie jede einzelne, mit der Zahl der Zeilen, die sie geliefert hat.',
    ],
    facts: [...facts(mail), { label: 'Bis', value: `${instants.format(mail.until)} Uhr UTC` }],
    action: action(mail),
    closing:
      'Falls Sie sich den Grund nicht erklären können, schreiben Sie uns über den Kontakt auf unserer Website.',
  }),
  access_ended: (mail) => ({
    subject: 'Unser Zugriff auf Ihre Daten ist beendet',
    paragraphs: [
      `${mail.engineer} aus der Technik von Numirio kann die Daten von ${mail.workspace} nicht mehr lesen. ${statements(mail.statements)}`,
    ],
    facts: facts(mail),
    action: action(mail),
  }),
};

function statements(count: number): string {
  if (count === 0) return 'Es wurde nichts abgefragt.';
  return count === 1 ? 'Es gab eine Abfrage.' : `Es gab ${count} Abfragen.`;
}
