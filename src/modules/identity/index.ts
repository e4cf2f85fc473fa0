export {
  cancelDeletion,
  deleteUser,
  listDueDeletions,
  lockDueDeletion,
  postponeDeletion,
  scheduleDeletion,
} from './account/deletion.ts';
export { confirmRegistration, preparePassword } from './account/registrations.ts';
export { assertConfirmed } from './factors/confirmations.ts';
export { preparePasswordReset } from './passwords/resets.ts';
export { identityRoutes } from './routes.ts';
export { type Access, readAccess } from './sessions/access-tokens.ts';
export { endSessions } from './sessions/end-sessions.ts';
export { issueTokens, openSession, type SignedIn } from './sessions/sessions.ts';
export { completeSignIn } from './sessions/sign-in.ts';
export { signedInRoute, signedInWorkRoute } from './signed-in-route.ts';
export { sweepIdentity } from './sweeps.ts';
export { createUser, findUserByEmail } from './users.ts';
