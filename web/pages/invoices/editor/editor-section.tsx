import { type ReactNode, useId } from 'react';

/** A part of the form: a quiet heading, its fields. */
export function EditorSection({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className="pb-8">
      <div className="flex min-h-7 items-center justify-between gap-4 pb-3">
        <h2 id={headingId} className="text-14 font-semibold">
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
