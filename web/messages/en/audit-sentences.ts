/**
 * What stands after the name of whoever did it: "Marlene" + "issued" + "invoice 2026-0012". `thing` leads
 * to what it is about.
 */
export interface Sentence {
  does: string;
  thing?: string;
  rest?: string;
}

/** What was recorded with an event, as it reads in a sentence. */
export interface Told {
  /** The number or name of what the event is about; '' where it is not known. */
  name: string;
  /** A recorded member in words: an amount as money, a day as a date; '' where there is none. */
  of: (member: string) => string;
}

const invoice = (name: string) => (name === '' ? 'an invoice' : `invoice ${name}`);
const draft = (name: string) => (name === '' ? 'a draft invoice' : `the draft of invoice ${name}`);
const named = (kind: string, name: string) => (name === '' ? kind : `${kind} “${name}”`);
const someone = (name: string) => (name === '' ? 'somebody' : name);
const as = (role: string) => (role === '' ? '' : `as ${role.toLowerCase()}`);
const by = (person: string) => (person === '' ? '' : `of ${person}`);
const rows = (count: string) => {
  if (count === '') return 'an answer';
  return count === '1' ? '1 row' : `${count} rows`;
};
const statements = (count: string) => (count === '1' ? '1 statement' : `${count} statements`);
const period = (from: string, to: string) =>
  `${from === '' ? '' : ` from ${from}`}${to === '' ? '' : ` until ${to}`}`;
const maxExcerpt = 80;
const excerpt = (text: string) => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > maxExcerpt ? `${line.slice(0, maxExcerpt).trimEnd()}…` : line;
};

/** Every type of event that is recorded, as a sentence; a test finds the one that is missing. */
export const sentences: Readonly<Record<string, (told: Told) => Sentence>> = {
  'workspace.created': () => ({ does: 'opened', thing: 'this workspace' }),
  'workspace.changed': () => ({ does: 'changed the', thing: 'settings' }),
  'workspace.closed': () => ({ does: 'closed this workspace' }),
  'workspace.plan_changed': ({ of }) => ({
    does: 'changed the plan',
    rest: of('plan') === '' ? '' : `to ${of('plan')}`,
  }),
  'workspace.deletion_scheduled': ({ of }) => ({
    does: 'scheduled the deletion of this workspace',
    rest: of('dueAt') === '' ? '' : `for ${of('dueAt')}`,
  }),
  'workspace.deletion_cancelled': () => ({ does: 'kept this workspace after all' }),

  'client.created': ({ name }) => ({ does: 'added', thing: named('client', name) }),
  'client.changed': ({ name }) => ({ does: 'changed', thing: named('client', name) }),
  'client.deleted': ({ name }) => ({ does: `deleted ${named('client', name)}` }),

  'invoice.created': ({ name }) => ({ does: 'started', thing: draft(name) }),
  'invoice.changed': ({ name }) => ({ does: 'changed', thing: draft(name) }),
  'invoice.deleted': () => ({ does: 'deleted a draft invoice' }),
  'invoice.issued': ({ name }) => ({ does: 'issued', thing: invoice(name) }),
  'document.stored': ({ name }) => ({ does: 'stored the PDF of', thing: invoice(name) }),
  'payment.recorded': ({ name, of }) => ({
    does: `recorded ${of('amountMinor') || 'a payment'} received for`,
    thing: invoice(name),
  }),
  'payment.deleted': ({ name, of }) => ({
    does: `removed ${of('amountMinor') === '' ? 'a payment' : `the payment of ${of('amountMinor')}`} from`,
    thing: invoice(name),
  }),

  'number_series.created': ({ name }) => ({ does: 'added the', thing: named('series', name) }),
  'number_series.changed': ({ name }) => ({ does: 'changed the', thing: named('series', name) }),

  'member.joined': ({ of }) => ({ does: 'joined the', thing: 'team', rest: as(of('role')) }),
  'member.role_changed': ({ of }) => ({
    does: `changed the role of ${someone(of('name'))}`,
    rest: of('role') === '' ? '' : `to ${of('role').toLowerCase()}`,
  }),
  'member.removed': ({ of }) => ({
    does: `removed ${someone(of('name'))} from the`,
    thing: 'team',
  }),
  // Whoever deletes an account leaves every team with it, and no longer is anybody who could do so.
  'member.left': ({ of }) =>
    of('reason') === ''
      ? { does: 'left the', thing: 'team' }
      : { does: `took ${someone(of('name'))} off the team, whose account was deleted` },

  'invitation.sent': ({ of }) => ({
    does: `invited ${someone(of('email'))} to the`,
    thing: 'team',
    rest: as(of('role')),
  }),
  'invitation.withdrawn': ({ of }) => ({
    does: `withdrew the invitation of ${someone(of('email'))} to the`,
    thing: 'team',
  }),

  'ownership.offered': ({ of }) => ({
    does: 'offered the',
    thing: 'ownership',
    rest: `to ${someone(of('to'))}`,
  }),
  'ownership.withdrawn': ({ of }) => ({
    does: 'withdrew the offer of',
    thing: 'ownership',
    rest: `to ${someone(of('to'))}`,
  }),
  'ownership.accepted': ({ of }) => ({
    does: 'accepted the',
    thing: 'ownership',
    rest: `from ${someone(of('from'))}`,
  }),
  'ownership.refused': ({ of }) => ({
    does: 'turned down the',
    thing: 'ownership',
    rest: `from ${someone(of('from'))}`,
  }),

  'comment.added': ({ name }) => ({ does: 'commented on', thing: invoice(name) }),
  'comment.deleted': ({ name }) => ({ does: 'deleted a comment on', thing: invoice(name) }),

  'export.created': ({ of }) => ({ does: `exported the invoices${period(of('from'), of('to'))}` }),
  'audit.exported': () => ({ does: 'exported the audit trail' }),
  // After a restore the trail goes on from an earlier place, and says so itself.
  'audit.reanchored': ({ of }) => ({
    does: 'noted that the database was restored',
    rest: of('reason') === '' ? '' : `(${of('reason')})`,
  }),

  'access.requested': ({ of }) => ({
    does: 'asked to look at this workspace',
    rest: of('ticket') === '' ? '' : `for ticket ${of('ticket')}`,
  }),
  'access.approved': ({ of }) => ({
    does: `approved the`,
    thing: 'access',
    rest: by(of('engineer')),
  }),
  'access.opened': ({ of }) => ({
    does: 'opened their',
    thing: 'access',
    rest: of('expiresAt') === '' ? '' : `until ${of('expiresAt')}`,
  }),
  'access.statement': ({ of }) => ({
    does: 'ran',
    thing: excerpt(of('statement')) || 'a statement',
  }),
  'access.result': ({ of }) => ({ does: 'was given', rest: rows(of('rows')) }),
  'access.revoked': ({ of }) => ({ does: 'ended the', thing: 'access', rest: by(of('engineer')) }),
  'access.closed': ({ of }) => ({
    does: 'no longer has',
    thing: 'access',
    rest: of('statements') === '' ? '' : `after ${statements(of('statements'))}`,
  }),
};
