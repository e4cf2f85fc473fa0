import type { AuditEvent } from '#modules/audit/schema.ts';
import { auditMessages } from '../../messages/audit.ts';
import type { Sentence, Told } from '../../messages/en/audit-sentences.ts';
import { fieldName, type Reading, valueText } from './recorded-value.ts';

/** What the words of an event are made of; `name` is that of its subject where the page knows it. */
export function toldBy(event: AuditEvent, reading: Reading, name = ''): Told {
  const own = ownReading(event, reading);
  return {
    name: name || nameIn(event) || '',
    of: (member) => valueText(member, event.data[member], own),
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
export function nameIn({ type, data }: AuditEvent): string | undefined {
  const given = type === 'invoice.issued' ? data.number : subjectNames.has(type) ? data.name : '';
  // A change is recorded as [before, after].
  const name: unknown = Array.isArray(given) ? given[1] : given;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

const subjectNames = new Set([
  'client.created',
  'client.changed',
  'client.deleted',
  'number_series.created',
  'number_series.changed',
]);

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
  const isChange = event.type.endsWith('changed');
  return Object.entries(event.data)
    .filter(([member]) => !(member === 'currency' && 'amountMinor' in event.data))
    .map(([member, value]) => {
      const pair = isChange && Array.isArray(value) && value.length === 2 && member !== 'fields';
      const [before, after] = pair ? value : [undefined, value];
      return {
        member,
        label: fieldName(member),
        before: pair ? valueText(member, before, own) : undefined,
        after: valueText(member, after, own),
        isCode: /(?:sha256|hash|statement|Id)$/i.test(member),
      };
    });
}

function ownReading({ data }: AuditEvent, reading: Reading): Reading {
  return typeof data.currency === 'string' ? { ...reading, currency: data.currency } : reading;
}
