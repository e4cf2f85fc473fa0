import { describe, expect, it } from 'vitest';
import type { Message } from './emails.ts';
import { layOut } from './layout.ts';
import { emailLanguage } from './schema.ts';

const message: Message = {
  to: 'ana@example.com',
  language: 'en',
  kind: 'new_device',
  subject: 'New sign-in to your account',
  paragraphs: ['Your account was signed in to from a browser that we had not seen before.'],
  facts: [
    { label: 'When', value: '22 November 2026 at 12:00 UTC' },
    { label: 'IP address', value: '203.0.113.7' },
  ],
  action: { label: 'Review', url: 'https://numirio.test/settings/security#a=1&b=2' },
  closing: 'If this was not you, set a new password.',
};

describe('the text alternative', () => {
  it('reads well on its own', () => {
    expect(layOut(message).text).toBe(
      `Your account was signed in to from a browser that we had not seen
before.

When:       22 November 2026 at 12:00 UTC
IP address: 203.0.113.7

Review:
https://numirio.test/settings/security#a=1&b=2

If this was not you, set a new password.

-- 
Sent automatically by Numirio. Replies to this address are not read.
`,
    );
  });

  it('keeps lines short, but never breaks an address', () => {
    const url = `https://numirio.test/reset#token=${'x'.repeat(120)}`;
    const paragraphs = [`${'word '.repeat(80)}end`];
    const { text } = layOut({ ...message, paragraphs, action: { label: 'Go', url } });
    const long = text.split('\n').filter((line) => line.length > 72);
    expect(long).toEqual([url]);
  });
});

describe('the HTML alternative', () => {
  it.each(emailLanguage.options)('says that it is written in %s', (language) => {
    expect(layOut({ ...message, language }).html).toContain(`<html lang="${language}"`);
  });

  it('shows everything that the text says', () => {
    const { html } = layOut(message);
    for (const words of [message.subject, ...message.paragraphs, 'When', '203.0.113.7', 'Review']) {
      expect(html).toContain(words);
    }
    expect(html).toContain('Replies to this address are not read.');
  });

  it('shows the address of its button below it, where one can read and copy it', () => {
    const { html } = layOut(message);
    const address = 'https://numirio.test/settings/security#a=1&amp;b=2';
    expect(html.split(`href="${address}"`)).toHaveLength(2);
    expect(html.split(`>${address}</span>`)).toHaveLength(2);
  });

  it('has no button where there is nothing to do', () => {
    const { action: _action, ...rest } = message;
    const { html, text } = layOut(rest);
    expect(html).not.toContain('<a ');
    expect(html).not.toContain('If the button does not work');
    expect(text).not.toContain('http');
  });

  it('is made for light and for dark', () => {
    const { html } = layOut(message);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme:dark)');
    expect(html).toContain('[data-ogsc]');
  });

  it('fetches nothing and runs nothing', () => {
    const { html } = layOut(message);
    expect(html).not.toMatch(
      /<(img|link|script|iframe|object|video|form|base)\b|url\(|@import|srcset/i,
    );
    const addresses = html.match(/(?:src|href|background)="[^"]*"/g);
    expect(addresses).toHaveLength(1);
  });

  it('stays far below the 102 KB at which Gmail clips', () => {
    expect(Buffer.byteLength(layOut(message).html)).toBeLessThan(15_000);
  });

  it('takes nothing that it is given for markup', () => {
    const hostile = `</td></table><script>alert('1')</script>" onmouseover="x`;
    const { html } = layOut({
      ...message,
      subject: hostile,
      paragraphs: [hostile],
      facts: [
        { label: hostile, value: hostile },
        { label: hostile, value: hostile },
      ],
      action: { label: hostile, url: `https://numirio.test/"${hostile}` },
      closing: hostile,
    });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('" onmouseover');
    const plain = layOut(message).html;
    const tags = (of: string) => of.match(/<\/?[a-z0-9]+/gi);
    expect(tags(html)).toEqual(tags(plain));
  });

  it('has readable colours: at least 4.5 to 1, light and dark (WCAG 1.4.3)', () => {
    const { html } = layOut(message);
    const inline = (property: string) =>
      [...html.matchAll(new RegExp(`[";]${property}:(#[0-9a-f]{6})`, 'g'))].map(([, hex]) => hex);
    const dark = html.slice(
      html.indexOf('@media (prefers-color-scheme'),
      html.indexOf('[data-ogsc]'),
    );
    const darkInk = [...dark.matchAll(/\{color:(#[0-9a-f]{6})/g)].map(([, hex]) => hex);
    const darkGround = [...dark.matchAll(/background-color:(#[0-9a-f]{6})/g)].map(([, hex]) => hex);
    const accent = '#0b6272';
    expect(darkInk).toHaveLength(3);
    expect(darkGround).toHaveLength(2);
    for (const ink of new Set(inline('color').filter((hex) => hex !== '#ffffff'))) {
      for (const ground of ['#ffffff', '#f4f5f7']) {
        expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const ink of darkInk) {
      for (const ground of darkGround) {
        expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast('#ffffff', accent)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(first = '', second = ''): number {
  const luminance = (hex: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
