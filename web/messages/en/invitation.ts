import type { GivenRole } from '#modules/workspaces/schema.ts';

/** What one will do there, after "You are invited to … as …". */
const roles: Record<GivenRole, string> = {
  admin: 'an admin: you do everything except handing over or deleting the business',
  member: 'a member: you write and issue invoices, and keep clients and payments',
  accountant: 'an accountant: you read everything, comment and export, and change nothing',
};

/** The page that the link of an invitation opens. */
export const invitation = {
  title: (business: string) => `Join ${business}`,
  detail: (by: string) => `${by} invites you as `,
  roles,
  until: (day: string) => `The invitation is good until ${day}.`,
  loading: 'Your invitation',
  failed: 'The invitation could not be loaded',

  accept: 'Accept and join',
  signedInAs: (email: string) => `You are signed in as ${email}.`,

  otherTitle: 'This invitation is for someone else',
  otherDetail: (business: string, email: string, own: string) =>
    `It invites ${email} to ${business}. You are signed in as ${own}.`,
  otherSwitch: (email: string) => `Go on as ${email}`,
  otherSwitchDetail: 'You are signed out first. The invitation waits for you here.',
  otherStay: 'Stay signed in and go to my businesses',
  otherAsk: 'If both addresses are yours, ask to be invited with the other one.',

  signIn: 'Sign in to join',
  signInDetail: (email: string) => `There is an account with ${email} already.`,

  newDetail: (email: string) => `Your account is for ${email}. Choose a name and a password.`,
  newSubmit: 'Create my account and join',

  expiredTitle: 'This invitation no longer works',
  expiredDetail:
    'It was used, taken back, replaced by a newer one, or is older than seven days. Ask whoever invited you to send it again; nothing is lost.',
  expiredMember: 'If you have joined already, you find the business among yours.',
  toWorkspaces: 'To my businesses',
  toSignIn: 'To the sign-in',

  memberTitle: 'You belong to this business already',
  memberDetail: 'There is nothing left to accept.',
  fullTitle: 'There is no room left',
  fullDetail: (by: string) =>
    `The plan of this business has no free place any more. Tell ${by}; your invitation stays good until it expires.`,
};
