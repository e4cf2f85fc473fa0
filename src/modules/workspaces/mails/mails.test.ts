import { describe, expect, it } from 'vitest';
import { layOut } from '#modules/email/layout.ts';
import { emailLanguage } from '#modules/email/schema.ts';
import { givenRoleSchema } from '../schema.ts';
import { brief, harmless } from './harmless.ts';
import { type TeamMail, writeTeamMail } from './mails.ts';

const url = 'https://app.numirio.example/invitation#token=niv_a-b_c';
const place = { workspace: 'Studio Ana', url };
const offer = { ...place, from: 'Ana Weber', to: 'Ben Okafor' };
const dueAt = new Date('2026-12-06T09:05:00Z');

/** One mail of every kind; a kind that is missing here does not compile. */
const samples: { [Kind in TeamMail['kind']]: Extract<TeamMail, { kind: Kind }> } = {
  invitation: {
    kind: 'invitation',
    ...place,
    by: 'Ana Weber',
    byEmail: 'ana@example.com',
    role: 'accountant',
    until: dueAt,
  },
  invitation_accepted: {
    kind: 'invitation_accepted',
    ...place,
    person: 'Ben Okafor',
    email: 'ben@example.org',
    role: 'member',
  },
  member_removed: { kind: 'member_removed', workspace: 'Studio Ana', by: 'Ana Weber' },
  role_changed: { kind: 'role_changed', ...place, by: 'Ana Weber', role: 'admin' },
  ownership_offered: { kind: 'ownership_offered', ...offer, until: dueAt },
  ownership_accepted: { kind: 'ownership_accepted', ...offer },
  ownership_refused: { kind: 'ownership_refused', ...offer },
  ownership_withdrawn: { kind: 'ownership_withdrawn', ...offer },
  workspace_deletion_scheduled: {
    kind: 'workspace_deletion_scheduled',
    ...place,
    by: 'Ana Weber',
    dueAt,
  },
  workspace_deletion_cancelled: { kind: 'workspace_deletion_cancelled', ...place, by: 'Ana Weber' },
  workspace_deleted: { kind: 'workspace_deleted', workspace: 'Studio Ana' },
};

const mails = Object.values(samples);
const every = emailLanguage.options.flatMap((language) =>
  mails.map((mail) => [language, mail.kind, mail] as const),
);
const textOf = (language: (typeof emailLanguage.options)[number], mail: TeamMail) => {
  const words = writeTeamMail(language, mail);
  return layOut({ to: 'ben@example.com', language, kind: mail.kind, ...words });
};

describe.each(every)('in %s, %s', (language, _kind, mail) => {
  const words = writeTeamMail(language, mail);
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

  it('names the workspace in quotation marks, in its subject too', () => {
    const quoted = { en: '“Studio Ana”', de: '„Studio Ana“', fr: '«\u00a0Studio Ana\u00a0»' };
    expect(words.subject).toContain(quoted[language]);
    expect(words.paragraphs[0]).toContain(quoted[language]);
    expect(words.subject.length).toBeLessThanOrEqual(70);
  });

  it('holds the address once, in its action', () => {
    if (!('url' in mail)) return expect(words.action).toBeUndefined();
    expect(words.action?.url).toBe(url);
    const { text, html } = textOf(language, mail);
    expect(text.split(url)).toHaveLength(2);
    expect(html.split(`href="${url}"`)).toHaveLength(2);
  });

  it('says nothing in another language', () => {
    const foreign = {
      en: /\b(der|die|das|und|Sie|Ihr|nicht|votre|vous|est|pas)\b/,
      de: /\b(the|your|you|this|and|with|of|votre|vous|est|pas)\b/i,
      fr: /\b(the|your|you|this|and|with|of|der|das|und|Sie|Ihr|nicht)\b/i,
    }[language];
    for (const sentence of sentences) expect(sentence).not.toMatch(foreign);
    if (language === 'en') return;
    const english = writeTeamMail('en', mail);
    expect(words.subject).not.toBe(english.subject);
    for (const paragraph of words.paragraphs) expect(english.paragraphs).not.toContain(paragraph);
  });
});

describe('an invitation', () => {
  it.each(emailLanguage.options)(
    'says in %s who invites, in which role, and until when',
    (language) => {
      const { facts } = writeTeamMail(language, samples.invitation);
      expect(facts?.map(({ value }) => value)).toEqual([
        'ana@example.com',
        { en: 'Accountant', de: 'Buchhaltung', fr: 'Comptabilité' }[language],
        {
          en: '6 December 2026 at 09:05 UTC',
          de: '6. Dezember 2026 um 09:05 Uhr UTC',
          fr: '6 décembre 2026 à 09:05 UTC',
        }[language],
      ]);
    },
  );

  it.each(emailLanguage.options)('says in %s what each role may do', (language) => {
    const said = givenRoleSchema.options.map(
      (role) => writeTeamMail(language, { ...samples.invitation, role }).paragraphs[1],
    );
    expect(new Set(said).size).toBe(3);
  });
});

describe('a name that a stranger typed', () => {
  const hostile = [
    'Your account is locked: https://evil.example/login',
    'www.evil.example',
    'Pay now at evil.example/pay?id=1 or write to help@evil.example',
    'evil。example and evil．example, evil｡example',
    'http:// evil.example',
    'Studio” was hacked, see “evil.example',
    'Studio\r\nBcc: everybody@example.com',
    'Studio \u202emoc.live\u202c\u200b\u2066',
    'mailto:help@evil.example',
  ];

  it.each(hostile)('leads nowhere and stays within its quotation marks: %j', (name) => {
    for (const mail of mails) {
      const typed = { workspace: name, by: name, from: name, to: name, person: name };
      const own = Object.keys(mail).filter((key) => key in typed);
      const replaced = Object.fromEntries(own.map((key) => [key, name]));
      const { text, html } = textOf('en', { ...mail, ...replaced } as TeamMail);
      for (const part of [text, html]) {
        const rest = part
          .replaceAll(url, '')
          .replaceAll('ana@example.com', '')
          .replaceAll('ben@example.org', '');
        expect(rest).not.toMatch(/[a-z]\.(example|com)|evil[.。．｡]example|\w@\w/i);
        expect(rest.replace(/<[^>]*>/g, '')).not.toMatch(/:\/\//);
      }
      expect(text.split('“').length).toBe(text.split('”').length);
    }
  });

  it('is short, and one line', () => {
    expect([...harmless('x'.repeat(120))]).toHaveLength(60);
    expect([...harmless('👩‍🎨'.repeat(120))].length).toBeLessThanOrEqual(60);
    expect(brief('Werkstatt für Gestaltung und Buchdruck')).toBe('Werkstatt für Gestaltung und…');
    expect(harmless('Studio\n\tAna')).toBe('Studio Ana');
  });

  it.each(['Marlene Vogt Gestaltung', 'Müller & Söhne GmbH', 'Atelier d’Ana', 'Łódź s.c. Nowak'])(
    'stays as it is where it is a name: %s',
    (name) => {
      expect(harmless(name).replace('. c', '.c')).toBe(name);
    },
  );
});
