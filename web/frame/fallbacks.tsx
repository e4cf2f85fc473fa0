import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { NetworkError } from '../http.ts';
import { messages } from '../messages/index.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Page, useTitle } from '../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';

/** While a screen is on its way for longer than a blink. */
export function PendingPage() {
  return (
    <Page>
      <SkeletonRows />
    </Page>
  );
}

/** An address that leads nowhere, outside of any frame. */
export function NotFoundPage() {
  return (
    <main className="flex min-h-dvh bg-surface">
      <NotFound />
    </main>
  );
}

/** The same inside a frame, which goes on working around it. */
export function NotFound() {
  useTitle(messages.frame.notFoundTitle);
  return (
    <div className="flex min-h-[70dvh] flex-1 flex-col items-start justify-center gap-1 px-6 sm:items-center">
      <p className="tabular text-13 font-medium text-ink-3">404</p>
      <h1 className="text-20 font-semibold">{messages.frame.notFoundTitle}</h1>
      <p className="text-14 text-ink-2">{messages.frame.notFoundDetail}</p>
      <Link to="/" className={`${buttonClass('primary')} mt-5`}>
        {messages.frame.toOverview}
      </Link>
    </div>
  );
}

/** A bug in a screen stays in that screen: the frame around it keeps working. */
export function FailurePage({ error, reset }: ErrorComponentProps) {
  return (
    <Page>
      <ErrorState
        title={messages.frame.errorTitle}
        action={
          <Button onPress={() => window.location.reload()}>{messages.frame.loadAgain}</Button>
        }
        onRetry={error instanceof NetworkError ? reset : undefined}
      >
        {error instanceof NetworkError ? messages.frame.offline : messages.frame.errorDetail}
      </ErrorState>
    </Page>
  );
}
