import { isCreditorReference } from './creditor-reference.ts';
import { fromMinor } from './money.ts';

/** EPC069-12: a payload has at most 331 bytes and an amount from 0.01 to 999999999.99 euros. */
const limits = {
  payloadBytes: 331,
  nameCharacters: 70,
  textCharacters: 140,
  amountMinor: 99_999_999_999,
};

/**
 * The text of a QR code for a SEPA credit transfer in euros (EPC069-12 v3.1, version 002, UTF-8).
 * `reference` is a creditor reference, or free remittance text. Null where it cannot be expressed.
 */
export function epcQrPayload(transfer: {
  name: string;
  iban: string;
  bic: string;
  amountMinor: number;
  reference: string;
}): string | null {
  const { amountMinor } = transfer;
  if (!Number.isSafeInteger(amountMinor)) return null;
  if (amountMinor < 1 || amountMinor > limits.amountMinor) return null;
  const name = oneLine(transfer.name, limits.nameCharacters);
  if (name === '' || transfer.iban === '') return null;
  const structured = isCreditorReference(transfer.reference);
  const lines = [
    'BCD',
    '002',
    '1', // UTF-8
    'SCT',
    transfer.bic,
    name,
    transfer.iban,
    `EUR${fromMinor(amountMinor, 'EUR')}`,
    '', // purpose
    structured ? transfer.reference.replace(/\s/gu, '') : '',
    structured ? '' : oneLine(transfer.reference, limits.textCharacters),
  ];
  // Trailing empty elements are left out together with their line ends.
  const payload = lines.join('\n').trimEnd();
  return new TextEncoder().encode(payload).length > limits.payloadBytes ? null : payload;
}

/** The text as one line, cut after whole characters. */
function oneLine(text: string, maxCharacters: number): string {
  return [...text.replace(/\s+/gu, ' ').trim()].slice(0, maxCharacters).join('').trim();
}
