import type { AccessReason } from '../schema.ts';
import type { AccessFacts, Catalogue } from './mails.ts';

const instants = new Intl.DateTimeFormat('fr-FR', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

const reasons: Record<AccessReason, string> = {
  customer_request: 'Vous, ou un membre de votre espace de travail, nous avez demandé de l’aide',
  incident: 'Un incident dans notre service',
  data_correction: 'La préparation d’une correction de données erronées',
  security: 'Une question de sécurité',
  legal: 'Une obligation légale',
};

const facts = ({ engineer, approver, reason, ticket }: AccessFacts) => [
  { label: 'Accès par', value: engineer },
  { label: 'Approuvé par', value: approver },
  { label: 'Motif', value: reasons[reason] },
  { label: 'Ticket', value: ticket },
];

const action = ({ url }: AccessFacts) => ({ label: 'Ouvrir le journal des accès', url });

export const fr: Catalogue = {
  access_opened: (mail) => ({
    subject: 'Notre équipe technique consulte vos données',
    paragraphs: [
      `${mail.engineer}, de l’équipe technique de Numirio, peut désormais lire les données de ${mail.workspace}, sans rien pouvoir modifier. ${mail.approver}, de la même équipe, l’a approuvé.`,
      'Chaque requête est enregistrée. Le journal des accès les montre toutes, avec le nombre de lignes renvoyées.',
    ],
    facts: [...facts(mail), { label: 'Jusqu’au', value: `${instants.format(mail.until)} UTC` }],
    action: action(mail),
    closing:
      'Si vous ne vous expliquez pas ce motif, écrivez-nous par le contact indiqué sur notre site.',
  }),
  access_ended: (mail) => ({
    subject: 'Notre accès à vos données a pris fin',
    paragraphs: [
      `${mail.engineer}, de l’équipe technique de Numirio, ne peut plus lire les données de ${mail.workspace}. ${statements(mail.statements)}`,
    ],
    facts: facts(mail),
    action: action(mail),
  }),
};

function statements(count: number): string {
  if (count === 0) return 'Aucune requête n’a été exécutée.';
  return count === 1 ? 'Une requête a été exécutée.' : `${count} requêtes ont été exécutées.`;
}
