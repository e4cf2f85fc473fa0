import type { ReactNode } from 'react';
import {
  Tooltip as AriaTooltip,
  TooltipTrigger as AriaTooltipTrigger,
} from 'react-aria-components/Tooltip';

/** Around a button and its Tooltip. */
export function TooltipTrigger({ children }: { children: ReactNode }) {
  return (
    <AriaTooltipTrigger delay={500} closeDelay={0}>
      {children}
    </AriaTooltipTrigger>
  );
}

export function Tooltip({ children }: { children: ReactNode }) {
  return (
    <AriaTooltip offset={6} className="floating animate-fade max-w-72 px-2 py-1 text-12 text-ink">
      {children}
    </AriaTooltip>
  );
}
