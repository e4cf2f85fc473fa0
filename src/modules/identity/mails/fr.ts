import { deviceName } from '#lib/device-name.ts';
import type { Catalogue, Occasion, Words } from './mails.ts';

// French sets a space that does not break before : ; ? and inside « »; it is written \u00a0 to be seen.
const instants = new Intl.DateTimeFormat('fr-FR', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const instant = (at: Date) => `${instants.format(at)} UTC`;

const device = {
  device: (browser: string, system: string) => `${browser} sur ${system}`,
  unknownDevice: 'Appareil inconnu',
};

const facts = ({ at, userAgent, ip }: Occasion) => [
  { label: 'Date', value: instant(at) },
  { label: 'Appareil', value: deviceName(userAgent, device) },
  ...(ip === '' ? [] : [{ label: 'Adresse IP', value: ip }]),
];

const lists = new Intl.ListFormat('fr-FR');
const list = (names: string[]) => lists.format(names.map((name) => `«\u00a0${name}\u00a0»`));

const notYou =
  'Si ce n’était pas vous, choisissez dès maintenant «\u00a0Mot de passe oublié\u00a0?\u00a0» sur la page de connexion et définissez un nouveau mot de passe. Toutes les sessions de votre compte prendront fin.';
const addressLost =
  'Si ce n’était pas vous et que vous pouvez encore vous connecter, rétablissez l’ancienne adresse et choisissez un nouveau mot de passe dès maintenant. Sinon, écrivez-nous par le contact indiqué sur notre site.';
const keptByLaw =
  'Les factures émises et leurs PDF sont conservés aussi longtemps que la loi l’exige du vendeur\u00a0; en Allemagne, cela fait huit ans (§\u00a014b\u00a0UStG).';

const othersEnded = 'Toutes les autres sessions ont pris fin.';

const notice = (
  subject: string,
  paragraphs: string[],
  occasion: Occasion & { url: string },
  closing = notYou,
): Words => ({
  subject,
  paragraphs,
  facts: facts(occasion),
  action: { label: 'Vérifier vos réglages de sécurité', url: occasion.url },
  closing,
});

export const fr: Catalogue = {
  confirm_registration: ({ url }) => ({
    subject: 'Confirmez votre adresse e-mail',
    paragraphs: [
      'Bienvenue chez Numirio. Confirmez votre adresse, choisissez un mot de passe, et vous pourrez rédiger votre première facture.',
    ],
    action: { label: 'Confirmer et continuer', url },
    closing:
      'Le lien fonctionne une seule fois, pendant 24 heures. Si vous ne l’avez pas demandé, ignorez cet e-mail\u00a0; aucun compte n’a été créé.',
  }),
  account_exists: ({ url }) => ({
    subject: 'Vous avez déjà un compte Numirio',
    paragraphs: [
      'Quelqu’un, sans doute vous, a voulu utiliser cette adresse pour un compte Numirio. Elle en a déjà un\u00a0: vous pouvez simplement vous connecter. Si vous ne connaissez plus votre mot de passe, vous pourrez y en définir un nouveau.',
    ],
    action: { label: 'Se connecter', url },
    closing: 'Si ce n’était pas vous, vous n’avez rien à faire. Rien n’a été modifié.',
  }),
  reset_password: ({ url }) => ({
    subject: 'Choisissez un nouveau mot de passe',
    paragraphs: [
      'Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte Numirio. Vous pouvez le choisir ici.',
    ],
    action: { label: 'Choisir un nouveau mot de passe', url },
    closing:
      'Le lien fonctionne une seule fois, pendant 15 minutes, et seul le plus récent est valable. Si vous ne l’avez pas demandé, ignorez cet e-mail\u00a0; votre mot de passe reste le même.',
  }),
  password_changed: (mail) =>
    notice(
      'Votre mot de passe a été modifié',
      [`Le mot de passe de votre compte Numirio a été modifié. ${othersEnded}`],
      mail,
    ),
  new_device: (mail) =>
    notice(
      'Nouvelle connexion à votre compte',
      ['Un navigateur que nous ne connaissions pas encore s’est connecté à votre compte.'],
      mail,
    ),
  session_replayed: (mail) =>
    notice(
      'Nous avons mis fin à l’une de vos sessions',
      [
        'Un navigateur nous a présenté une connexion de votre compte qu’une plus récente avait déjà remplacée. Cela arrive quand un ordinateur est restauré depuis une sauvegarde, mais aussi quand quelqu’un l’a copiée.',
        'Par sécurité, nous avons mis fin à cette session. Vous pouvez vous reconnecter à tout moment.',
      ],
      mail,
    ),
  confirm_google: ({ url, googleEmail }) => ({
    subject: 'Associer Google à votre compte\u00a0?',
    paragraphs: [
      `Quelqu’un, sans doute vous, s’est connecté avec le compte Google ${googleEmail}. Il n’est pas encore associé à votre compte Numirio.`,
    ],
    action: { label: 'Associer Google', url },
    closing:
      'Ouvrez le lien dans le navigateur où vous avez commencé. Si ce n’était pas vous, ignorez cet e-mail\u00a0; rien ne sera associé.',
  }),
  google_connected: (mail) =>
    notice(
      'Google est maintenant associé',
      [`Vous pouvez désormais vous connecter à Numirio avec le compte Google ${mail.googleEmail}.`],
      mail,
    ),
  google_disconnected: (mail) =>
    notice(
      'Google n’est plus associé',
      [`Le compte Google ${mail.googleEmail} ne permet plus de vous connecter à Numirio.`],
      mail,
    ),
  passkey_added: (mail) =>
    notice(
      'Une clé d’accès a été ajoutée',
      [
        `Vous pouvez désormais vous connecter à Numirio avec la clé d’accès «\u00a0${mail.name}\u00a0». ${othersEnded}`,
      ],
      mail,
    ),
  passkey_removed: (mail) =>
    notice(
      'Une clé d’accès a été supprimée',
      [
        `La clé d’accès «\u00a0${mail.name}\u00a0» ne permet plus de vous connecter à Numirio. ${othersEnded}`,
      ],
      mail,
    ),
  totp_enabled: (mail) =>
    notice(
      'Les codes de connexion sont activés',
      [
        'Désormais, la connexion demande aussi un code de votre application d’authentification. Gardez vos codes de secours en lieu sûr\u00a0: ils vous permettent d’entrer si vous perdez l’appareil.',
        othersEnded,
      ],
      mail,
    ),
  totp_disabled: (mail) =>
    notice(
      'Les codes de connexion sont désactivés',
      [
        `La connexion ne demande plus de code de votre application d’authentification. ${othersEnded}`,
      ],
      mail,
    ),
  recovery_codes_renewed: (mail) =>
    notice(
      'Vous avez de nouveaux codes de secours',
      [
        'De nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.',
      ],
      mail,
    ),
  second_factor_refused: (mail) =>
    notice(
      'Quelqu’un a échoué à votre seconde étape',
      [
        'Quelqu’un est arrivé jusqu’à la seconde étape de la connexion à votre compte et y a donné trois fois un code ou une clé d’accès erronés. La connexion a été refusée, mais la première étape a réussi : votre mot de passe est connu, ou votre compte Google est utilisé.',
      ],
      mail,
    ),
  recovery_code_used: (mail) =>
    notice(
      'Un code de secours a été utilisé',
      [
        'Un code de secours a été utilisé dans votre compte, pour se connecter ou pour confirmer une modification.',
        codesLeft(mail.codesLeft),
      ],
      mail,
    ),
  confirm_email_change: ({ url, newEmail }) => ({
    subject: 'Confirmez votre nouvelle adresse e-mail',
    paragraphs: [
      `Confirmez que ${newEmail} est la nouvelle adresse de votre compte Numirio. D’ici là, l’ancienne reste valable.`,
    ],
    action: { label: 'Confirmer cette adresse', url },
    closing:
      'Le lien fonctionne une seule fois, pendant une heure, tant que votre session reste ouverte. Si vous ne l’avez pas demandé, ignorez cet e-mail\u00a0; rien ne sera modifié.',
  }),
  email_change_requested: (mail) =>
    notice(
      'Votre adresse e-mail va être modifiée',
      [
        `Quelqu’un, sans doute vous, a demandé de remplacer l’adresse de votre compte Numirio par ${mail.newEmail}. Ce sera fait dès que la nouvelle adresse sera confirmée.`,
      ],
      mail,
    ),
  email_changed: (mail) =>
    notice(
      'Votre adresse e-mail a été modifiée',
      [`L’adresse de votre compte Numirio est maintenant ${mail.newEmail}. ${othersEnded}`],
      mail,
      addressLost,
    ),
  deletion_scheduled: (mail) =>
    notice(
      'Votre compte va être supprimé',
      [
        `Comme vous l’avez demandé, votre compte sera supprimé le ${instant(mail.dueAt)}. D’ici là, vous pouvez vous connecter et le conserver.`,
        `${keptByLaw} Après la suppression, plus personne ne peut s’y connecter\u00a0; exportez donc avant ce dont vous avez besoin.`,
      ],
      mail,
    ),
  deletion_cancelled: (mail) =>
    notice(
      'Votre compte est conservé',
      ['La suppression de votre compte Numirio a été annulée. Rien n’a changé.'],
      mail,
    ),
  deletion_postponed: (mail) => ({
    subject: 'Votre compte n’est pas encore supprimé',
    paragraphs: [
      `Votre compte devait être supprimé maintenant. Vous êtes seul propriétaire d’espaces de travail où d’autres travaillent encore\u00a0: ${list(mail.workspaces)}. Nommez-y un autre propriétaire, et votre compte sera supprimé le ${instant(mail.dueAt)}.`,
    ],
    action: { label: 'Ouvrir mon compte', url: mail.url },
    closing: 'Si vous préférez conserver votre compte, annulez-y la suppression.',
  }),
  account_deleted: () => ({
    subject: 'Votre compte a été supprimé',
    paragraphs: [
      'Votre compte Numirio a été supprimé, avec tout ce qui vous permettait de vous y connecter.',
      `${keptByLaw} Plus personne ne peut s’y connecter\u00a0; il vous reste ce que vous avez exporté avant.`,
      'Merci d’avoir travaillé avec Numirio.',
    ],
  }),
};

function codesLeft(count: number): string {
  if (count === 0) {
    return 'C’était le dernier. Créez de nouveaux codes de secours dans vos réglages de sécurité.';
  }
  return count === 1
    ? 'Il vous reste un code de secours.'
    : `Il vous reste ${count} codes de secours.`;
}
