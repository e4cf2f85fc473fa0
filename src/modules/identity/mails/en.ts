import { deviceName } from '#lib/device-name.ts';
import type { Catalogue, Occasion, Words } from './mails.ts';

const instants = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const instant = (at: Date) => `${instants.format(at)} UTC`;

const device = {
  device: (browser: string, system: string) => `${browser} on ${system}`,
  unknownDevice: 'Unknown device',
};

const facts = ({ at, userAgent, ip }: Occasion) => [
  { label: 'When', value: instant(at) },
  { label: 'Device', value: deviceName(userAgent, device) },
  ...(ip === '' ? [] : [{ label: 'IP address', value: ip }]),
];

const lists = new Intl.ListFormat('en-GB');
const list = (names: string[]) => lists.format(names.map((name) => `“${name}”`));

const notYou =
  'If this was not you, choose “Forgot your password?” on the sign-in page now and set a new password. That ends every session of your account.';
const addressLost =
  'If this was not you and you can still sign in, change the address back and choose a new password now. If you cannot, write to us through the contact on our website.';
const keptByLaw =
  'Issued invoices and their PDFs are kept for as long as the law asks the seller to keep them; in Germany that is eight years (§\u00a014b\u00a0UStG).';

const othersEnded = 'All other sessions were ended.';

const notice = (
  subject: string,
  paragraphs: string[],
  occasion: Occasion & { url: string },
  closing = notYou,
): Words => ({
  subject,
  paragraphs,
  facts: facts(occasion),
  action: { label: 'Review your security settings', url: occasion.url },
  closing,
});

