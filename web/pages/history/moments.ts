import type { AuditEvent } from '#modules/audit/schema.ts';
import type { Comment } from '#modules/invoices/schema.ts';
import { historyMessages as words } from '../../messages/audit.ts';
import { describeEvent, sentenceText, toldBy } from '../audit/describe-event.ts';
import { fieldName, type Reading } from '../audit/recorded-value.ts';

/** One entry of a history: something that was done, perhaps several times in a row, or a comment. */
export type Moment =
  | { kind: 'event'; id: string; at: string; event: AuditEvent; times: number; fields: string[] }
  | { kind: 'comment'; id: string; at: string; comment: Comment };

const shownFields = 4;

/**
 * The events (newest first) and comments (oldest first) of one thing as one history, newest first. Autosave
 * records every pause in typing, so a row of changes by one person becomes one moment.
 */
export function momentsOf(events: readonly AuditEvent[], comments: readonly Comment[]): Moment[] {
  const shown = new Set(comments.map(({ id }) => id));
  const all: Moment[] = [
    ...comments.map(
      (comment): Moment => ({ kind: 'comment', id: comment.id, at: comment.createdAt, comment }),
    ),
    ...events
      // The comment itself stands there.
      .filter(({ type, data }) => type !== 'comment.added' || !shown.has(String(data.commentId)))
      .map(
        (event): Moment => ({
          kind: 'event',
          id: event.id,
          at: event.at,
          event,
          times: 1,
          fields: changedFields(event),
        }),
      ),
  ];
  return withoutRepeats(all.sort(newestFirst));
}

function newestFirst(one: Moment, other: Moment): number {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  // Of one instant, the chain knows the order.
  if (one.kind === 'event' && other.kind === 'event') {
    return other.event.sequence - one.event.sequence;
  }
  return 0;
}

function withoutRepeats(moments: readonly Moment[]): Moment[] {
  const kept: Moment[] = [];
  for (const moment of moments) {
    const newer = kept.at(-1);
    if (newer?.kind === 'event' && moment.kind === 'event' && repeats(moment.event, newer.event)) {
      kept[kept.length - 1] = {
        ...newer,
        times: newer.times + 1,
        fields: [...new Set([...newer.fields, ...moment.fields])],
      };
    } else kept.push(moment);
  }
  return kept;
}

function repeats(event: AuditEvent, newer: AuditEvent): boolean {
  return (
    event.type.endsWith('.changed') && newer.type === event.type && newer.actor === event.actor
  );
}

function changedFields({ type, data }: AuditEvent): string[] {
  if (!type.endsWith('.changed')) return [];
  const members = Array.isArray(data.fields) ? data.fields.map(String) : Object.keys(data);
  return members.map(fieldName);
}

/** What was done, without who did it: "changed the draft: Lines, Due date". */
export function deedText({ event, fields }: Moment & { kind: 'event' }, reading: Reading): string {
  const told = toldBy(event, reading);
  const deed = words.life[event.type]?.(told) ?? sentenceText('', describeEvent(event, told));
  if (fields.length === 0) return deed;
  return `${deed}: ${words.fields(fields.slice(0, shownFields), fields.length - shownFields)}`;
}
