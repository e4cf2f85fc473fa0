export { confirmRegistration, preparePassword } from './registrations.ts';
export { identityRoutes, signedInRoute } from './routes.ts';
export { openSession, type SignedIn, sessionTokenHash } from './sessions.ts';
export { createUser, findUserByEmail } from './users.ts';
