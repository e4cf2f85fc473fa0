export const outbox = {
  back: 'Back to the app',
  detail: 'This installation sends no mail. What it would send lies here, newest first.',
  emptyDetail:
    'Create an account, for example: the confirmation shows up here within a few seconds.',
  emptyTitle: 'No mail yet',
  missingDetail: 'This installation sends real mail. Please look into your mailbox.',
  missingTitle: 'There is no local mailbox here',
  openLink: 'Open the link',
  title: 'Local mails',
  to: (address: string) => `to ${address}`,
};
