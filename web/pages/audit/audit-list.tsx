import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { todayIn } from '#lib/dates.ts';
import type { AuditEvent } from '#modules/audit/schema.ts';
import { ListEnd, useNear } from '../../ui/near.tsx';
import { useWorkspace } from '../../workspace.ts';
import { auditQueries } from './audit-queries.ts';
import { AuditRow } from './audit-row.tsx';
import { nameIn } from './describe-event.ts';
import { dayHeading, dayOf } from './moments.ts';

/** How far out of sight events are still drawn, so that scrolling never shows an empty block. */
const nearbyPx = 1500;
/** Events drawn at once while one scrolls; few, so that no frame is late. */
const blockSize = 25;
/** Before a block was drawn once; afterwards its own height is known. */
const guessedRowPx = 44;

interface EventPage {
  items: readonly AuditEvent[];
}

export interface AuditListProps {
  pages: readonly EventPage[];
  /** Called when the end comes near; undefined where there is nothing older. */
  onEnd: (() => void) | undefined;
  isLoading: boolean;
}

/** Any number of events by day, newest first: a block of them out of sight leaves only its height. */
export function AuditList({ pages, onEnd, isLoading }: AuditListProps) {
  const blocks = useBlocks(pages);
  const names = useNames(pages);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setOpened((last) => {
      const next = new Set(last);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return (
    <>
      {blocks.map((block) => (
        <Block
          key={block.days[0]?.events[0]?.id}
          block={block}
          names={names}
          opened={opened}
          onToggle={toggle}
        />
      ))}
      {onEnd && <ListEnd nearbyPx={nearbyPx} onNear={onEnd} isLoading={isLoading} />}
    </>
  );
}

/** The names of what the events are about: as the lists have them, or else as an event tells it. */
function useNames(pages: readonly EventPage[]): ReadonlyMap<string, string> {
  const workspace = useWorkspace();
  const listed = useQuery(auditQueries.names(workspace.id)).data;
  return useMemo(() => {
    const names = new Map(listed);
    for (const event of pages.flatMap((page) => page.items)) {
      const name = nameIn(event);
      if (name !== undefined && !names.get(event.subjectId)) names.set(event.subjectId, name);
    }
    return names;
  }, [pages, listed]);
}

interface Day {
  day: string;
  /** False where the block before has shown its heading. */
  begins: boolean;
  events: AuditEvent[];
}
interface DayBlock {
  days: Day[];
  count: number;
}

/** Each page is cut once: what was loaded stays as it is, and is not drawn again with each further page. */
function useBlocks(pages: readonly EventPage[]): DayBlock[] {
  const { timeZone } = useWorkspace();
  const cut = useMemo(() => {
    const known = new WeakMap<EventPage, DayBlock[]>();
    return (page: EventPage, lastDay: string) => {
      const blocks = known.get(page) ?? inBlocks(page.items, lastDay, timeZone);
      known.set(page, blocks);
      return blocks;
    };
  }, [timeZone]);
  return useMemo(() => {
    const blocks: DayBlock[] = [];
    for (const page of pages) blocks.push(...cut(page, blocks.at(-1)?.days.at(-1)?.day ?? ''));
    return blocks;
  }, [pages, cut]);
}

function inBlocks(events: readonly AuditEvent[], before: string, timeZone: string): DayBlock[] {
  const blocks: DayBlock[] = [];
  let lastDay = before;
  for (const [place, event] of events.entries()) {
    if (place % blockSize === 0) blocks.push({ days: [], count: 0 });
    const block = blocks.at(-1);
    if (!block) continue;
    const day = dayOf(event.at, timeZone);
    const open = block.days.at(-1);
    if (open?.day === day) open.events.push(event);
    else block.days.push({ day, begins: day !== lastDay, events: [event] });
    block.count += 1;
    lastDay = day;
  }
  return blocks;
}

interface BlockProps {
  block: DayBlock;
  names: ReadonlyMap<string, string>;
  opened: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

const Block = memo(function Block({ block, names, opened, onToggle }: BlockProps) {
  const { timeZone } = useWorkspace();
  const box = useRef<HTMLDivElement>(null);
  const height = useRef(block.count * guessedRowPx);
  const [isNear, setNear] = useState(true);
  useNear(box, nearbyPx, (near) => {
    // Rows wrap and open, so only the browser knows how high they are.
    if (!near && box.current) height.current = box.current.offsetHeight;
    setNear(near);
  });
  if (!isNear) return <div ref={box} style={{ height: height.current }} />;
  const today = todayIn(timeZone, new Date());
  return (
    <div ref={box}>
      {block.days.map(({ day, begins, events }) => (
        <div key={day}>
          {begins && (
            <h3 className="pt-5 pb-1.5 text-13 font-semibold text-ink-2">
              {dayHeading(day, today)}
            </h3>
          )}
          <ol className="border-t border-hairline">
            {events.map((event) => (
              <AuditRow
                key={event.id}
                event={event}
                name={names.get(event.subjectId)}
                isOpen={opened.has(event.id)}
                onToggle={onToggle}
              />
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
});
