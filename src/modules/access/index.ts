export type { AccessContext } from './access-context.ts';
export { closeAccess, disableEngineer, revokeAccess, sweepAccess } from './endings.ts';
export { addEngineer, getEngineer, getSigner, listEngineers, type Signer } from './engineers.ts';
export { type OpenAccess, openAccess } from './gate.ts';
export { approveAccess, listGrants, requestAccess, stateOf } from './grants.ts';
export { makeKeyFiles, readPrivateKey, readPublicKey } from './key-files.ts';
export { listOtherLogins } from './logins.ts';
export { accessRoutes } from './routes.ts';
export { fingerprint } from './signatures.ts';
