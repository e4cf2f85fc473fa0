import { invitation } from './en/invitation.ts';

/** The words of the invitation page, apart from the others, so that they are loaded with it. */
export const invitationMessages = invitation;
