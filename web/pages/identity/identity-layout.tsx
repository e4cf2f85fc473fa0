import { type ReactNode, useEffect, useRef } from 'react';
import { Mark } from '../../ui/icons.tsx';
import { useTitle } from '../../ui/page.tsx';

interface IdentityLayoutProps {
  /** What came of a form that stood here before: a screen reader goes on at its title. */
  isAnswer?: boolean;
  title: string;
  detail?: ReactNode;
  children?: ReactNode;
  /** The other way: to sign up from the sign-in, and back. */
  footer?: ReactNode;
}

/** One column, one question. */
export function IdentityLayout(props: IdentityLayoutProps) {
  const { isAnswer, title, detail, children, footer } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (isAnswer) heading.current?.focus();
  }, [isAnswer]);
  return (
    <main className="flex min-h-dvh flex-col items-center bg-surface px-6 pt-[clamp(2.5rem,12dvh,8rem)] pb-12">
      <div className="w-full max-w-[22rem]">
        <Mark size={36} />
        <h1
          ref={heading}
          tabIndex={-1}
          className="mt-6 text-20 font-semibold tracking-[-0.01em] outline-none!"
        >
          {title}
        </h1>
        {detail !== undefined && <p className="mt-1 text-14 text-pretty text-ink-2">{detail}</p>}
        <div className="mt-6 flex flex-col gap-5">{children}</div>
        {footer !== undefined && (
          <p className="mt-8 border-t border-hairline pt-4 text-13 text-ink-3">{footer}</p>
        )}
      </div>
    </main>
  );
}

/** Between one way in and the others. */
export function Divider({ children }: { children: ReactNode }) {
  return (
    <div className="flex items-center gap-3 text-12 text-ink-3 before:h-px before:flex-1 before:bg-hairline after:h-px after:flex-1 after:bg-hairline">
      {children}
    </div>
  );
}

export const quietLink = 'font-medium text-accent underline-offset-4 hover:underline';
