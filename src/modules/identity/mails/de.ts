import { deviceName } from '#lib/device-name.ts';
import type { Catalogue, Occasion, Words } from './mails.ts';

const instants = new Intl.DateTimeFormat('de-DE', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const instant = (at: Date) => `${instants.format(at)} Uhr UTC`;

const device = {
  device: (browser: string, system: string) => `${browser} auf ${system}`,
  unknownDevice: 'Unbekanntes Gerät',
};

const facts = ({ at, userAgent, ip }: Occasion) => [
  { label: 'Zeitpunkt', value: instant(at) },
  { label: 'Gerät', value: deviceName(userAgent, device) },
  ...(ip === '' ? [] : [{ label: 'IP-Adresse', value: ip }]),
];

const lists = new Intl.ListFormat('de-DE');
const list = (names: string[]) => lists.format(names.map((name) => `„${name}“`));

const notYou =
  'Falls Sie das nicht waren, wählen Sie jetzt auf der Anmeldeseite „Passwort vergessen?“ und legen Sie ein neues Passwort fest. Damit enden alle Sitzungen Ihres Kontos.';
const addressLost =
  'Falls Sie das nicht waren und sich noch anmelden können, ändern Sie die Adresse jetzt zurück und wählen Sie ein neues Passwort. Falls nicht, schreiben Sie uns über den Kontakt auf unserer Website.';
const keptByLaw =
  'Ausgestellte Rechnungen und ihre PDFs werden so lange aufbewahrt, wie das Gesetz es vom Verkäufer verlangt; in Deutschland sind das acht Jahre (§\u00a014b\u00a0UStG).';

const othersEnded = 'Alle anderen Sitzungen wurden beendet.';

const notice = (
  subject: string,
  paragraphs: string[],
  occasion: Occasion & { url: string },
  closing = notYou,
): Words => ({
  subject,
  paragraphs,
  facts: facts(occasion),
  action: { label: 'Sicherheitseinstellungen prüfen', url: occasion.url },
  closing,
});

export const de: Catalogue = {
  confirm_registration: ({ url }) => ({
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    paragraphs: [
      'Willkommen bei Numirio. Bestätigen Sie Ihre Adresse, wählen Sie ein Passwort, und schon können Sie Ihre erste Rechnung schreiben.',
    ],
    action: { label: 'Bestätigen und fortfahren', url },
    closing:
      'Der Link gilt einmal und 24 Stunden lang. Falls Sie ihn nicht angefordert haben, ignorieren Sie diese Nachricht; es wurde kein Konto angelegt.',
  }),
  account_exists: ({ url }) => ({
    subject: 'Sie haben bereits ein Numirio-Konto',
    paragraphs: [
      'Jemand, vermutlich Sie selbst, wollte diese Adresse für ein Numirio-Konto verwenden. Zu ihr gibt es schon eines, Sie können sich also einfach anmelden. Falls Sie Ihr Passwort nicht mehr wissen, können Sie dort ein neues festlegen.',
    ],
    action: { label: 'Anmelden', url },
    closing: 'Falls Sie das nicht waren, müssen Sie nichts tun. Es wurde nichts geändert.',
  }),
  reset_password: ({ url }) => ({
    subject: 'Wählen Sie ein neues Passwort',
    paragraphs: [
      'Jemand, vermutlich Sie selbst, hat ein neues Passwort für Ihr Numirio-Konto angefordert. Hier können Sie es wählen.',
    ],
    action: { label: 'Neues Passwort wählen', url },
    closing:
      'Der Link gilt einmal und 15 Minuten lang; nur der neueste funktioniert. Falls Sie ihn nicht angefordert haben, ignorieren Sie diese Nachricht; Ihr Passwort bleibt, wie es ist.',
  }),
  password_changed: (mail) =>
    notice(
      'Ihr Passwort wurde geändert',
      [`Das Passwort Ihres Numirio-Kontos wurde geändert. ${othersEnded}`],
      mail,
    ),
  new_device: (mail) =>
    notice(
      'Neue Anmeldung an Ihrem Konto',
      ['An Ihrem Konto hat sich ein Browser angemeldet, den wir noch nicht kannten.'],
      mail,
    ),
  session_replayed: (mail) =>
    notice(
      'Wir haben eine Ihrer Sitzungen beendet',
      [
        'Ein Browser hat uns eine Anmeldung von Ihnen vorgelegt, die schon durch eine neuere ersetzt war. Das kommt vor, wenn ein Rechner aus einer Sicherung wiederhergestellt wird, aber auch, wenn jemand sie kopiert hat.',
        'Zur Sicherheit haben wir diese Sitzung beendet. Sie können sich jederzeit neu anmelden.',
      ],
      mail,
    ),
  confirm_google: ({ url, googleEmail }) => ({
    subject: 'Google mit Ihrem Konto verbinden?',
    paragraphs: [
      `Jemand, vermutlich Sie selbst, hat sich mit dem Google-Konto ${googleEmail} angemeldet. Es ist noch nicht mit Ihrem Numirio-Konto verbunden.`,
    ],
    action: { label: 'Google verbinden', url },
    closing:
      'Öffnen Sie den Link in dem Browser, in dem Sie begonnen haben. Falls Sie das nicht waren, ignorieren Sie diese Nachricht; es wird nichts verbunden.',
  }),
  google_connected: (mail) =>
    notice(
      'Google ist jetzt verbunden',
      [`Sie können sich nun mit dem Google-Konto ${mail.googleEmail} bei Numirio anmelden.`],
      mail,
    ),
  google_disconnected: (mail) =>
    notice(
      'Google ist nicht mehr verbunden',
      [`Mit dem Google-Konto ${mail.googleEmail} können Sie sich nicht mehr bei Numirio anmelden.`],
      mail,
    ),
  passkey_added: (mail) =>
    notice(
      'Ein Passkey wurde hinzugefügt',
      [`Sie können sich nun mit dem Passkey „${mail.name}“ bei Numirio anmelden. ${othersEnded}`],
      mail,
    ),
  passkey_removed: (mail) =>
    notice(
      'Ein Passkey wurde entfernt',
      [
        `Mit dem Passkey „${mail.name}“ können Sie sich nicht mehr bei Numirio anmelden. ${othersEnded}`,
      ],
      mail,
    ),
  totp_enabled: (mail) =>
    notice(
      'Anmeldecodes wurden eingeschaltet',
      [
        'Ab jetzt wird bei der Anmeldung zusätzlich ein Code aus Ihrer Authenticator-App verlangt. Bewahren Sie Ihre Wiederherstellungscodes sicher auf: Mit ihnen kommen Sie hinein, falls Sie das Gerät verlieren.',
        othersEnded,
      ],
      mail,
    ),
  totp_disabled: (mail) =>
    notice(
      'Anmeldecodes wurden ausgeschaltet',
      [
        `Bei der Anmeldung wird kein Code aus Ihrer Authenticator-App mehr verlangt. ${othersEnded}`,
      ],
      mail,
    ),
  recovery_codes_renewed: (mail) =>
    notice(
      'Sie haben neue Wiederherstellungscodes',
      [
        'Für Ihr Konto wurden neue Wiederherstellungscodes erstellt. Die alten funktionieren nicht mehr.',
      ],
      mail,
    ),
  second_factor_refused: (mail) =>
    notice(
      'Jemand scheiterte an Ihrem zweiten Schritt',
      [
        'Jemand kam bei der Anmeldung an Ihrem Konto bis zum zweiten Schritt und gab dort dreimal einen falschen Code oder Passkey an. Die Anmeldung gelang nicht, der erste Schritt aber schon: Ihr Passwort ist bekannt, oder Ihr Google-Konto wird benutzt.',
      ],
      mail,
    ),
  recovery_code_used: (mail) =>
    notice(
      'Ein Wiederherstellungscode wurde verwendet',
      [
        'In Ihrem Konto wurde ein Wiederherstellungscode verwendet, zur Anmeldung oder um eine Änderung zu bestätigen.',
        codesLeft(mail.codesLeft),
      ],
      mail,
    ),
  confirm_email_change: ({ url, newEmail }) => ({
    subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
    paragraphs: [
      `Bestätigen Sie, dass ${newEmail} die neue Adresse Ihres Numirio-Kontos ist. Bis dahin bleibt es bei der alten.`,
    ],
    action: { label: 'Diese Adresse bestätigen', url },
    closing:
      'Der Link gilt einmal und eine Stunde lang, während Sie angemeldet sind. Falls Sie ihn nicht angefordert haben, ignorieren Sie diese Nachricht; es wird nichts geändert.',
  }),
  email_change_requested: (mail) =>
    notice(
      'Ihre E-Mail-Adresse soll geändert werden',
      [
        `Jemand, vermutlich Sie selbst, möchte die Adresse Ihres Numirio-Kontos in ${mail.newEmail} ändern. Das geschieht, sobald die neue Adresse bestätigt ist.`,
      ],
      mail,
    ),
  email_changed: (mail) =>
    notice(
      'Ihre E-Mail-Adresse wurde geändert',
      [`Die Adresse Ihres Numirio-Kontos ist jetzt ${mail.newEmail}. ${othersEnded}`],
      mail,
      addressLost,
    ),
  deletion_scheduled: (mail) =>
    notice(
      'Ihr Konto wird gelöscht',
      [
        `Wie gewünscht wird Ihr Konto am ${instant(mail.dueAt)} gelöscht. Bis dahin können Sie sich anmelden und es behalten.`,
        `${keptByLaw} Nach der Löschung erreicht sie niemand mehr über eine Anmeldung; exportieren Sie deshalb vorher, was Sie brauchen.`,
      ],
      mail,
    ),
  deletion_cancelled: (mail) =>
    notice(
      'Ihr Konto bleibt bestehen',
      ['Die Löschung Ihres Numirio-Kontos wurde abgebrochen. Alles ist, wie es war.'],
      mail,
    ),
  deletion_postponed: (mail) => ({
    subject: 'Ihr Konto ist noch nicht gelöscht',
    paragraphs: [
      `Ihr Konto sollte jetzt gelöscht werden. In diesen Arbeitsbereichen sind Sie allein Inhaberin oder Inhaber, und andere arbeiten noch darin: ${list(mail.workspaces)}. Übertragen Sie die Inhaberschaft, dann wird Ihr Konto am ${instant(mail.dueAt)} gelöscht.`,
    ],
    action: { label: 'Mein Konto öffnen', url: mail.url },
    closing: 'Möchten Sie Ihr Konto lieber behalten, brechen Sie dort die Löschung ab.',
  }),
  account_deleted: () => ({
    subject: 'Ihr Konto wurde gelöscht',
    paragraphs: [
      'Ihr Numirio-Konto wurde gelöscht, zusammen mit allem, womit Sie sich dort angemeldet haben.',
      `${keptByLaw} Über eine Anmeldung erreicht sie niemand mehr; Ihnen bleibt, was Sie vorher exportiert haben.`,
      'Danke, dass Sie mit Numirio gearbeitet haben.',
    ],
  }),
};

function codesLeft(count: number): string {
  if (count === 0) {
    return 'Es war der letzte. Erstellen Sie in den Sicherheitseinstellungen neue Wiederherstellungscodes.';
  }
  return count === 1
    ? 'Ihnen bleibt ein Wiederherstellungscode.'
    : `Ihnen bleiben ${count} Wiederherstellungscodes.`;
}
