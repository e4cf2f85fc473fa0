import { formatCount } from '../../ui/format.ts';

const statements = (count: number) =>
  count === 1 ? '1 statement' : `${formatCount(count)} statements`;

/** The words of the access log: engineers of ours who looked at the data of a workspace. */
export const access = {
  title: 'Access log',
  detail:
    'Every time somebody at Numirio was let near your data: who, why, and what they looked at.',
  failed: 'The access log could not be loaded',
  emptyTitle: 'Nobody at Numirio has looked at your data',
  emptyDetail:
    'We only would to solve one particular problem. A second engineer has to agree first, you get a mail as it begins, it allows nothing but reading, it ends by itself after four hours at the latest, and every statement stands here.',
  more: 'Show older',
  moreStatements: 'Show more statements',
  /** What a log of ours can say nothing about. */
  limits:
    'What this log cannot see: whoever holds the keys to our hosting account could reach the database around it, without leaving a line here.',
  reasons: {
    customer_request: 'To help you with something you asked us about',
    incident: 'To solve an incident',
    data_correction: 'To find out how to correct data',
    security: 'To look into a security concern',
    legal: 'Because the law obliges us to',
  },
  states: {
    requested: 'Asked for, not approved',
    approved: 'Approved, not used yet',
    open: 'Looking now',
    ended: 'Ended',
    revoked: 'Taken back',
  },
  approvedBy: 'Approved by',
  nobodyYet: 'nobody yet',
  ticket: 'Ticket',
  askedAt: 'Asked for',
  openedAt: 'Opened',
  until: 'Until',
  endsBy: 'Ends by itself',
  statements,
  noStatements: 'Nothing was looked at',
  showStatements: (count: number, engineer: string) => `${statements(count)} of ${engineer}`,
  statementsFailed: 'The statements could not be loaded',
  rows: (count: number) => (count === 1 ? '1 row' : `${formatCount(count)} rows`),
  interrupted: 'no outcome recorded',
  copy: 'Copy the statement',
  unfold: 'Show all of it',
  fold: 'Show less',
};
