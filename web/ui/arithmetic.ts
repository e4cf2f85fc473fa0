import Big from 'big.js';
import { decimalSeparator, groupSeparator } from './format.ts';

/** Longer input is not something a person meant to calculate. */
const maxInputLength = 100;

/**
 * Evaluates what a person types into a number field: "7,5*120", "1.234,50", "(3 + 4) / 2".
 * Comma and point both work. Returns a decimal string rounded half-up to `places`, '' for empty
 * input, or undefined where the text is no number (yet).
 */
export function evaluateDecimal(text: string, places: number): string | undefined {
  const source = text.replace(/[\s\u00a0\u202f'’_]/g, '');
  if (source === '') return '';
  if (source.length > maxInputLength) return undefined;
  const tokens = source.match(/[\d.,]+|[-+*/()×x÷:−]/g);
  if (!tokens || tokens.join('') !== source) return undefined;
  const result = readSum({ tokens, at: 0 });
  if (!result || result.next !== tokens.length) return undefined;
  return plain(result.value.round(places, Big.roundHalfUp));
}

interface Reading {
  tokens: readonly string[];
  at: number;
}
interface Read {
  value: Big;
  next: number;
}

function readSum({ tokens, at }: Reading): Read | undefined {
  let left = readProduct({ tokens, at });
  while (left) {
    const sign = tokens[left.next];
    if (sign !== '+' && sign !== '-' && sign !== '−') return left;
    const right = readProduct({ tokens, at: left.next + 1 });
    if (!right) return undefined;
    left = {
      value: sign === '+' ? left.value.plus(right.value) : left.value.minus(right.value),
      next: right.next,
    };
  }
  return left;
}

function readProduct({ tokens, at }: Reading): Read | undefined {
  let left = readFactor({ tokens, at });
  while (left) {
    const sign = tokens[left.next] ?? '';
    if (!'*×x/÷:'.includes(sign) || sign === '') return left;
    const right = readFactor({ tokens, at: left.next + 1 });
    if (!right) return undefined;
    const divides = '/÷:'.includes(sign);
    if (divides && right.value.eq(0)) return undefined;
    left = {
      value: divides ? left.value.div(right.value) : left.value.times(right.value),
      next: right.next,
    };
  }
  return left;
}

function readFactor({ tokens, at }: Reading): Read | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token === '-' || token === '−') {
    const inner = readFactor({ tokens, at: at + 1 });
    return inner && { value: inner.value.neg(), next: inner.next };
  }
  if (token === '(') {
    const inner = readSum({ tokens, at: at + 1 });
    return inner && tokens[inner.next] === ')'
      ? { value: inner.value, next: inner.next + 1 }
      : undefined;
  }
  const number = readNumber(token);
  return number === undefined ? undefined : { value: new Big(number), next: at + 1 };
}

/** Where both signs stand, the last one divides the decimals; a lone one is read as the reader's region does. */
function readNumber(token: string): string | undefined {
  const signs = token.replace(/\d/g, '');
  if (signs === '') return token;
  const last = signs.at(-1) ?? '';
  const isMixed = new Set(signs).size === 2;
  const isRepeated = !isMixed && signs.length > 1;
  const looksGrouped = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/.test(token);
  const isGrouping =
    isRepeated ||
    (!isMixed && looksGrouped && last === groupSeparator() && last !== decimalSeparator());
  if (isGrouping) return looksGrouped ? token.replace(/[.,]/g, '') : undefined;
  if (isMixed && signs.indexOf(last) !== signs.length - 1) return undefined;
  const [whole = '', fraction = ''] = [
    token.slice(0, token.lastIndexOf(last)),
    token.slice(token.lastIndexOf(last) + 1),
  ];
  const digits = `${whole.replace(/[.,]/g, '') || '0'}.${fraction || '0'}`;
  return /^\d+\.\d+$/.test(digits) ? digits : undefined;
}

function plain(value: Big): string {
  return value.eq(0) ? '0' : value.toFixed();
}
