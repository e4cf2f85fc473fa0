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

/** Every type of event that is recorded, as a sentence; a test finds the one that is missing. */
export const sentences: Readonly<Record<string, (told: Told) => Sentence>> = {
  'workspace.created': () => ({ does: 'opened', thing: 'this workspace' }),
  'workspace.changed': () => ({ does: 'changed the', thing: 'settings' }),
  'workspace.closed': () => ({ does: 'closed this workspace, since nobody is left in it' }),

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

  'member.left': ({ of }) => ({
    does: `took ${someone(of('name'))} off the team, whose account was deleted`,
  }),
};
