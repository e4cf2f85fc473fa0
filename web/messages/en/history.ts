import { formatCount } from '../../ui/format.ts';
import type { Told } from './audit-sentences.ts';

const characters = (count: number) =>
  count === 1 ? '1 character' : `${formatCount(count)} characters`;
const received = (on: string) => (on === '' ? '' : ` on ${on}`);

/** What happened to one thing, on its own page, where it need not be named: "Marlene" + "issued it as …". */
const life: Readonly<Record<string, (told: Told) => string>> = {
  'invoice.created': ({ of }) =>
    of('duplicateOf') === '' ? 'started the draft' : 'copied it from another invoice',
  'invoice.changed': () => 'changed the draft',
  'invoice.issued': ({ of }) => `issued it as ${of('number')}`,
  'document.stored': () => 'stored the PDF for good',
  'payment.recorded': ({ of }) =>
    `recorded ${of('amountMinor') || 'a payment'} received${received(of('paidOn'))}`,
  'payment.deleted': ({ of }) =>
    of('amountMinor') === '' ? 'removed a payment' : `removed the payment of ${of('amountMinor')}`,
  'comment.added': () => 'wrote a comment',
  'comment.deleted': () => 'deleted a comment',
  'client.created': () => 'added the client',
  'client.changed': () => 'changed the details',
};

/** The words of the history beside an invoice or below a client, and of comments. */
export const history = {
  title: 'Life so far',
  clientTitle: 'History',
  open: 'History and comments',
  failed: 'The history could not be loaded.',
  life,
  fields: (shown: readonly string[], more: number) =>
    more > 0 ? `${shown.join(', ')} and ${formatCount(more)} more` : shown.join(', '),
  times: (count: number) => `${formatCount(count)} times`,
  inTrail: 'See it in the audit trail',
  earlier: 'Show earlier',

  comment: {
    label: 'Comment',
    placeholder: 'Write a comment',
    hint: 'Only members of this workspace see comments.',
    send: 'Comment',
    keys: (isMac: boolean) => (isMac ? '⌘ ↵' : 'Ctrl ↵'),
    left: (count: number) =>
      count < 0 ? `${characters(-count)} too many` : `${characters(count)} left`,
    sending: 'Sending…',
    failed: 'The comment was not sent, its text is still here.',
    loadFailed: 'The comments could not be loaded.',
    delete: 'Delete this comment',
    deleteTitle: 'Delete this comment?',
    deleteDetail:
      'It disappears from the invoice. The audit trail keeps that you wrote it and what it said.',
    deleteConfirm: 'Delete comment',
    deleted: 'The comment was deleted',
  },
};
