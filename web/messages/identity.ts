import { identity } from './en/identity.ts';

/** The words of the signing-in screens; they load with those, since most visits need none of them. */
export type IdentityMessages = typeof identity;
export const identityMessages: IdentityMessages = identity;
