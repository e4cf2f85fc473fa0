/**
 * Per country the form of a VAT number and its check digit, both offline. The forms are those that
 * VIES publishes; each algorithm is named where it is used. A `body` is the number without prefix.
 */
export interface VatNumberRule {
  country: string;
  /** The form in words, as it ends the sentence "A … VAT number has …". */
  form: string;
  example: string;
  pattern: RegExp;
  isValid: (body: string) => boolean;
}

/** The sum of the digits, each times its weight; digits beyond the weights do not count. */
function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) {
    sum += Number(digits[index]) * (weights[index] ?? 0);
  }
  return sum;
}

function digitAt(body: string, index: number): number {
  return Number(body[index]);
}

function last(body: string): number {
  return Number(body.at(-1));
}

/** Luhn: every second digit from the right is doubled, its digits added. */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digitAt(digits, digits.length - 1 - index);
    const value = index % 2 === 0 ? digit : digit * 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 7064 MOD 11,10, the last digit being the check digit. */
function isMod11And10(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === last(digits);
}

/** Whether year, month and day exist; used where a VAT number is a birth number. */
function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Austria: as Luhn over seven digits, plus 4. */
function isAustrian(body: string): boolean {
  let sum = 4;
  for (let index = 1; index <= 7; index += 1) {
    const value = digitAt(body, index) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (10 - (sum % 10)) % 10 === last(body);
}

/** Belgium: 97 less the first eight digits modulo 97. */
function isBelgian(body: string): boolean {
  return 97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8));
}

