import { describe, expect, it } from 'vitest';
import { layOut } from '#modules/email/layout.ts';
import { emailLanguage } from '#modules/email/schema.ts';
import { accessReasonSchema } from '../schema.ts';
import { type AccessMail, writeMail } from './mails.ts';

const facts = {
  workspace: 'Studio Ana',
  engineer: 'Eva Lind',
  approver: 'Jan Krol',
  ticket: 'T-4711',
  url: 'https://app.numirio.example/w/1/settings/access',
};
const until = new Date('2026-11-22T14:05:00Z');
const mails = accessReasonSchema.options.flatMap((reason): AccessMail[] => [
  { kind: 'access_opened', until, reason, ...facts },
  ...[0, 1, 5].map((statements) => ({
    kind: 'access_ended' as const,
    statements,
    reason,
    ...facts,
  })),
]);

describe.each(emailLanguage.options)('in %s', (language) => {
  const written = mails.map((mail) => {
    const words = writeMail(language, mail);
    const message = { to: 'ana@example.com', language, kind: mail.kind, ...words };
    return { mail, text: layOut(message).text };
  });

  it('says who, approved by whom, for which ticket, and where to look', () => {
    for (const { text } of written) {
      for (const fact of Object.values(facts)) expect(text.replaceAll(/\s+/g, ' ')).toContain(fact);
      expect(text).not.toMatch(/undefined|null|NaN|Invalid|\[object|_request/);
    }
  });

  it('has words of its own for every reason and every number of statements', () => {
    expect(new Set(written.map(({ text }) => text)).size).toBe(mails.length);
  });

  it('says until when', () => {
    expect(written[0]?.text).toMatch(/22.* 2026.*14:05.*UTC/);
  });
});
