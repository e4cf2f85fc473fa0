import { modulus97 } from './iban.ts';

/**
 * The check digits of VAT numbers by country, each with the name of its algorithm. They take the
 * number without its prefix, after its form has been checked.
 */

/** The sum of the digits, each times its weight; digits beyond the weights do not count. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) {
    sum += Number(digits[index]) * (weights[index] ?? 0);
  }
  return sum;
}

function digitAt(body: string, index: number): number {
  return Number(body[index]);
}

export function last(body: string): number {
  return Number(body.at(-1));
}

/** Luhn: every second digit from the right is doubled, its digits added. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digitAt(digits, digits.length - 1 - index);
    const value = index % 2 === 0 ? digit : digit * 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 7064 MOD 11,10, the last digit being the check digit. */
export function isMod11And10(digits: string): boolean {
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
export function isAustrian(body: string): boolean {
  let sum = 4;
  for (let index = 1; index <= 7; index += 1) {
    const value = digitAt(body, index) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (10 - (sum % 10)) % 10 === last(body);
}

/** Belgium: 97 less the first eight digits modulo 97. */
export function isBelgian(body: string): boolean {
  return 97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8));
}

/** Bulgaria: an EIK of nine digits, or ten digits of a person or of another taxpayer. */
export function isBulgarian(body: string): boolean {
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
  return check % 11 === last(body);
}

/** Cyprus: odd places through a table, even places as they are, modulo 26 as a letter. */
export function isCypriot(body: string): boolean {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
  let sum = 0;
  for (let index = 0; index < 8; index += 1) {
    const digit = digitAt(body, index);
    sum += index % 2 === 0 ? (odd[digit] ?? 0) : digit;
  }
  return String.fromCharCode(65 + (sum % 26)) === body[8];
}

/** Czechia: eight digits of a company, nine beginning with 6, or a birth number. */
export function isCzech(body: string): boolean {
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
export function isSpanish(body: string): boolean {
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

/** Finland: weights, modulo 11; a number whose check digit would be 10 is never given. */
export function isFinnish(body: string): boolean {
  const remainder = weighted(body, [7, 9, 10, 5, 8, 4, 2]) % 11;
  return (11 - remainder) % 11 === last(body);
}

/** France: the SIREN is Luhn (Monaco's 000… is none), the key of two characters modulo 97 or 11. */
export function isFrench(body: string): boolean {
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
export function isGreek(body: string): boolean {
  return (weighted(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(body);
}

/** Hungary: weights 9, 7, 3, 1, modulo 10. */
export function isHungarian(body: string): boolean {
  return weighted(body, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0;
}

/** Ireland: weights 8 to 2, plus 9 times the second letter, modulo 23 as a letter. */
export function isIrish(body: string): boolean {
  const letters = 'WABCDEFGHIJKLMNOPQRSTUV';
  // Numbers given before 1990 have a letter or sign in the second place.
  const old = /^\d[A-Z+*]/.test(body);
  const digits = old ? `0${body.slice(2, 7)}${body.charAt(0)}` : body.slice(0, 7);
  const second = letters.indexOf(body.charAt(8) || 'W');
  return letters[(weighted(digits, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23] === body[7];
}

/** Lithuania: weights 1 to 9 repeated; where the remainder is 10, weights from 3, 10 being 0. */
export function isLithuanian(body: string): boolean {
  const weights = (start: number) =>
    Array.from({ length: body.length - 1 }, (_, index) => 1 + ((index + start) % 9));
  const first = weighted(body, weights(0)) % 11;
  const check = first < 10 ? first : (weighted(body, weights(2)) % 11) % 10;
  return check === last(body);
}

/** Latvia: a company modulo 11 with remainder 3; a person by birth date and weights. */
export function isLatvian(body: string): boolean {
  if (body.charAt(0) > '3') return weighted(body, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
  // Personal codes beginning with 32, given since 2017, carry no date and no published check digit.
  if (body.startsWith('32')) return true;
  const year = 1800 + 100 * digitAt(body, 6) + Number(body.slice(4, 6));
  if (!isDay(year, Number(body.slice(2, 4)), Number(body.slice(0, 2)))) return false;
  return ((1 + weighted(body, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10 === last(body);
}

/** Netherlands: the elevenfold test, or since 2020 for sole traders modulus 97 over the whole. */
export function isDutch(body: string): boolean {
  if (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === digitAt(body, 8)) return true;
  return modulus97(`NL${body}`) === 1;
}

/** Portugal: weights 9 to 2, modulo 11, 10 and 11 being written as 0. */
export function isPortuguese(body: string): boolean {
  const check = 11 - (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === last(body);
}

/** Romania: weights from the right, times ten, modulo 11, 10 being written as 0. */
export function isRomanian(body: string): boolean {
  const digits = body.padStart(10, '0');
  return ((weighted(digits, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === last(body);
}

/** Slovenia: weights 8 to 2, modulo 11; 10 is written as 0 and 11 never given. */
export function isSlovenian(body: string): boolean {
  const check = 11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 11 && check % 10 === last(body);
}

/** United Kingdom: weights 8 to 2 plus the last two digits, modulo 97, since 2009 also less 55. */
export function isBritish(body: string): boolean {
  // Government departments and health authorities have no check digit, only ranges.
  if (body.startsWith('GD')) return Number(body.slice(2)) < 500;
  if (body.startsWith('HA')) return Number(body.slice(2)) >= 500;
  const sum = weighted(body, [8, 7, 6, 5, 4, 3, 2, 10, 1]);
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

/** Switzerland: the UID's weights, modulo 11; 10 is never given. */
export function isSwiss(body: string): boolean {
  const check = 11 - (weighted(body, [5, 4, 3, 2, 7, 6, 5, 4]) % 11);
  return check % 11 === digitAt(body, 8);
}
