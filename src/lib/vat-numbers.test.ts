import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { euCountries } from './countries.ts';
import { vatNumberRules } from './vat-number-rules.ts';
import { checkVatNumber, normaliseVatNumber, vatNumberCountry } from './vat-numbers.ts';

/** Published samples, and each with one character mistyped. */
const samples: readonly [valid: string, mistyped: string][] = [
  ['ATU13585627', 'ATU13585626'],
  ['BE0428759497', 'BE0428759498'],
  ['BG175074752', 'BG175074751'],
  ['BG7523169263', 'BG7523169262'],
  ['BG7111042925', 'BG7111042922'],
  ['CHE107787577', 'CHE107787578'],
  ['CHE107787577MWST', 'CHE107787477MWST'],
  ['CY10259033P', 'CY10259033Z'],
  ['CZ25123891', 'CZ25123890'],
  ['CZ7103192745', 'CZ7103192746'],
  ['CZ640903926', 'CZ640903927'],
  ['DE136695976', 'DE136695978'],
  ['DK13585628', 'DK13585627'],
  ['EE100931558', 'EE100931557'],
  ['EL094259216', 'EL094259215'],
  ['ES54362315K', 'ES54362315Z'],
  ['ESB58378431', 'ESB58378432'],
  ['ESJ99216582', 'ESJ99216583'],
  ['ESX5253868R', 'ESX5253868S'],
  ['FI20774740', 'FI20774741'],
  ['FR40303265045', 'FR41303265045'],
  ['FR23334175221', 'FR23334175222'],
  ['FRK7399859412', 'FRK7399859413'],
  ['FR4Z123456782', 'FR4Y123456782'],
  ['FR53000004605', 'FR54000004605'],
  ['GB980780684', 'GB980780685'],
  ['GBGD001', 'GBGD501'],
  ['GBHA500', 'GBHA499'],
  ['HR33392005961', 'HR33392005962'],
  ['HU12892312', 'HU12892313'],
  ['IE6433435F', 'IE6433435E'],
  ['IE6433435OA', 'IE6433435OB'],
  ['IE8D79739I', 'IE8D79738I'],
  ['IT00743110157', 'IT00743110158'],
  ['LT119511515', 'LT119511516'],
  ['LT100001919017', 'LT100001919018'],
  ['LT100004801610', 'LT100004801611'],
  ['LU15027442', 'LU15027443'],
  ['LV40003521600', 'LV40003521601'],
  ['LV16117519997', 'LV16117519996'],
  ['MT11679112', 'MT11679113'],
  ['NL004495445B01', 'NL004495446B01'],
  ['NL123456789B13', 'NL123456789B12'],
  ['PL8567346215', 'PL8567346216'],
  ['PT501964843', 'PT501964842'],
  ['RO18547290', 'RO18547291'],
  ['SE123456789701', 'SE123456789101'],
  ['SI50223054', 'SI50223055'],
  ['SK2022749619', 'SK2022749618'],
  ['XI980780684', 'XI980780683'],
];

describe.each(samples)('%s', (valid, mistyped) => {
  test('is accepted', () => {
    expect(checkVatNumber(valid)).toBeUndefined();
  });

  test('is refused with a character mistyped', () => {
    expect(checkVatNumber(mistyped)).toMatch(/check digit/);
  });

  test('is refused with a character too many', () => {
    expect(checkVatNumber(`${valid}0`)).toBeDefined();
  });
});

test('a Slovenian number whose check digit would be 11 is never given', () => {
  expect(checkVatNumber('SI50223071')).toMatch(/check digit/);
});

test('every member state has a rule with a valid example and a sample', () => {
  const prefixes = euCountries.map((country) => (country === 'GR' ? 'EL' : country));
  for (const prefix of [...prefixes, 'XI', 'GB', 'CHE']) {
    const rule = vatNumberRules[prefix];
    expect(rule, prefix).toBeDefined();
    expect(checkVatNumber(rule?.example ?? '')).toBeUndefined();
    expect(samples.some(([valid]) => valid.startsWith(prefix))).toBe(true);
  }
});

test('reads a number as people type it', () => {
  expect(normaliseVatNumber(' de 136.695-976 ')).toBe('DE136695976');
  expect(normaliseVatNumber('CHE-107.787.577 MWST')).toBe('CHE107787577MWST');
  expect(normaliseVatNumber('GR094259216')).toBe('EL094259216');
  expect(normaliseVatNumber('')).toBe('');
});

test('says what a German number looks like', () => {
  expect(checkVatNumber('DE12345')).toBe(
    'is not complete: a German VAT number has 9 digits after DE, such as "DE136695976"',
  );
});

test('asks for the country code where it is missing, none or half', () => {
  expect(checkVatNumber('136695976')).toMatch(/must begin with the country code/);
  expect(checkVatNumber('ZZ136695976')).toMatch(/"ZZ" is none/);
  expect(checkVatNumber('CH107787577')).toMatch(/must begin with CHE/);
});

test('lets numbers of other countries pass on their prefix', () => {
  expect(checkVatNumber('NO974760673MVA')).toBeUndefined();
  expect(checkVatNumber('RS101134702')).toBeUndefined();
  expect(checkVatNumber('NO')).toMatch(/2 to 18 letters and digits/);
  expect(checkVatNumber('NO!!!')).toMatch(/2 to 18 letters and digits/);
});

test('knows which country gave a number', () => {
  expect(vatNumberCountry('EL094259216')).toBe('GR');
  expect(vatNumberCountry('XI980780684')).toBe('GB');
  expect(vatNumberCountry('CHE107787577')).toBe('CH');
  expect(vatNumberCountry('DE136695976')).toBe('DE');
  expect(vatNumberCountry('')).toBeUndefined();
});

test('answers for any text, and never accepts a number that it would write differently', () => {
  const prefixes = fc.constantFrom('', ...Object.keys(vatNumberRules));
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9A-Z]{1,13}$/));
  fc.assert(
    fc.property(prefixes, texts, (prefix, text) => {
      const value = prefix + text;
      if (checkVatNumber(value) === undefined) expect(normaliseVatNumber(value)).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

test('nearly every single mistyped digit is found', () => {
  // One digit mistyped: moduli of 10 and 11 find nearly all, but where two remainders share a check
  // digit, as in Czechia, a few pass.
  for (const [prefix, rule] of Object.entries(vatNumberRules)) {
    const body = rule.example.slice(prefix.length);
    const digits = [...body].flatMap((character, index) => (/\d/.test(character) ? [index] : []));
    let accepted = 0;
    let tried = 0;
    for (const index of digits) {
      for (let digit = 0; digit <= 9; digit += 1) {
        const changed = body.slice(0, index) + digit + body.slice(index + 1);
        if (changed === body || !rule.pattern.test(changed)) continue;
        tried += 1;
        if (rule.isValid(changed)) accepted += 1;
      }
    }
    expect(tried).toBeGreaterThan(40);
    // The two digits at the end of Dutch and Swedish numbers are outside the older check digit.
    const limit = prefix === 'NL' || prefix === 'SE' ? 0.2 : 0.1;
    expect(accepted / tried, `${prefix} ${accepted} of ${tried}`).toBeLessThan(limit);
  }
});