export const en: Catalogue = {
  confirm_registration: ({ url }) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Welcome to Numirio. Confirm your address, choose a password, and you can write your first invoice.',
    ],
    action: { label: 'Confirm and continue', url },
    closing:
      'The link works once, for 24 hours. If you did not ask for it, ignore this mail; no account was created.',
  }),
  account_exists: ({ url }) => ({
    subject: 'You already have a Numirio account',
    paragraphs: [
      'Someone, probably you, wanted to use this address for a Numirio account. It already has one, so you can simply sign in. If you no longer know your password, you can set a new one there.',
    ],
    action: { label: 'Sign in', url },
    closing: 'If it was not you, there is nothing to do. Nothing was changed.',
  }),
  reset_password: ({ url }) => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Someone, probably you, asked for a new password for your Numirio account. You can choose it here.',
    ],
    action: { label: 'Choose a new password', url },
    closing:
      'The link works once, for 15 minutes, and only the newest one works. If you did not ask for it, ignore this mail; your password stays as it is.',
  }),
  password_changed: (mail) =>
    notice(
      'Your password was changed',
      [`The password of your Numirio account was changed. ${othersEnded}`],
      mail,
    ),
  new_device: (mail) =>
    notice(
      'New sign-in to your account',
      ['Your account was signed in to from a browser that we had not seen before.'],
      mail,
    ),
  session_replayed: (mail) =>
    notice(
      'We ended one of your sessions',
      [
        'A browser showed us a sign-in of yours that a newer one had already replaced. That can happen when a computer is restored from a backup, but also when somebody copied it.',
        'To be safe, we ended that session. You can sign in again at any time.',
      ],
      mail,
    ),
  confirm_google: ({ url, googleEmail }) => ({
    subject: 'Connect Google with your account?',
    paragraphs: [
      `Someone, probably you, signed in with the Google account ${googleEmail}. It is not connected with your Numirio account yet.`,
    ],
    action: { label: 'Connect Google', url },
    closing:
      'Open the link in the browser in which you began. If it was not you, ignore this mail; nothing will be connected.',
  }),
  google_connected: (mail) =>
    notice(
      'Google is now connected',
      [`You can now sign in to Numirio with the Google account ${mail.googleEmail}.`],
      mail,
    ),
  google_disconnected: (mail) =>
    notice(
      'Google is no longer connected',
      [`The Google account ${mail.googleEmail} no longer signs you in to Numirio.`],
      mail,
    ),
  passkey_added: (mail) =>
    notice(
      'A passkey was added',
      [`You can now sign in to Numirio with the passkey “${mail.name}”. ${othersEnded}`],
      mail,
    ),
  passkey_removed: (mail) =>
    notice(
      'A passkey was removed',
      [`The passkey “${mail.name}” no longer signs you in to Numirio. ${othersEnded}`],
      mail,
    ),
  totp_enabled: (mail) =>
    notice(
      'Sign-in codes were turned on',
      [
        'From now on, signing in asks for a code from your authenticator app as well. Keep your recovery codes in a safe place: they let you in if you lose the device.',
        othersEnded,
      ],
      mail,
    ),
  totp_disabled: (mail) =>
    notice(
      'Sign-in codes were turned off',
      [`Signing in no longer asks for a code from your authenticator app. ${othersEnded}`],
      mail,
    ),
  recovery_codes_renewed: (mail) =>
    notice(
      'You have new recovery codes',
      ['New recovery codes were created for your account. The old ones no longer work.'],
      mail,
    ),
  second_factor_refused: (mail) =>
    notice(
      'Somebody was stopped at your second step',
      [
        'Somebody signed in to your account as far as the second step and gave a wrong code or passkey three times. They were not let in, but they took the first step: they know your password, or use your Google account.',
      ],
      mail,
    ),
  recovery_code_used: (mail) =>
    notice(
      'A recovery code was used',
      [
        'A recovery code was used in your account, to sign in or to confirm a change.',
        codesLeft(mail.codesLeft),
      ],
      mail,
    ),
  confirm_email_change: ({ url, newEmail }) => ({
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      `Confirm that ${newEmail} is the new address of your Numirio account. Until then the old one stays.`,
    ],
    action: { label: 'Confirm this address', url },
    closing:
      'The link works once, for one hour, while you are signed in. If you did not ask for it, ignore this mail; nothing will be changed.',
  }),
  email_change_requested: (mail) =>
    notice(
      'Your e-mail address is about to change',
      [
        `Someone, probably you, asked to change the address of your Numirio account to ${mail.newEmail}. That happens as soon as the new address is confirmed.`,
      ],
      mail,
    ),
  email_changed: (mail) =>
    notice(
      'Your e-mail address was changed',
      [`The address of your Numirio account is now ${mail.newEmail}. ${othersEnded}`],
      mail,
      addressLost,
    ),
  deletion_scheduled: (mail) =>
    notice(
      'Your account will be deleted',
      [
        `As you asked, your account will be deleted on ${instant(mail.dueAt)}. Until then you can sign in and keep it.`,
        `${keptByLaw} After the deletion nobody can sign in to them any more, so export what you need before.`,
      ],
      mail,
    ),
  deletion_cancelled: (mail) =>
    notice(
      'Your account stays',
      ['The deletion of your Numirio account was cancelled. Everything is as it was.'],
      mail,
    ),
  deletion_postponed: (mail) => ({
    subject: 'Your account is not deleted yet',
    paragraphs: [
      `Your account was to be deleted now. You are the only owner of workspaces in which others still work: ${list(mail.workspaces)}. Make one of them the owner, and your account will be deleted on ${instant(mail.dueAt)}.`,
    ],
    action: { label: 'Open my account', url: mail.url },
    closing: 'If you would rather keep your account, cancel its deletion there.',
  }),
  account_deleted: () => ({
    subject: 'Your account was deleted',
    paragraphs: [
      'Your Numirio account was deleted, together with everything that signed you in to it.',
      `${keptByLaw} Nobody can sign in to them any more; your copies are those that you exported before.`,
      'Thank you for having worked with Numirio.',
    ],
  }),
};

function codesLeft(count: number): string {
  if (count === 0) {
    return 'It was the last one. Create new recovery codes in your security settings.';
  }
  return count === 1
    ? 'You have one recovery code left.'
    : `You have ${count} recovery codes left.`;
}
