import { describe, expect, it } from 'vitest';
import { layOut } from '#modules/email/layout.ts';
import { emailLanguage } from '#modules/email/schema.ts';
import { type IdentityMail, writeMail } from './mails.ts';

const url = 'https://app.numirio.example/settings/security#token=nrs_a-b_c';
const occasion = {
  url,
  at: new Date('2026-11-02T09:05:00Z'),
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  ip: '203.0.113.7',
};

/** One mail of every kind; a kind that is missing here does not compile. */
const samples: { [Kind in IdentityMail['kind']]: Extract<IdentityMail, { kind: Kind }> } = {
  confirm_registration: { kind: 'confirm_registration', url },
  account_exists: { kind: 'account_exists', url },
  reset_password: { kind: 'reset_password', url },
  password_changed: { kind: 'password_changed', ...occasion },
  new_device: { kind: 'new_device', ...occasion },
  session_replayed: { kind: 'session_replayed', ...occasion },
  confirm_google: { kind: 'confirm_google', url, googleEmail: 'ana@gmail.example' },
  google_connected: { kind: 'google_connected', ...occasion, googleEmail: 'ana@gmail.example' },
  google_disconnected: {
    kind: 'google_disconnected',
    ...occasion,
    googleEmail: 'ana@gmail.example',
  },
  passkey_added: { kind: 'passkey_added', ...occasion, name: 'YubiKey' },
  passkey_removed: { kind: 'passkey_removed', ...occasion, name: 'YubiKey' },
  totp_enabled: { kind: 'totp_enabled', ...occasion },
  totp_disabled: { kind: 'totp_disabled', ...occasion },
  second_factor_refused: { kind: 'second_factor_refused', ...occasion },
  recovery_codes_renewed: { kind: 'recovery_codes_renewed', ...occasion },
  recovery_code_used: { kind: 'recovery_code_used', ...occasion, codesLeft: 7 },
  confirm_email_change: { kind: 'confirm_email_change', url, newEmail: 'neu@example.com' },
  email_change_requested: {
    kind: 'email_change_requested',
    ...occasion,
    newEmail: 'neu@example.com',
  },
  email_changed: { kind: 'email_changed', ...occasion, newEmail: 'neu@example.com' },
  deletion_scheduled: {
    kind: 'deletion_scheduled',
    ...occasion,
    dueAt: new Date('2026-12-02T09:05:00Z'),
  },
  deletion_cancelled: { kind: 'deletion_cancelled', ...occasion },
  deletion_postponed: {
    kind: 'deletion_postponed',
    url,
    dueAt: new Date('2026-12-09T09:05:00Z'),
    workspaces: ['Studio Ana', 'Atelier'],
  },
  account_deleted: { kind: 'account_deleted' },
};

const mails = Object.values(samples);
const every = emailLanguage.options.flatMap((language) =>
  mails.map((mail) => [language, mail.kind, mail] as const),
);

