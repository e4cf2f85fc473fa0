import type { AuditEvent } from '#modules/audit/schema.ts';
import { auditMessages } from '../../messages/audit.ts';
import type { Sentence, Told } from '../../messages/en/audit-sentences.ts';
import { fieldName, inReadingOrder, type Reading, valueText } from './recorded-value.ts';

/** What the words of an event are made of; `name` is that of its subject where the page knows it. */
export function toldBy(event: AuditEvent, reading: Reading, name = ''): Told {
  const own = ownReading(event, reading);
  return {
    name: name || nameIn(event) || '',
    of: (member) => {
      // Of a change a sentence tells what became of it.
      const [, after] = beforeAndAfter(event, member) ?? [undefined, event.data[member]];
      return valueText(member, after, own);
    },
  };
}

/** The event as a sentence after its actor's name. */
export function describeEvent(event: AuditEvent, told: Told): Sentence {
  const sentence = auditMessages.sentences[event.type];
  return sentence ? sentence(told) : { does: auditMessages.unknown(event.type) };
}

/** The whole sentence as one text. */
export function sentenceText(actor: string, { does, thing, rest }: Sentence): string {
  return [actor, does, thing, rest].filter(Boolean).join(' ');
}

/** The number or name that an event itself gives its subject. */
export function nameIn(event: AuditEvent): string | undefined {
  const member = subjectNames[event.type];
  if (member === undefined) return undefined;
  const [, name] = beforeAndAfter(event, member) ?? [undefined, event.data[member]];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

const subjectNames: Readonly<Record<string, string>> = {
  'client.created': 'name',
  'client.changed': 'name',
  'client.deleted': 'name',
  'invoice.issued': 'number',
  'number_series.created': 'name',
  'number_series.changed': 'name',
};

/** A member of a change, recorded as [before, after]; undefined where it was not recorded so. */
function beforeAndAfter(
  { type, data }: AuditEvent,
  member: string,
): readonly [unknown, unknown] | undefined {
  const value = data[member];
  const isPair = /[._]changed$/.test(type) && member !== 'fields' && Array.isArray(value);
  return isPair && value.length === 2 ? [value[0], value[1]] : undefined;
}

export interface RecordedField {
  member: string;
  label: string;
  /** Undefined where only what it became was recorded. */
  before: string | undefined;
  after: string;
  isCode: boolean;
}

/** What was recorded with an event, member by member, in words. */
export function recordedFields(event: AuditEvent, reading: Reading): RecordedField[] {
  const own = ownReading(event, reading);
  return inReadingOrder(event.data)
    .filter(([member]) => !(member === 'currency' && 'amountMinor' in event.data))
    .map(([member, value]) => {
      const change = beforeAndAfter(event, member);
      const [before, after] = change ?? [undefined, value];
      return {
        member,
        label: fieldName(member),
        before: change && valueText(member, before, own),
        after: valueText(member, after, own),
        isCode:
          /^(?:sha256|key|login|signature|statement)$|[a-z]Id$/.test(member) && member !== 'vatId',
      };
    });
}

function ownReading({ data }: AuditEvent, reading: Reading): Reading {
  return typeof data.currency === 'string' ? { ...reading, currency: data.currency } : reading;
}
