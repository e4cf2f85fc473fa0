/** Reads a member of what the API recorded with an event; '' where it has none. */
type Member = (name: string) => string;

const methods: Readonly<Record<string, string>> = {
  password: 'Signed in with your password',
  google: 'Signed in with Google',
  passkey: 'Signed in with a passkey',
  registration: 'Account created',
};

/** "Passkey “Laptop” added", and "Passkey added" where it has no name. */
function named(what: string, name: string, happened: string): string {
  return name === '' ? `${what} ${happened}` : `${what} “${name}” ${happened}`;
}

/** What happened to an account, by the type under which the API records it. */
const sentences: Readonly<Record<string, (of: Member) => string>> = {
  'session.opened': (of) => methods[of('method')] ?? 'Signed in',
  'session.confirmed': () => 'Confirmed that it was you',
  'session.confirmation_refused': () => 'A wrong password or code when confirming',
  'second_factor.refused': () => 'A wrong code or passkey after the password',
  'session.replayed': () => 'An old sign-in was used again, so that session was ended',
  'session.ended': () => 'A device signed out from this page',
  'sessions.others_ended': () => 'All other devices signed out',
  'sessions.ended_by_operator': () => 'All devices signed out by Numirio',
  'password.changed': () => 'Password changed',
  'password.set': () => 'Password added',
  'password.reset': () => 'Password reset by mail',
  'passkey.added': (of) => named('Passkey', of('name'), 'added'),
  'passkey.renamed': (of) => named('Passkey renamed to', of('name'), '').trim(),
  'passkey.removed': (of) => named('Passkey', of('name'), 'removed'),
  'passkey.cloned': (of) =>
    named('Passkey', of('name'), 'refused, since somebody seems to have a copy of it'),
  'totp.enabled': () => 'Authenticator app turned on',
  'totp.disabled': () => 'Authenticator app turned off',
  'recovery_code.used': (of) =>
    of('codesLeft') === '' ? 'Recovery code used' : `Recovery code used, ${of('codesLeft')} left`,
  'recovery_codes.renewed': () => 'New recovery codes made',
  'google.connected': (of) => named('Google account', of('email'), 'connected'),
  'google.disconnected': (of) => named('Google account', of('email'), 'disconnected'),
  'email.change_requested': (of) => `Change of e-mail address to ${of('newEmail')} begun`,
  'email.changed': (of) => `E-mail address changed to ${of('newEmail')}`,
  'account.deletion_scheduled': () => 'Deletion of the account begun',
  'account.deletion_cancelled': () => 'Deletion of the account cancelled',
};

export const activity = {
  title: 'Recent activity',
  detail: 'What happened to your account, newest first.',
  failed: 'The activity could not be loaded',
  empty: 'Nothing happened yet.',
  more: 'Show older',
  unknown: 'Something about your account changed',
  sentences,
};
