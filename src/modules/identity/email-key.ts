import { domainToASCII } from 'node:url';

/**
 * The form in which two spellings of one mailbox are equal: NFKC, lower case, and the domain as DNS has it
 * (IDNA), so that nobody opens a second account for "ana@xn--mller-kva.example".
 */
export function emailKey(email: string): string {
  const folded = email.normalize('NFKC').toLowerCase();
  const at = folded.lastIndexOf('@') + 1;
  return folded.slice(0, at) + (domainToASCII(folded.slice(at)) || folded.slice(at));
}
