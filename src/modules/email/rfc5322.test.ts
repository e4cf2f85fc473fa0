import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MailRefused } from './refusals.ts';
import { composeMessage, recipientOf } from './rfc5322.ts';
import { subjectLine } from './subject.ts';
import type { Mail } from './transport.ts';

const mail: Mail = {
  id: '0190a000-0000-7000-8000-000000000001',
  from: 'no-reply@numirio.test',
  to: 'ana@example.com',
  subject: 'Confirm your e-mail address',
  text: 'Hello Ana',
  html: '<p>Hello Ana</p>',
  writtenAt: new Date('2026-11-22T12:00:00Z'),
};

/** What a mail server reads: header fields, unfolded, up to the first empty line (RFC 5322 §2.2). */
function headersOf(bytes: Buffer): [name: string, value: string][] {
  const text = bytes.toString('utf8');
  const block = text.slice(0, text.indexOf('\r\n\r\n'));
  expect(block.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
  return block
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => {
      const field = /^([!-9;-~]+): (.*)$/.exec(line);
      expect(field, `${JSON.stringify(line)} is a header field`).not.toBeNull();
      return [(field?.[1] ?? '').toLowerCase(), field?.[2] ?? ''];
    });
}

/** RFC 2047 in both its forms, as a mail program reads it. */
function decodeWords(value: string): string {
  return value
    .replace(/(=\?[^?\s]+\?[QB]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[QB]\?)/gi, '$1')
    .replace(/(?:=\?UTF-8\?[QB]\?[^?\s]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi)].map(([, form, text = '']) =>
          form?.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quotedBytes(text),
        ),
      ).toString('utf8'),
    );
}

function quotedBytes(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_code, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

const ours = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to',
];

const hostilePart = fc.constantFrom(
  '\r\nBcc: eve@evil.example',
  '\nTo: eve@evil.example',
  '\rX-Injected: yes',
  '\r\n\r\n<script>alert(1)</script>',
  '\0',
  '\ud800',
  '\udfff',
  '\u2028Bcc: eve@evil.example',
  '\u0085Bcc: eve@evil.example',
  '\u202emoc.live',
  '=?utf-8?Q?=0D=0ABcc:_eve@evil.example?=',
  ', eve@evil.example',
  '; eve@evil.example',
  '" <eve@evil.example>, "',
  '<eve@evil.example>',
  '\uff20evil.example',
  '\uff0ceve@evil.example',
  '\uff1ceve@evil.example\uff1e',
  'undisclosed: eve@evil.example;',
  '(comment)',
  '@evil.example:',
  '%0d%0aBcc:eve@evil.example',
  ' ',
  '\t',
  '💶',
  'Grüße',
);
const hostile = fc
  .array(fc.oneof(hostilePart, fc.string({ unit: 'binary', maxLength: 30 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

it('writes one subject and nothing else, whatever it is made of', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (subject) => {
      const headers = headersOf(await composeMessage({ ...mail, subject }));
      const wanted = subjectLine(subject) === '' ? ours.filter((name) => name !== 'subject') : ours;
      expect(headers.map(([name]) => name).sort()).toEqual(wanted);
      const found = Object.fromEntries(headers);
      expect(found.to).toBe('ana@example.com');
      expect(found.from).toBe('Numirio <no-reply@numirio.test>');
      expect(decodeWords(found.subject ?? '')).toBe(subjectLine(subject));
      expect(subjectLine(subject)).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
    }),
    { numRuns: 500 },
  );
});

it('keeps every word of an honest subject', async () => {
  const subject = 'Rechnung 2026-0042 über 1.190,00 € von „Müller & Söhne“ für Zoë 💶';
  const found = Object.fromEntries(headersOf(await composeMessage({ ...mail, subject })));
  expect(decodeWords(found.subject ?? '')).toBe(subject);
});

it('writes to one recipient or to none, whatever the address is made of', async () => {
  const near = fc
    .tuple(hostile, fc.constantFrom('ana@example.com', 'a@b.example', '@', ''), hostile)
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(near, async (to) => {
      let recipient: string;
      try {
        recipient = recipientOf({ ...mail, to });
      } catch (error) {
        expect(error).toBeInstanceOf(MailRefused);
        await expect(composeMessage({ ...mail, to })).rejects.toThrow(MailRefused);
        return;
      }
      expect(recipient.slice(0, recipient.lastIndexOf('@'))).toBe(to.slice(0, to.lastIndexOf('@')));
      const headers = headersOf(await composeMessage({ ...mail, to }));
      expect(headers.map(([name]) => name).sort()).toEqual(ours);
      const written = Object.fromEntries(headers).to ?? '';
      expect(written.match(/@/g)).toHaveLength(1);
      expect(written).not.toMatch(/[,;<>\s]/);
      // Beside a name that needs SMTPUTF8 (RFC 6531) the domain stands in Unicode as well.
      const [domain, ascii] = [written, recipient].map((at) => at.slice(at.lastIndexOf('@') + 1));
      expect(domainToASCII(domain ?? '')).toBe(ascii);
      expect(ascii).toMatch(/^[a-z0-9._-]+$/);
    }),
    { numRuns: 500 },
  );
});

describe('an address', () => {
  it.each([
    ['ana@example.com', 'ana@example.com'],
    ['Ana.Müller@Bücher.example', 'Ana.Müller@xn--bcher-kva.example'],
    ['o’brien+test@example.com', 'o’brien+test@example.com'],
  ])('%s goes out as %s', (to, sent) => {
    expect(recipientOf({ ...mail, to })).toBe(sent);
  });

  it.each([
    'ana@example.com, eve@evil.example',
    'ana@example.com\r\nBcc: eve@evil.example',
    'Ana <ana@example.com>',
    ' ana@example.com',
    'ana\uff20evil.example@example.com',
    'ana@evil\uff20example.com',
    'ana\uff0ceve@example.com',
    'ana@127.0.0.11',
    'ana@0x7f.11',
    'ana@[127.0.0.1]',
    'ana\ud800@example.com',
    'ana',
    '',
  ])('is refused as %j', (to) => {
    expect(() => recipientOf({ ...mail, to })).toThrow(MailRefused);
  });
});

it('cuts a subject where it is too long, and never through a character', () => {
  expect(subjectLine('x'.repeat(200))).toBe('x'.repeat(200));
  const cut = subjectLine(`${'x'.repeat(198)}💶💶`);
  expect(cut).toBe(`${'x'.repeat(198)}…`);
  expect(cut.isWellFormed()).toBe(true);
});

it('has a Message-ID of its own, the same each time', async () => {
  const [first, second] = await Promise.all([composeMessage(mail), composeMessage(mail)]);
  for (const bytes of [first, second]) {
    expect(Object.fromEntries(headersOf(bytes))['message-id']).toBe(
      '<0190a000-0000-7000-8000-000000000001@numirio.test>',
    );
  }
});
