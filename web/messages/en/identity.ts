import type { Factor } from '#modules/identity/schema.ts';

/** What went wrong at Google or between two steps, by the code with which one comes back. */
const problems: Record<string, string> = {
  challenge_expired: 'The second step was left waiting too long. Please sign in once more.',
  google_account_in_use:
    'That Google account belongs to another Numirio account. Sign in another way, or choose another Google account.',
  google_denied: 'You stopped at Google, and nothing was changed. Sign in whichever way you like.',
  google_email_not_verified:
    'Google has not verified the e-mail address of that account, so it cannot sign you in here. Verify it at Google, or sign in another way.',
  google_expired: 'The way to Google and back took too long. Please try once more.',
  google_failed:
    'Google did not answer as it should. Please try again in a moment, or sign in another way.',
  not_signed_in: 'You were signed out meanwhile. Sign in, and try once more.',
  too_many_attempts: 'That was tried very often in a short time. Please wait a few minutes.',
};
const switchTo: Record<Factor, string> = {
  passkey: 'Use a passkey',
  totp: 'Use the authenticator app',
  recovery_code: 'Use a recovery code',
};

export const identity = {
  anotherWay: 'Or another way',
  backToSignIn: 'Back to the sign-in',
  businessName: 'Name of your business',
  businessNameHint: 'As it should stand on your invoices. You can change it later.',
  checkMailDetail: (email: string) =>
    `We sent a link to ${email}. Open it to choose a password and go on.`,
  checkMailOther: 'Use another address',
  checkMailTitle: 'Check your mail',
  code: 'Six-digit code',
  codeWrong: 'This is not right, or was used already. Please try again.',
  codeDetail: 'Open your authenticator app and type the code that it shows for Numirio.',
  confirm: 'Create my account',
  confirmDetail: 'Two names and a password, then you can write your first invoice.',
  confirmGoogleDetail: 'Two names, then you can write your first invoice. You sign in with Google.',
  confirmTitle: 'Almost there',
  connect: 'Connect and sign in',
  connectDetail:
    'From then on you can sign in with Google, too. Your other ways to sign in stay as they are.',
  connectTitle: 'Connect your Google account',
  continue: 'Continue',
  demo: 'Look around with the demo account',
  demoDetail: 'A freelancer’s year of invoices, on this machine only.',
  email: 'E-mail address',
  forgotDetail: 'Tell us your e-mail address, and we send you a link to choose a new one.',
  forgotTitle: 'Forgot your password?',
  google: 'Continue with Google',
  haveAccount: 'You have an account already?',
  linkInvalidDetail:
    'A link works once and for a limited time. Ask for a new one; nothing is lost.',
  linkInvalidTitle: 'This link no longer works',
  mailboxDetail:
    'There is an account with your e-mail address already. To be sure that it is yours, we sent a link to its mailbox: open it in this browser to connect Google and sign in. Until then nothing is changed.',
  newHere: 'New here?',
  newPassword: 'New password',
  newPasswordDetail:
    'It signs out every device, and whoever may know the old password. Then you sign in with the new one.',
  newPasswordSave: 'Save the new password',
  newPasswordTitle: 'Choose a new password',
  openOutbox: 'Open the local mails',
  or: 'or',
  passkey: 'Sign in with a passkey',
  passkeyDetail: 'Your device asks for your fingerprint, your face or its PIN.',
  passkeyFailed:
    'This browser could not use a passkey here. Please try again, or sign in another way.',
  passkeyNotUsed: 'No passkey was used. Try again, or sign in another way.',
  passkeyUse: 'Use my passkey',
  password: 'Password',
  passwordEnough: 'Long enough.',
  passwordHint: (missing: number) =>
    `At least 12 characters, ${missing} to go. A few words are easy to remember.`,
  passwordHide: 'Hide the password',
  passwordShow: 'Show the password',
  problemOther: 'That did not work, and nothing was changed. Please try again.',
  problems,
  recoveryCode: 'Recovery code',
  recoveryCodeDetail: 'One of the codes that you kept when you set this up. Each works once.',
  resetDoneDetail: 'Every device was signed out. Now sign in with the new password.',
  resetDoneTitle: 'Your new password is set',
  resetMailDetail: (email: string) =>
    `If there is an account with ${email}, a link is on its way to it. It works once, for 15 minutes.`,
  resetMailNothing: 'Nothing there after a few minutes? Look in the spam folder, too.',
  secondFactorTitle: 'One more step',
  sendLink: 'Send me the link',
  sendNewLink: 'Ask for a new link',
  signIn: 'Sign in',
  signInTitle: 'Sign in to Numirio',
  signInWrong: 'The e-mail address or the password is not right. Please try again.',
  signUp: 'Create an account',
  signUpDetail:
    'Invoices that look right, are right, and stay that way. First, your e-mail address:',
  signUpTitle: 'Create your account',
  someoneElse: 'Sign in as someone else',
  switchTo,
  wait: 'That was tried often in a short time. To keep your account safe, please wait a moment.',
  waitFor: (time: string) => `You can try again in ${time}.`,
  waitOver: 'You can try again now.',
  yourName: 'Your name',
};
