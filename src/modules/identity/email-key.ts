/** The form in which two spellings of one mailbox are equal: NFKC and lower case. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}
