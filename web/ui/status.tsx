import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { messages } from '../messages/index.ts';
import { classNames } from './class-names.ts';
import { CloseIcon } from './icons.tsx';

const tones = {
  neutral: 'text-draft',
  info: 'text-issued',
  success: 'text-paid',
  danger: 'text-overdue',
  special: 'text-credited',
  notice: 'text-notice',
};
export type Tone = keyof typeof tones;

/** A word with a dot of its colour: never the colour alone. */
export function Status({
  tone,
  isHollow,
  children,
}: {
  tone: Tone;
  isHollow?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 text-13 whitespace-nowrap',
        tones[tone],
      )}
    >
      <span
        aria-hidden="true"
        className={classNames(
          'size-2 rounded-full border-[1.5px] border-current',
          !isHollow && 'bg-current',
        )}
      />
      {children}
    </span>
  );
}

/** A short quiet word beside a title: "Default", "This device". */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex items-center rounded-sm bg-sunken px-1.5 py-0.5 text-12 font-medium',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}

export interface ChipProps {
  isSelected?: boolean;
  onPress?: () => void;
  /** Shows a cross that takes the filter away. */
  onRemove?: () => void;
  count?: ReactNode;
  children: ReactNode;
}

/** A filter one can turn on and off, or take away. */
export function Chip({ isSelected, onPress, onRemove, count, children }: ChipProps) {
  const look = classNames(
    'inline-flex min-h-8 items-center gap-1.5 rounded-full border px-3 text-13 font-medium whitespace-nowrap transition-colors duration-100',
    isSelected
      ? 'border-accent bg-accent-soft text-accent'
      : 'border-hairline text-ink-2 data-[hovered]:border-control data-[hovered]:text-ink',
  );
  if (onRemove) {
    return (
      <span className={classNames(look, 'pr-1')}>
        {children}
        <Button
          aria-label={messages.ui.remove(typeof children === 'string' ? children : '')}
          onPress={onRemove}
          className="flex size-6 items-center justify-center rounded-full data-[hovered]:bg-hover"
        >
          <CloseIcon width="12" height="12" />
        </Button>
      </span>
    );
  }
  return (
    <Button aria-pressed={isSelected ?? false} onPress={onPress} className={look}>
      {children}
      {count !== undefined && <span className="tabular font-normal text-ink-3">{count}</span>}
    </Button>
  );
}
