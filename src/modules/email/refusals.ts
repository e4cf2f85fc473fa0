/**
 * What a provider said, as a code ("smtp 550 5.1.1", "resend 422 validation_error") and never in its own
 * words: those can quote the mail, and a mail can hold a link that signs in.
 */
const codeLength = 100;

/** The provider will never take this mail, so that nobody tries again. */
export class MailRefused extends Error {
  override name = 'MailRefused';
  constructor(code: string) {
    super(code.slice(0, codeLength));
  }
}

/** The provider did not take this mail this time. */
export class MailNotAccepted extends Error {
  override name = 'MailNotAccepted';
  constructor(code: string) {
    super(code.slice(0, codeLength));
  }
}
