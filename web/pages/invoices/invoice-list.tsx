import { memo, useMemo, useRef, useState } from 'react';
import type { InvoiceRow } from '#modules/invoices/schema.ts';
import { messages } from '../../messages/index.ts';
import { ListEnd, useNear } from '../../ui/near.tsx';
import { InvoiceListHead, InvoiceListRow } from './invoice-rows.tsx';

const texts = messages.invoices.list;
/** How far out of sight rows are still drawn, so that scrolling never shows an empty block. */
const nearbyPx = 1200;
/** Rows drawn at once while one scrolls; few, so that no frame is late. */
const blockSize = 20;

export interface InvoiceListProps {
  rows: readonly InvoiceRow[];
  activeId: string | undefined;
  isBeside: boolean;
  /** Called when the end comes near; undefined where there is nothing more. */
  onEnd: (() => void) | undefined;
  isLoading: boolean;
}

/** Any number of rows: a block of them that is out of sight leaves only its height. */
export function InvoiceList({ rows, activeId, isBeside, onEnd, isLoading }: InvoiceListProps) {
  const blocks = useMemo(() => inBlocks(rows), [rows]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a <table> cannot be left out of the page while they are out of sight.
    <div
      role="table"
      aria-label={texts.label}
      aria-rowcount={onEnd ? -1 : rows.length + 1}
      className="@container"
    >
      <InvoiceListHead />
      {blocks.map((block, place) => (
        <Block
          key={block[0]?.id}
          rows={block}
          start={place * blockSize}
          activeId={block.some((row) => row.id === activeId) ? activeId : undefined}
          isBeside={isBeside}
        />
      ))}
      {onEnd && <ListEnd nearbyPx={nearbyPx} onNear={onEnd} isLoading={isLoading} />}
    </div>
  );
}

function inBlocks(rows: readonly InvoiceRow[]): (readonly InvoiceRow[])[] {
  const blocks: (readonly InvoiceRow[])[] = [];
  for (let at = 0; at < rows.length; at += blockSize) blocks.push(rows.slice(at, at + blockSize));
  return blocks;
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
  useNear(box, nearbyPx, setNear);
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
