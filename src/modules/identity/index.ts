export {
  cancelDeletion,
  deleteUser,
  listDueDeletions,
  lockDueDeletion,
  postponeDeletion,
  scheduleDeletion,
} from './account/deletion.ts';
export { createInvitedUser, prepareInvitedPassword } from './account/invited-users.ts';
export { confirmRegistration, preparePassword } from './account/registrations.ts';
export { emailKey } from './email-key.ts';
export { assertConfirmed } from './factors/confirmations.ts';
export { assertRequestConfirmed } from './factors/request-confirmation.ts';
export { preparePasswordReset } from './passwords/resets.ts';
export { identityRoutes } from './routes.ts';
export { type Access, readAccess } from './sessions/access-tokens.ts';
export { endSessions } from './sessions/end-sessions.ts';
export { issueTokens, openSession, type SignedIn } from './sessions/sessions.ts';
export { completeSignIn } from './sessions/sign-in.ts';
export { signedInRoute, signedInWorkRoute } from './signed-in-route.ts';
export { sweepIdentity } from './sweeps.ts';
export { takeAttempt } from './throttles.ts';
export { hashToken, newToken } from './tokens.ts';
export { createUser, findUserByEmail, getUsers, insertUser } from './users.ts';
