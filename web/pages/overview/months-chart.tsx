import { useEffect, useRef, useState } from 'react';
import type { Overview } from '#modules/overview/schema.ts';
import { messages } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoney, formatMoneyRounded, formatMonth, formatShortMonth } from '../../ui/format.ts';
import { Money, Section } from '../../ui/page.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table.tsx';
import { chartScale } from './chart-scale.ts';

const words = messages.overview;
const height = 200;
const room = { top: 8, bottom: 24, left: 64 };
const plotHeight = height - room.top - room.bottom;

interface MonthsProps {
  months: Overview['months'];
  currency: string;
}

/** Twelve months of what was invoiced and what was paid, as bars or as a table. */
export function MonthsChart({ months, currency }: MonthsProps) {
  const [isTable, setIsTable] = useState(false);
  return (
    <Section
      title={words.chart}
      actions={
        <Button size="small" variant="ghost" className="-mr-2" onPress={() => setIsTable(!isTable)}>
          {isTable ? words.chartAsChart : words.chartAsTable}
        </Button>
      }
    >
      {isTable ? (
        <MonthsTable months={months} currency={currency} />
      ) : (
        <MonthsBars months={months} currency={currency} />
      )}
    </Section>
  );
}

/** The width the chart may use, so that its letters keep their size on every screen. */
function useWidth() {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

function MonthsBars({ months, currency }: MonthsProps) {
  const { box, width } = useWidth();
  const [pointed, setPointed] = useState<number>();
  const { top, steps } = chartScale(months, currency);
  const y = (amountMinor: number) => room.top + plotHeight * (1 - amountMinor / top);
  const slot = Math.max(0, width - room.left) / Math.max(1, months.length);
  const bar = Math.min(14, slot * 0.3);
  const sum = (of: 'issuedMinor' | 'paidMinor') =>
    formatMoney(
      months.reduce((total, month) => total + month[of], 0),
      currency,
    );
  const summary = words.chartSummary(
    formatMonth(months[0]?.month ?? ''),
    formatMonth(months.at(-1)?.month ?? ''),
    sum('issuedMinor'),
    sum('paidMinor'),
  );
  const shown = pointed === undefined ? undefined : months[pointed];

  return (
    <figure ref={box} className="relative">
      <figcaption className="flex min-h-5 flex-wrap gap-x-5 text-13 text-ink-2">
        <Legend
          className="bg-chart"
          name={words.issued}
          value={shown && formatMoney(shown.issuedMinor, currency)}
        />
        <Legend
          className="bg-accent"
          name={words.paid}
          value={shown && formatMoney(shown.paidMinor, currency)}
        />
        {shown && <span className="text-ink-3">{formatMonth(shown.month)}</span>}
      </figcaption>
      <svg
        role="img"
        aria-label={summary}
        width={width}
        height={height}
        className="mt-3 block text-12"
        onPointerLeave={() => setPointed(undefined)}
      >
        {steps.map((step) => (
          <g key={step}>
            <line
              x1={room.left}
              x2={width}
              y1={y(step)}
              y2={y(step)}
              className="stroke-hairline"
              shapeRendering="crispEdges"
            />
            <text
              x={room.left - 12}
              y={y(step)}
              dy="0.32em"
              textAnchor="end"
              className="tabular fill-ink-3"
            >
              {formatMoneyRounded(step, currency)}
            </text>
          </g>
        ))}
        {months.map((month, index) => {
          const middle = room.left + slot * (index + 0.5);
          return (
            <g key={month.month} onPointerEnter={() => setPointed(index)}>
              <rect
                x={room.left + slot * index}
                y={0}
                width={slot}
                height={height}
                className={pointed === index ? 'fill-hover' : 'fill-transparent'}
                rx="4"
              />
              <Bar
                x={middle - bar - 1}
                y={y(month.issuedMinor)}
                width={bar}
                className="fill-chart"
              />
              <Bar x={middle + 1} y={y(month.paidMinor)} width={bar} className="fill-accent" />
              <text
                x={middle}
                y={height - 6}
                textAnchor="middle"
                className={pointed === index ? 'fill-ink' : 'fill-ink-3'}
              >
                {slot < 30
                  ? formatShortMonth(month.month).slice(0, 1)
                  : formatShortMonth(month.month)}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

/** From the base line up, rounded at its top; nothing for nothing. */
function Bar({
  x,
  y,
  width,
  className,
}: {
  x: number;
  y: number;
  width: number;
  className: string;
}) {
  const base = room.top + plotHeight;
  const radius = Math.min(2, width / 2, Math.max(0, base - y));
  if (base - y <= 0) return null;
  const d = `M${x} ${base}V${y + radius}q0 ${-radius} ${radius} ${-radius}h${width - 2 * radius}q${radius} 0 ${radius} ${radius}V${base}z`;
  return <path d={d} className={className} />;
}

function Legend({
  className,
  name,
  value,
}: {
  className: string;
  name: string;
  value: string | undefined;
}) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className={`size-2.5 rounded-[3px] ${className}`} />
      {name}
      {value !== undefined && <span className="tabular font-medium text-ink">{value}</span>}
    </span>
  );
}

function MonthsTable({ months, currency }: MonthsProps) {
  return (
    <Table label={words.chart}>
      <TableHead>
        <tr>
          <HeadCell>{words.month}</HeadCell>
          <HeadCell isNumeric>{words.issued}</HeadCell>
          <HeadCell isNumeric>{words.paid}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {months.map((month) => (
          <Row key={month.month}>
            <Cell>{formatMonth(month.month)}</Cell>
            <Cell isNumeric>
              <Money amountMinor={month.issuedMinor} currency={currency} />
            </Cell>
            <Cell isNumeric>
              <Money amountMinor={month.paidMinor} currency={currency} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
