import { modulus97 } from './iban.ts';

/**
 * The creditor reference of ISO 11649 for an invoice number: "RF", two check digits and the last
 * 21 letters and digits of the text. Throws RangeError where the text holds none.
 */
export function creditorReference(text: string): string {
  const body = text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(-21);
  if (body === '') throw new RangeError('A creditor reference needs a letter or a digit.');
  const checkDigits = 98 - modulus97(`${body}RF00`);
  return `RF${String(checkDigits).padStart(2, '0')}${body}`;
}

/** Whether the value, with or without spaces, is a creditor reference with right check digits. */
export function isCreditorReference(value: string): boolean {
  const compact = value.replace(/\s/gu, '').toUpperCase();
  if (!/^RF\d{2}[A-Z0-9]{1,21}$/.test(compact)) return false;
  return modulus97(compact.slice(4) + compact.slice(0, 4)) === 1;
}

/** The reference in groups of four, as printed. */
export function formatCreditorReference(reference: string): string {
  return reference.replace(/(.{4})(?=.)/g, '$1\u00a0');
}
