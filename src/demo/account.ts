/** The account of the embedded default, which listens on this machine only. */
export const demoAccount = {
  email: 'demo@numirio.test',
  password: 'correct-horse-demo-2026',
};
