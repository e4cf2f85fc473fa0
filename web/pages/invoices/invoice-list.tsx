import { memo, useEffect, useRef, useState } from 'react';
import type { InvoiceRow } from '#modules/invoices/schema.ts';
import { messages } from '../../messages/index.ts';
import { InvoiceListHead, InvoiceListRow } from './invoice-rows.tsx';

const texts = messages.invoices.list;
/** How far out of sight rows are still drawn, so that scrolling never shows an empty block. */
const nearbyPx = 1200;

export interface InvoiceListProps {
  pages: readonly (readonly InvoiceRow[])[];
  activeId: string | undefined;
  isBeside: boolean;
  /** Called when the end comes near. */
  onEnd: (() => void) | undefined;
}

/** Any number of rows: a page of them that is out of sight leaves only its height. */
export function InvoiceList({ pages, activeId, isBeside, onEnd }: InvoiceListProps) {
  const count = pages.reduce((sum, rows) => sum + rows.length, 0);
  let first = 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a <table> cannot be left out of the page while they are out of sight.
    <div
      role="table"
      aria-label={texts.label}
      aria-rowcount={onEnd ? -1 : count + 1}
      className="@container"
    >
      <InvoiceListHead />
      {pages.map((rows) => {
        const start = first;
        first += rows.length;
        return (
          <Block
            key={rows[0]?.id ?? 'none'}
            rows={rows}
            start={start}
            activeId={rows.some((row) => row.id === activeId) ? activeId : undefined}
            isBeside={isBeside}
          />
        );
      })}
      {onEnd && <End key={count} onNear={onEnd} />}
    </div>
  );
}

interface BlockProps {
  rows: readonly InvoiceRow[];
  start: number;
  activeId: string | undefined;
  isBeside: boolean;
}

const Block = memo(function Block({ rows, start, activeId, isBeside }: BlockProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(true);
  useNear(box, setNear);
  // The heights are those of a row, and of a card where the list is narrow.
  return (
    <div
      ref={box}
      style={{ '--rows': rows.length } as React.CSSProperties}
      className="h-[calc(var(--rows)*2.5rem)] @max-[40rem]:h-[calc(var(--rows)*4.25rem)]"
    >
      {isNear &&
        rows.map((row, position) => (
          <InvoiceListRow
            key={row.id}
            row={row}
            index={start + position}
            isActive={row.id === activeId}
            isBeside={isBeside}
          />
        ))}
    </div>
  );
});

function End({ onNear }: { onNear: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  const near = useRef(onNear);
  near.current = onNear;
  useNear(mark, (isNear) => isNear && near.current());
  return <div ref={mark} className="h-px" />;
}

function useNear(
  element: React.RefObject<HTMLElement | null>,
  onChange: (isNear: boolean) => void,
) {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry && latest.current(entry.isIntersecting),
      { rootMargin: `${nearbyPx}px 0px` },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
}
