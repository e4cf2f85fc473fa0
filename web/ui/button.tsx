import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components/Button';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { messages } from '../messages/index.ts';
import { classNames } from './class-names.ts';
import { SpinnerIcon } from './icons.tsx';
import { Tooltip, TooltipTrigger } from './tooltip.tsx';

const variants = {
  /** The one main action of a screen. */
  primary:
    'bg-accent text-on-accent data-[hovered]:bg-accent-hover data-[pressed]:bg-accent-hover border-transparent',
  secondary:
    'bg-surface text-ink border-control/50 data-[hovered]:bg-hover data-[pressed]:bg-hover',
  ghost:
    'text-ink-2 border-transparent data-[hovered]:bg-hover data-[hovered]:text-ink data-[pressed]:bg-hover',
  danger:
    'bg-danger text-on-danger border-transparent data-[hovered]:bg-danger-hover data-[pressed]:bg-danger-hover',
};
export type ButtonVariant = keyof typeof variants;

const sizes = {
  small: 'min-h-7 px-2 gap-1.5 text-13',
  medium: 'min-h-9 px-3 gap-2 text-14',
};

const base =
  'inline-flex items-center justify-center rounded border font-medium whitespace-nowrap select-none transition-colors duration-100 no-underline data-[disabled]:opacity-45 data-[disabled]:cursor-not-allowed';

/** The same look for a link, which is a link: it opens in a new tab and has an address. */
export function buttonClass(
  variant: ButtonVariant = 'secondary',
  size: keyof typeof sizes = 'medium',
): string {
  return classNames(base, variants[variant].replaceAll('data-[hovered]:', 'hover:'), sizes[size]);
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  variant?: ButtonVariant;
  size?: keyof typeof sizes;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** While `isPending` it keeps its width and its focus, and says so to a screen reader. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon,
  className,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton {...props} className={classNames(base, variants[variant], sizes[size], className)}>
      {props.isPending ? <Pending /> : icon}
      {children}
    </AriaButton>
  );
}

/** The button announces itself as busy with the words of the progress bar inside it. */
function Pending() {
  return (
    <ProgressBar isIndeterminate aria-label={messages.ui.working}>
      <SpinnerIcon />
    </ProgressBar>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  /** What it does; read aloud and shown as a tooltip. */
  label: string;
  icon: ReactNode;
}

export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size = 'medium',
  className,
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger>
      <AriaButton
        {...props}
        aria-label={label}
        className={classNames(
          base,
          variants[variant],
          size === 'small' ? 'size-7' : 'size-9',
          className,
        )}
      >
        {props.isPending ? <Pending /> : icon}
      </AriaButton>
      <Tooltip>{label}</Tooltip>
    </TooltipTrigger>
  );
}
