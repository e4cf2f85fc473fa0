import {
  isAustrian,
  isBelgian,
  isBritish,
  isBulgarian,
  isCypriot,
  isCzech,
  isDutch,
  isFinnish,
  isFrench,
  isGreek,
  isHungarian,
  isIrish,
  isLatvian,
  isLithuanian,
  isLuhn,
  isMod11And10,
  isPortuguese,
  isRomanian,
  isSlovenian,
  isSpanish,
  isSwiss,
  last,
  weighted,
} from './vat-number-check-digits.ts';

/**
 * Per country the form of a VAT number, as VIES publishes it, and its check digit, both offline.
 * A `body` is the number without its prefix.
 */
export interface VatNumberRule {
  country: string;
  /** The form in words, as it ends the sentence "A … VAT number has …". */
  form: string;
  example: string;
  pattern: RegExp;
  isValid: (body: string) => boolean;
}

const british = {
  form: '9 or 12 digits, or GD or HA and 3 digits',
  pattern: /^(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  isValid: isBritish,
};

/** By prefix; Greece is EL, Northern Ireland XI, Switzerland CHE. */
export const vatNumberRules: Readonly<Record<string, VatNumberRule>> = {
  AT: {
    country: 'Austrian',
    form: 'the letter U and 8 digits',
    example: 'ATU13585627',
    pattern: /^U\d{8}$/,
    isValid: isAustrian,
  },
  BE: {
    country: 'Belgian',
    form: '10 digits that begin with 0 or 1',
    example: 'BE0428759497',
    pattern: /^[01]\d{9}$/,
    isValid: isBelgian,
  },
  BG: {
    country: 'Bulgarian',
    form: '9 or 10 digits',
    example: 'BG175074752',
    pattern: /^\d{9,10}$/,
    isValid: isBulgarian,
  },
  CHE: {
    country: 'Swiss',
    form: '9 digits and possibly MWST, TVA or IVA',
    example: 'CHE107787577MWST',
    pattern: /^\d{9}(?:MWST|TVA|IVA)?$/,
    isValid: isSwiss,
  },
  CY: {
    country: 'Cypriot',
    form: '8 digits and a letter',
    example: 'CY10259033P',
    pattern: /^(?!12)\d{8}[A-Z]$/,
    isValid: isCypriot,
  },
  CZ: {
    country: 'Czech',
    form: '8, 9 or 10 digits',
    example: 'CZ25123891',
    pattern: /^(?:[0-8]\d{7}|\d{9,10})$/,
    isValid: isCzech,
  },
  DE: {
    country: 'German',
    form: '9 digits',
    example: 'DE136695976',
    pattern: /^[1-9]\d{8}$/,
    // ISO 7064 MOD 11,10, as published by the Bundeszentralamt für Steuern.
    isValid: isMod11And10,
  },
  DK: {
    country: 'Danish',
    form: '8 digits',
    example: 'DK13585628',
    pattern: /^[1-9]\d{7}$/,
    // Weights, modulo 11 with remainder 0.
    isValid: (body) => weighted(body, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  },
  EE: {
    country: 'Estonian',
    form: '9 digits',
    example: 'EE100931558',
    pattern: /^\d{9}$/,
    // Weights 3, 7, 1, modulo 10 with remainder 0.
    isValid: (body) => weighted(body, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0,
  },
  EL: {
    country: 'Greek',
    form: '9 digits',
    example: 'EL094259216',
    pattern: /^\d{9}$/,
    isValid: isGreek,
  },
  ES: {
    country: 'Spanish',
    form: '9 characters of which the first or the last or both are letters',
    example: 'ESB58378431',
    pattern: /^(?:\d{8}[A-Z]|[XYZKLM]\d{7}[A-Z]|[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J])$/,
    isValid: isSpanish,
  },
  FI: {
    country: 'Finnish',
    form: '8 digits',
    example: 'FI20774740',
    pattern: /^\d{8}$/,
    isValid: isFinnish,
  },
  FR: {
    country: 'French',
    form: '2 digits or letters and 9 digits',
    example: 'FR40303265045',
    pattern: /^[0-9A-HJ-NP-Z]{2}\d{9}$/,
    isValid: isFrench,
  },
  GB: { country: 'British', example: 'GB980780684', ...british },
  HR: {
    country: 'Croatian',
    form: '11 digits',
    example: 'HR33392005961',
    pattern: /^\d{11}$/,
    // The OIB: ISO 7064 MOD 11,10.
    isValid: isMod11And10,
  },
  HU: {
    country: 'Hungarian',
    form: '8 digits',
    example: 'HU12892312',
    pattern: /^\d{8}$/,
    isValid: isHungarian,
  },
  IE: {
    country: 'Irish',
    form: '7 digits and 1 or 2 letters',
    example: 'IE6433435F',
    pattern: /^(?:\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W])$/,
    isValid: isIrish,
  },
  IT: {
    country: 'Italian',
    form: '11 digits',
    example: 'IT00743110157',
    pattern: /^(?!0{7})\d{11}$/,
    // Luhn.
    isValid: isLuhn,
  },
  LT: {
    country: 'Lithuanian',
    form: '9 or 12 digits',
    example: 'LT119511515',
    pattern: /^(?:\d{7}1\d|\d{10}1\d)$/,
    isValid: isLithuanian,
  },
  LU: {
    country: 'Luxembourg',
    form: '8 digits',
    example: 'LU15027442',
    pattern: /^\d{8}$/,
    // The first six digits modulo 89.
    isValid: (body) => Number(body.slice(0, 6)) % 89 === Number(body.slice(6)),
  },
  LV: {
    country: 'Latvian',
    form: '11 digits',
    example: 'LV40003521600',
    pattern: /^\d{11}$/,
    isValid: isLatvian,
  },
  MT: {
    country: 'Maltese',
    form: '8 digits',
    example: 'MT11679112',
    pattern: /^\d{8}$/,
    // Weights plus the last two digits, modulo 37.
    isValid: (body) => weighted(body, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 === 0,
  },
  NL: {
    country: 'Dutch',
    form: '9 digits, the letter B and 2 digits',
    example: 'NL004495445B01',
    pattern: /^\d{9}B\d{2}$/,
    isValid: isDutch,
  },
  PL: {
    country: 'Polish',
    form: '10 digits',
    example: 'PL8567346215',
    pattern: /^\d{10}$/,
    // Weights, modulo 11; a remainder of 10 is never given.
    isValid: (body) => weighted(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === last(body),
  },
  PT: {
    country: 'Portuguese',
    form: '9 digits',
    example: 'PT501964843',
    pattern: /^[1-9]\d{8}$/,
    isValid: isPortuguese,
  },
  RO: {
    country: 'Romanian',
    form: '2 to 10 digits',
    example: 'RO18547290',
    pattern: /^[1-9]\d{1,9}$/,
    isValid: isRomanian,
  },
  SE: {
    country: 'Swedish',
    form: '12 digits, the last two mostly 01',
    example: 'SE556188840401',
    pattern: /^\d{10}(?:0[1-9]|[1-8]\d|9[0-4])$/,
    // Luhn over the organisation number, the first ten digits.
    isValid: (body) => isLuhn(body.slice(0, 10)),
  },
  SI: {
    country: 'Slovenian',
    form: '8 digits',
    example: 'SI50223054',
    pattern: /^[1-9]\d{7}$/,
    isValid: isSlovenian,
  },
  SK: {
    country: 'Slovak',
    form: '10 digits',
    example: 'SK2022749619',
    pattern: /^[1-9]\d[2-47-9]\d{7}$/,
    // Divisible by 11.
    isValid: (body) => Number(body) % 11 === 0,
  },
  XI: { country: 'Northern Irish', example: 'XI980780684', ...british },
};
