import { type ReactNode, useId } from 'react';

/** A part of what stands beside the page. */
export function AsideSection({ title, children }: { title: string; children: ReactNode }) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className="border-t border-hairline py-5">
      <h2 id={headingId} className="pb-2 text-13 font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}
