import { describe, expect, it } from 'vitest';
import { AppError } from '#platform/errors.ts';
import { assertAcceptablePassword } from './rules.ts';

const about = ['eva.klein@example.com', 'Eva Klein', 'Studio Blaue Stunde'];

/** What is wrong with a password; undefined where nothing is. */
function problemOf(password: string): string | undefined {
  try {
    assertAcceptablePassword(password, about, 'newPassword');
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.status).toBe(422);
    expect(error.details.errors?.map(({ field }) => field)).toEqual(['newPassword']);
    return error.details.errors?.[0]?.message;
  }
}

const common = 'is built from words that many people choose';
const personal = 'is built from your name or address';

describe('a new password', () => {
  it.each([
    'vier worte am fenster',
    'un petit bateau vert',
    'a quiet evening in Lisbon',
    'k7#Lp2$vQz9!',
    'rz7tkob2mmqx',
    'пароль из четырёх слов',
    '🙂🙃😀😃😄😁😆😅🤣😂🥲🥹',
    'no digits nor capitals needed',
  ])('can be %s: nothing but strength is asked', (password) => {
    expect(problemOf(password)).toBe(undefined);
  });

  it.each([
    ['password2026!!', common],
    ['P@ssw0rd!2026', common],
    ['iloveyou1234', common],
    ['football1234', common],
    ['Welcome12345', common],
    ['administrator', common],
    ['numirio-numirio', common],
    ['Numirio2026!!', common],
    ['rechnung2026!', common],
    ['Winter2025!!', common],
    ['motdepasse2026', common],
    ['ichliebedich', common],
    ['correct horse battery staple', common],
    ['CorrectHorseBatteryStaple1', common],
    ['evaklein2026!', personal],
    ['eva.klein2026', personal],
    ['Studio Blaue Stunde', personal],
    ['BlaueStunde26', personal],
    ['qwertzuiopü+asdf', 'follows the keys of a keyboard'],
    ['abcdefghijklm', 'follows the alphabet or counts'],
    ['hannover96hannover96', 'repeats itself'],
    ['x-eva.klein@example.com-x', 'must not contain your e-mail address'],
    ['111111111111', 'must not repeat the same few characters'],
    ['eleven-char', 'must have at least 12 characters'],
    ['ab1!x'.repeat(26), 'must have at most 128 characters'],
    ['pass\ud800word pass', 'contains an unpaired surrogate'],
  ])('cannot be %s', (password, problem) => {
    expect(problemOf(password)).toMatch(new RegExp(`^${problem}(; four words .*)?$`));
  });

  it('has its length counted in characters as people see code points, not in bytes', () => {
    expect(problemOf('äöüß ñçå éèê')).toBe(undefined);
    expect(problemOf('🙂🙃😀😃😄😁😆😅🤣😂🥲')).toBe('must have at least 12 characters');
    const long = Array.from({ length: 128 }, (_, index) => String.fromCodePoint(0x1f400 + index));
    expect(problemOf(long.join(''))).toBe(undefined);
  });

  it('is judged the same whatever stands in the person’s name', () => {
    for (const name of [
      '',
      ' ',
      '.',
      '\\',
      '(',
      '[a-',
      '\u0000',
      '🙂'.repeat(40),
      'x'.repeat(120),
    ]) {
      const judge = () => assertAcceptablePassword('vier worte am fenster', [name, `${name}@x.de`]);
      expect(judge).not.toThrow();
    }
  });
});
