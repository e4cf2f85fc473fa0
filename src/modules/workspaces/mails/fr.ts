import { brief } from './harmless.ts';
import type { Catalogue } from './mails.ts';

// French sets a space that does not break before : ; ? and inside « »; it is written \u00a0 to be seen.
const instants = new Intl.DateTimeFormat('fr-FR', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const instant = (at: Date) => `${instants.format(at)} UTC`;

const quoted = (name: string) => `«\u00a0${name}\u00a0»`;
const short = (name: string) => quoted(brief(name));

const roles = { admin: 'Administration', member: 'Collaboration', accountant: 'Comptabilité' };
const abilities = {
  admin:
    'Ce rôle vous permet de tout y faire, sauf transmettre la propriété et supprimer l’espace de travail.',
  member:
    'Ce rôle vous permet de gérer les clients, et de rédiger, d’émettre et d’envoyer des factures.',
  accountant:
    'Ce rôle vous permet de lire et d’exporter toutes les données financières et de les commenter, sans rien pouvoir modifier par erreur.',
};

const open = 'Ouvrir l’espace de travail';
const kept =
  'Les factures émises et leurs PDF sont conservés aussi longtemps que la loi l’exige du vendeur\u00a0; en Allemagne, cela fait huit ans (§\u00a014b\u00a0UStG).';

export const fr: Catalogue = {
  invitation: (mail) => ({
    subject: `Invitation à rejoindre ${short(mail.workspace)}`,
    paragraphs: [
      `${quoted(mail.by)} aimerait travailler avec vous dans l’espace de travail ${quoted(mail.workspace)} sur Numirio, où indépendants et petites équipes rédigent leurs factures.`,
      abilities[mail.role],
    ],
    facts: [
      { label: 'Invitation de', value: mail.byEmail },
      { label: 'Rôle', value: roles[mail.role] },
      { label: 'Valable jusqu’au', value: instant(mail.until) },
    ],
    action: { label: 'Voir l’invitation', url: mail.url },
    closing:
      'Le lien fonctionne une seule fois et pour cette adresse seulement. Si vous ne savez pas qui vous invite, ignorez cet e-mail\u00a0; il ne se passera rien.',
  }),
  invitation_accepted: (mail) => ({
    subject: `Votre invitation à ${short(mail.workspace)} est acceptée`,
    paragraphs: [
      `${quoted(mail.person)} a rejoint l’espace de travail ${quoted(mail.workspace)}, à votre invitation.`,
    ],
    facts: [
      { label: 'Adresse', value: mail.email },
      { label: 'Rôle', value: roles[mail.role] },
    ],
    action: { label: 'Voir qui en fait partie', url: mail.url },
    closing:
      'Si ce n’est pas la personne que vous vouliez inviter, retirez-la de cette liste\u00a0; cela prend effet aussitôt.',
  }),
  member_removed: (mail) => ({
    subject: `Vous n’êtes plus dans ${short(mail.workspace)}`,
    paragraphs: [
      `${quoted(mail.by)} vous a retiré l’accès à l’espace de travail ${quoted(mail.workspace)}. Vous ne pouvez plus l’ouvrir\u00a0; votre compte et vos autres espaces de travail restent tels quels.`,
    ],
    closing: 'Si cela vous surprend, adressez-vous aux responsables de cet espace.',
  }),
  role_changed: (mail) => ({
    subject: `Votre rôle dans ${short(mail.workspace)} a changé`,
    paragraphs: [
      `${quoted(mail.by)} vous a donné le rôle ${quoted(roles[mail.role])} dans l’espace de travail ${quoted(mail.workspace)}.`,
      abilities[mail.role],
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_offered: (mail) => ({
    subject: `La propriété de ${short(mail.workspace)} est proposée`,
    paragraphs: [
      `${quoted(mail.from)} propose à ${quoted(mail.to)} la propriété de l’espace de travail ${quoted(mail.workspace)}. Rien ne change avant que les deux aient confirmé\u00a0: la proposition est valable jusqu’au ${instant(mail.until)}.`,
      `Ensuite, ${quoted(mail.to)} en aura la propriété, qui seule permet de supprimer ou de transmettre l’espace de travail\u00a0; ${quoted(mail.from)} y restera avec le rôle ${quoted(roles.admin)}.`,
    ],
    action: { label: 'Voir la proposition', url: mail.url },
    closing:
      'Si vous ne vous y attendiez pas, n’acceptez pas cette proposition, et retirez-la si elle vient de vous.',
  }),
  ownership_accepted: (mail) => ({
    subject: `La propriété de ${short(mail.workspace)} a été transmise`,
    paragraphs: [
      `${quoted(mail.to)} a accepté la propriété de l’espace de travail ${quoted(mail.workspace)}. ${quoted(mail.from)} y reste avec le rôle ${quoted(roles.admin)}.`,
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_refused: (mail) => ({
    subject: `La propriété de ${short(mail.workspace)} ne change pas`,
    paragraphs: [
      `${quoted(mail.to)} a décliné la propriété de l’espace de travail ${quoted(mail.workspace)}. ${quoted(mail.from)} la conserve.`,
    ],
    action: { label: open, url: mail.url },
  }),
  ownership_withdrawn: (mail) => ({
    subject: `La proposition pour ${short(mail.workspace)} a pris fin`,
    paragraphs: [
      `La propriété de l’espace de travail ${quoted(mail.workspace)}, que ${quoted(mail.from)} avait proposée à ${quoted(mail.to)}, n’est plus proposée. Elle n’a pas changé.`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deletion_scheduled: (mail) => ({
    subject: `${short(mail.workspace)} sera supprimé`,
    paragraphs: [
      `${quoted(mail.by)} a demandé la suppression de l’espace de travail ${quoted(mail.workspace)}. Elle aura lieu le ${instant(mail.dueAt)}\u00a0; d’ici là tout fonctionne, et la personne qui en a la propriété peut l’annuler.`,
      `Ensuite, personne ne pourra plus l’ouvrir\u00a0; exportez donc avant ce dont vous avez besoin. ${kept}`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deletion_cancelled: (mail) => ({
    subject: `${short(mail.workspace)} est conservé`,
    paragraphs: [
      `${quoted(mail.by)} a annulé la suppression de l’espace de travail ${quoted(mail.workspace)}. Tout est comme avant.`,
    ],
    action: { label: open, url: mail.url },
  }),
  workspace_deleted: (mail) => ({
    subject: `${short(mail.workspace)} a été supprimé`,
    paragraphs: [
      `L’espace de travail ${quoted(mail.workspace)} a été supprimé comme demandé. Votre compte reste tel quel.`,
      kept,
    ],
  }),
};
