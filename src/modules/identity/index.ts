export { emailKey } from './email-key.ts';
export { assertAcceptablePassword, hashPassword, pepperId } from './passwords.ts';
export { confirmRegistration, preparePassword } from './registrations.ts';
export { identityRoutes, signedInRoute } from './routes.ts';
export { openSession, type SignedIn, sessionTokenHash } from './sessions.ts';