/** Bulgaria: an EIK of nine digits, or ten digits of a person or of another taxpayer. */
function isBulgarian(body: string): boolean {
  if (body.length === 9) {
    const first = weighted(body, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    const check = first < 10 ? first : (weighted(body, [3, 4, 5, 6, 7, 8, 9, 10]) % 11) % 10;
    return check === last(body);
  }
  return isBulgarianPerson(body) || isBulgarianForeigner(body) || isBulgarianOther(body);
}

// EGN: months are raised by 20 for births before 1900 and by 40 for births after 1999.
function isBulgarianPerson(body: string): boolean {
  const month = Number(body.slice(2, 4));
  const century = month > 40 ? 2000 : month > 20 ? 1800 : 1900;
  const year = century + Number(body.slice(0, 2));
  if (!isDay(year, month % 20, Number(body.slice(4, 6)))) return false;
  return (weighted(body, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === last(body);
}

function isBulgarianForeigner(body: string): boolean {
  return weighted(body, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === last(body);
}

function isBulgarianOther(body: string): boolean {
  const check = 11 - (weighted(body, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 10 && check % 11 === last(body);
}

/** Cyprus: odd places through a table, even places as they are, modulo 26 as a letter. */
function isCypriot(body: string): boolean {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
  let sum = 0;
  for (let index = 0; index < 8; index += 1) {
    const digit = digitAt(body, index);
    sum += index % 2 === 0 ? (odd[digit] ?? 0) : digit;
  }
  return String.fromCharCode(65 + (sum % 26)) === body[8];
}

/** Czechia: eight digits of a company, nine beginning with 6, or a birth number. */
function isCzech(body: string): boolean {
  if (body.length === 8) {
    return (11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === last(body);
  }
  if (body.length === 9 && body.startsWith('6')) {
    const sum = weighted(body.slice(1), [8, 7, 6, 5, 4, 3, 2]);
    return (18 - ((21 - (sum % 11)) % 11)) % 10 === last(body);
  }
  return isCzechBirthNumber(body);
}

// Women have 50 added to the month; since 2004 20 may be added where a day's numbers run out.
// Birth numbers of nine digits, given until 1953, have no check digit.
function isCzechBirthNumber(body: string): boolean {
  const twoDigitYear = Number(body.slice(0, 2));
  if (body.length === 9 && twoDigitYear > 53) return false;
  const year = twoDigitYear + (body.length === 10 && twoDigitYear < 54 ? 2000 : 1900);
  const month = (Number(body.slice(2, 4)) % 50) % 20;
  if (!isDay(year, month, Number(body.slice(4, 6)))) return false;
  if (body.length === 9) return true;
  // Until 1985 a remainder of 10 was written as 0.
  return (Number(body.slice(0, 9)) % 11) % 10 === last(body);
}

/** Spain: DNI, NIE and the special K, L, M numbers modulo 23; NIF of entities as Luhn. */
function isSpanish(body: string): boolean {
  const dniLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';
  const head = body.charAt(0);
  if (/[\dXYZKLM]/.test(head)) {
    const digits = /[KLM]/.test(head)
      ? body.slice(1, 8)
      : body.slice(0, 8).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
    return dniLetters[Number(digits) % 23] === body[8];
  }
  let sum = 0;
  for (let index = 1; index <= 7; index += 1) {
    const value = digitAt(body, index) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  const check = (10 - (sum % 10)) % 10;
  // Public bodies, orders and foreign entities have a letter; other entities mostly a digit.
  const letter = 'JABCDEFGHI'[check] === body[8];
  return /[NPQRSW]/.test(head) ? letter : letter || String(check) === body[8];
}

/** Finland: weights, modulo 11; a remainder of 1 is never given. */
function isFinnish(body: string): boolean {
  const remainder = weighted(body, [7, 9, 10, 5, 8, 4, 2]) % 11;
  return remainder !== 1 && (11 - remainder) % 11 === last(body);
}

/** France: the SIREN is Luhn (Monaco's 000… is none), the key of two characters modulo 97 or 11. */
function isFrench(body: string): boolean {
  const siren = body.slice(2);
  if (!siren.startsWith('000') && !isLuhn(siren)) return false;
  if (/^\d\d/.test(body)) {
    return (12 + 3 * (Number(siren) % 97)) % 97 === Number(body.slice(0, 2));
  }
  const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  const [first, second] = [alphabet.indexOf(body.charAt(0)), alphabet.indexOf(body.charAt(1))];
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11;
}

/** Greece: weights are powers of two, modulo 11, 10 being written as 0. */
function isGreek(body: string): boolean {
  return (weighted(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(body);
}

/** Hungary: weights 9, 7, 3, 1, modulo 10. */
function isHungarian(body: string): boolean {
  return weighted(body, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0;
}

/** Ireland: weights 8 to 2, plus 9 times the second letter, modulo 23 as a letter. */
function isIrish(body: string): boolean {
  const letters = 'WABCDEFGHIJKLMNOPQRSTUV';
  // Numbers given before 1990 have a letter or sign in the second place.
  const old = /^\d[A-Z+*]/.test(body);
  const digits = old ? `0${body.slice(2, 7)}${body.charAt(0)}` : body.slice(0, 7);
  const second = letters.indexOf(body.charAt(8) || 'W');
  return letters[(weighted(digits, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23] === body[7];
}

/** Lithuania: weights 1 to 9 repeated; where the remainder is 10, weights from 3, 10 being 0. */
function isLithuanian(body: string): boolean {
  const weights = (start: number) =>
    Array.from({ length: body.length - 1 }, (_, index) => 1 + ((index + start) % 9));
  const first = weighted(body, weights(0)) % 11;
  const check = first < 10 ? first : (weighted(body, weights(2)) % 11) % 10;
  return check === last(body);
}

/** Latvia: a company modulo 11 with remainder 3; a person by birth date and weights. */
function isLatvian(body: string): boolean {
  if (body.charAt(0) > '3') return weighted(body, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
  // Personal codes beginning with 32, given since 2017, carry no date and no published check digit.
  if (body.startsWith('32')) return true;
  const year = 1800 + 100 * digitAt(body, 6) + Number(body.slice(4, 6));
  if (!isDay(year, Number(body.slice(2, 4)), Number(body.slice(0, 2)))) return false;
  return ((1 + weighted(body, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10 === last(body);
}

/** Netherlands: the elevenfold test, or since 2020 for sole traders modulus 97 over the whole. */
function isDutch(body: string): boolean {
  if (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === digitAt(body, 8)) return true;
  let remainder = 0;
  for (const character of `NL${body}`) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Portugal: weights 9 to 2, modulo 11, 10 and 11 being written as 0. */
function isPortuguese(body: string): boolean {
  const check = 11 - (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === last(body);
}

/** Romania: weights from the right, times ten, modulo 11, 10 being written as 0. */
function isRomanian(body: string): boolean {
  const digits = body.padStart(10, '0');
  return ((weighted(digits, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === last(body);
}

/** Slovenia: weights 8 to 2, modulo 11; 10 is written as 0 and 11 never given. */
function isSlovenian(body: string): boolean {
  const check = 11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 11 && check % 10 === last(body);
}

/** United Kingdom: weights 8 to 2 plus the last two digits, modulo 97, since 2009 also less 55. */
function isBritish(body: string): boolean {
  // Government departments and health authorities have no check digit, only ranges.
  if (body.startsWith('GD')) return Number(body.slice(2)) < 500;
  if (body.startsWith('HA')) return Number(body.slice(2)) >= 500;
  const sum = weighted(body, [8, 7, 6, 5, 4, 3, 2, 10, 1]);
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

/** Switzerland: the UID's weights, modulo 11; 10 is never given. */
function isSwiss(body: string): boolean {
  const check = 11 - (weighted(body, [5, 4, 3, 2, 7, 6, 5, 4]) % 11);
  return check !== 10 && check % 11 === digitAt(body, 8);
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