describe.each(every)('in %s, %s', (language, kind, mail) => {
  const words = writeMail(language, mail);
  const sentences = [
    words.subject,
    ...words.paragraphs,
    ...(words.facts ?? []).flatMap(({ label, value }) => [label, value]),
    ...(words.action ? [words.action.label] : []),
    ...(words.closing ? [words.closing] : []),
  ];

  it('says everything, with nothing missing', () => {
    expect(words.paragraphs.length).toBeGreaterThan(0);
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(/undefined|null|NaN|Invalid|\[object|\$\{/);
      expect(sentence.trim()).toBe(sentence);
      expect(sentence).not.toBe('');
    }
  });

  it('has a subject of one line that a list of mails shows whole', () => {
    expect(words.subject.length).toBeLessThanOrEqual(70);
    expect(words.subject).toMatch(/^[^\r\n\p{Cc}]+$/u);
  });

  it('holds the address once, in its action', () => {
    if (!('url' in mail)) return expect(words.action).toBeUndefined();
    expect(words.action?.url).toBe(url);
    expect(JSON.stringify(words).split(url)).toHaveLength(2);
    const { text, html } = layOut({ to: 'ana@example.com', language, kind, ...words });
    expect(text.split(url)).toHaveLength(2);
    expect(html.split(`href="${url}"`)).toHaveLength(2);
  });

  it('says nothing in another language', () => {
    const foreign = {
      en: /\b(der|die|das|und|Sie|Ihr|nicht|votre|vous|est|pas)\b/,
      de: /\b(the|your|you|this|and|with|of|votre|vous|est|pas)\b/i,
      fr: /\b(the|your|you|this|and|with|of|der|das|und|Sie|Ihr|nicht)\b/i,
    }[language];
    // "UTC" and names are the same everywhere; a sentence is not.
    for (const sentence of sentences) expect(sentence).not.toMatch(foreign);
    if (language === 'en') return;
    const english = writeMail('en', mail);
    expect(words.subject).not.toBe(english.subject);
    expect(words.closing ?? 'none').not.toBe(english.closing ?? '');
    for (const paragraph of words.paragraphs) expect(english.paragraphs).not.toContain(paragraph);
    expect(words.action?.label ?? 'none').not.toBe(english.action?.label ?? '');
  });
});

describe('a notice', () => {
  const notices = every.filter(([, , mail]) => 'userAgent' in mail);

  it.each(notices)('tells in %s when, where and by what %s was done', (language, _kind, mail) => {
    const values = (writeMail(language, mail).facts ?? []).map(({ value }) => value);
    const browser = { en: 'Firefox on Linux', de: 'Firefox auf Linux', fr: 'Firefox sur Linux' };
    const when = {
      en: '2 November 2026 at 09:05 UTC',
      de: '2. November 2026 um 09:05 Uhr UTC',
      fr: '2 novembre 2026 à 09:05 UTC',
    };
    expect(values).toEqual([when[language], browser[language], '203.0.113.7']);
  });

  it.each(notices)('says in %s what to do if %s was not you', (language, _kind, mail) => {
    const closing = writeMail(language, mail).closing;
    expect(closing).toMatch(
      {
        en: /^If this was not you/,
        de: /^Falls Sie das nicht waren/,
        fr: /^Si ce n’était pas vous/,
      }[language],
    );
    expect(closing).toMatch({ en: /password/, de: /Passwort/, fr: /mot de passe/ }[language]);
  });

  it('leaves out an address that nobody knows', () => {
    const { facts } = writeMail('en', { ...samples.new_device, ip: '', userAgent: '' });
    expect(facts?.map(({ value }) => value)).toEqual([
      '2 November 2026 at 09:05 UTC',
      'Unknown device',
    ]);
  });
});

it.each(emailLanguage.options)('says in %s how many recovery codes are left', (language) => {
  const said = [0, 1, 2].map((codesLeft) => {
    const { paragraphs } = writeMail(language, { ...samples.recovery_code_used, codesLeft });
    return paragraphs[1];
  });
  expect(said).toEqual(
    {
      en: [
        'It was the last one. Create new recovery codes in your security settings.',
        'You have one recovery code left.',
        'You have 2 recovery codes left.',
      ],
      de: [
        'Es war der letzte. Erstellen Sie in den Sicherheitseinstellungen neue Wiederherstellungscodes.',
        'Ihnen bleibt ein Wiederherstellungscode.',
        'Ihnen bleiben 2 Wiederherstellungscodes.',
      ],
      fr: [
        'C’était le dernier. Créez de nouveaux codes de secours dans vos réglages de sécurité.',
        'Il vous reste un code de secours.',
        'Il vous reste 2 codes de secours.',
      ],
    }[language],
  );
});

it.each(emailLanguage.options)('says in %s what is kept after a deletion', (language) => {
  for (const mail of [samples.deletion_scheduled, samples.account_deleted]) {
    const text = writeMail(language, mail).paragraphs.join(' ');
    expect(text).toContain('§\u00a014b\u00a0UStG');
    expect(text).toMatch({ en: /eight years/, de: /acht Jahre/, fr: /huit ans/ }[language]);
    expect(text).toMatch({ en: /export/, de: /export/, fr: /export/ }[language]);
  }
  const scheduled = writeMail(language, samples.deletion_scheduled).paragraphs.join(' ');
  expect(scheduled).toMatch(/2\.? (December|Dezember|décembre) 2026/);
});
