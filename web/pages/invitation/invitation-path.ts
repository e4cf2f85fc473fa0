/** Where the link is put away, and where one comes back to after signing in. */
export const invitationPath = '/invitation';
