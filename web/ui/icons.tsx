import type { ReactNode, SVGProps } from 'react';

interface IconProps extends SVGProps<SVGSVGElement> {
  path?: string;
}

/** Our own signs, drawn on a 16-unit grid with 1.5-unit strokes; decorative, so a word stands beside each. */
function Icon({ path, ...props }: IconProps): ReactNode {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className="shrink-0"
      {...props}
    >
      <path d={path} />
    </svg>
  );
}

export function OverviewIcon(props: IconProps) {
  return (
    <Icon
      path="M2.5 9h4.25V2.5H2.5zM9.25 6.25h4.25V2.5H9.25zM9.25 13.5h4.25V9H9.25zM2.5 13.5h4.25v-1.75H2.5z"
      {...props}
    />
  );
}
export function InvoicesIcon(props: IconProps) {
  return <Icon path="M3.5 14V2h6l3 3v9l-2.25-1.5L8 14l-2.25-1.5zM6 6h2.5M6 9h4" {...props} />;
}
export function ClientsIcon(props: IconProps) {
  return (
    <Icon
      path="M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.5 13.5c.3-2.3 2.1-3.75 4.5-3.75s4.2 1.45 4.5 3.75M10.5 2.8a2.5 2.5 0 0 1 0 4.4M12.25 10.2c1.3.5 2.1 1.7 2.25 3.3"
      {...props}
    />
  );
}
export function SettingsIcon(props: IconProps) {
  return (
    <Icon
      path="M2 4.5h5M11.5 4.5H14M9.25 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4M2 11.5h2.5M9 11.5h5M6.75 13.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4"
      {...props}
    />
  );
}
export function MailIcon(props: IconProps) {
  return <Icon path="M2 3.5h12v9H2zM2.25 4 8 8.75 13.75 4" {...props} />;
}
export function PlusIcon(props: IconProps) {
  return <Icon path="M8 3v10M3 8h10" {...props} />;
}
export function SearchIcon(props: IconProps) {
  return (
    <Icon path="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.25 10.25 13.5 13.5" {...props} />
  );
}
export function CloseIcon(props: IconProps) {
  return <Icon path="m4 4 8 8M12 4l-8 8" {...props} />;
}
export function CheckIcon(props: IconProps) {
  return <Icon path="m3 8.5 3.25 3.25L13 4.75" {...props} />;
}
export function MinusIcon(props: IconProps) {
  return <Icon path="M3.5 8h9" {...props} />;
}
export function ChevronDownIcon(props: IconProps) {
  return <Icon path="m4 6 4 4 4-4" {...props} />;
}
export function ChevronLeftIcon(props: IconProps) {
  return <Icon path="m10 4-4 4 4 4" {...props} />;
}
export function ChevronRightIcon(props: IconProps) {
  return <Icon path="m6 4 4 4-4 4" {...props} />;
}
export function ChevronUpDownIcon(props: IconProps) {
  return <Icon path="m5 6 3-3 3 3M5 10l3 3 3-3" {...props} />;
}
export function ArrowUpIcon(props: IconProps) {
  return <Icon path="M8 13V3M4 7l4-4 4 4" {...props} />;
}
export function ArrowDownIcon(props: IconProps) {
  return <Icon path="M8 3v10M4 9l4 4 4-4" {...props} />;
}
export function ArrowRightIcon(props: IconProps) {
  return <Icon path="M3 8h10M9 4l4 4-4 4" {...props} />;
}
export function CalendarIcon(props: IconProps) {
  return <Icon path="M2.5 3.5h11v10h-11zM2.5 6.75h11M5.5 2v3M10.5 2v3" {...props} />;
}
export function MoreIcon(props: IconProps) {
  return <Icon path="M3.5 8h.01M8 8h.01M12.5 8h.01" {...props} />;
}
export function TrashIcon(props: IconProps) {
  return <Icon path="M2.5 4.25h11M6 4V2.5h4V4M4 4.5l.6 9h6.8l.6-9M6.75 7v4M9.25 7v4" {...props} />;
}
export function CopyIcon(props: IconProps) {
  return <Icon path="M5.5 5.5h8v8h-8zM10.5 5.25V2.5h-8v8h2.75" {...props} />;
}
export function DownloadIcon(props: IconProps) {
  return <Icon path="M8 2.5v7.25M4.75 7 8 10.25 11.25 7M2.5 13.5h11" {...props} />;
}
export function UploadIcon(props: IconProps) {
  return <Icon path="M8 10.25V3M4.75 5.75 8 2.5l3.25 3.25M2.5 13.5h11" {...props} />;
}
export function PrintIcon(props: IconProps) {
  return <Icon path="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z" {...props} />;
}
export function SendIcon(props: IconProps) {
  return <Icon path="M14 2 7.25 8.75M14 2 9.75 14l-2.5-5.25L2 6.25z" {...props} />;
}
export function LockIcon(props: IconProps) {
  return <Icon path="M3.5 7h9v6.5h-9zM5.5 7V4.75a2.5 2.5 0 0 1 5 0V7" {...props} />;
}
export function AlertIcon(props: IconProps) {
  return <Icon path="M8 5.5V9M8 11.5h.01M8 1.75 14.75 13.5H1.25z" {...props} />;
}
export function InfoIcon(props: IconProps) {
  return <Icon path="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 7.5V11M8 5.25h.01" {...props} />;
}
export function PersonIcon(props: IconProps) {
  return (
    <Icon
      path="M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8M2.75 13.75C3.2 11.5 5.3 10.25 8 10.25s4.8 1.25 5.25 3.5"
      {...props}
    />
  );
}
export function SignOutIcon(props: IconProps) {
  return <Icon path="M6.5 2.5h-4v11h4M10 4.75 13.25 8 10 11.25M13 8H6" {...props} />;
}
export function ExternalIcon(props: IconProps) {
  return <Icon path="M9 2.5h4.5V7M13.25 2.75 7.5 8.5M11.5 9.5v4h-9v-9h4" {...props} />;
}
export function GripIcon(props: IconProps) {
  return <Icon path="M6 3.5h.01M6 8h.01M6 12.5h.01M10 3.5h.01M10 8h.01M10 12.5h.01" {...props} />;
}
export function FilterIcon(props: IconProps) {
  return <Icon path="M2 4h12M4.5 8h7M6.75 12h2.5" {...props} />;
}
export function EditIcon(props: IconProps) {
  return <Icon path="m2.5 13.5.75-3.25 7.5-7.5 2.5 2.5-7.5 7.5z" {...props} />;
}
export function ArchiveIcon(props: IconProps) {
  return <Icon path="M2 3h12v3H2zM3 6v7.5h10V6M6.5 8.75h3" {...props} />;
}
export function KeyboardIcon(props: IconProps) {
  return (
    <Icon
      path="M1.5 4h13v8.5h-13zM4.25 6.75h.01M6.75 6.75h.01M9.25 6.75h.01M11.75 6.75h.01M5 9.75h6"
      {...props}
    />
  );
}
export function ClockIcon(props: IconProps) {
  return <Icon path="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 4.75V8l2.25 1.5" {...props} />;
}

export function SpinnerIcon(props: SVGProps<SVGSVGElement>): ReactNode {
  return <Icon path="M8 2a6 6 0 1 1-6 6" {...props} className="shrink-0 animate-turn" />;
}

/** The product's sign: an N drawn in one stroke. */
export function Mark({ size = 24 }: { size?: number }): ReactNode {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M10 22.5V9.5l12 13v-13"
        fill="none"
        strokeWidth="2.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
    </svg>
  );
}

export function EyeIcon(props: IconProps) {
  return (
    <Icon
      path="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4"
      {...props}
    />
  );
}
export function EyeOffIcon(props: IconProps) {
  return (
    <Icon
      path="M4 4.7C2.4 6 1.5 8 1.5 8S4 12.5 8 12.5c1.3 0 2.5-.5 3.5-1.1M6.5 3.7A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5s-.6 1.1-1.7 2.3M2.5 2.5l11 11"
      {...props}
    />
  );
}
