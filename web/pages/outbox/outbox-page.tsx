import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { OutboxMail } from '../../api.ts';
import { hasStatus } from '../../http.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { formatInstant } from '../../ui/format.ts';
import { ArrowRightIcon, ChevronLeftIcon } from '../../ui/icons.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';

const words = messages.outbox;

/** The mails of an installation without a mail provider. */
export function OutboxPage() {
  const outbox = useQuery(queries.outbox());
  return (
    <main className="min-h-dvh bg-surface">
      <Page>
        <PageHeader
          title={words.title}
          detail={words.detail}
          back={
            <Link to="/" className="inline-flex items-center gap-1 hover:text-ink">
              <ChevronLeftIcon />
              {words.back}
            </Link>
          }
        />
        {outbox.isPending ? (
          <SkeletonRows rows={3} />
        ) : hasStatus(outbox.error, 404) ? (
          <EmptyState title={words.missingTitle}>{words.missingDetail}</EmptyState>
        ) : outbox.error ? (
          <ErrorState title={words.title} onRetry={() => void outbox.refetch()}>
            {problemText(outbox.error)}
          </ErrorState>
        ) : outbox.data.items.length === 0 ? (
          <EmptyState title={words.emptyTitle}>{words.emptyDetail}</EmptyState>
        ) : (
          <ul className="border-t border-hairline">
            {outbox.data.items.map((mail) => (
              <Mail key={mail.id} mail={mail} />
            ))}
          </ul>
        )}
      </Page>
    </main>
  );
}

function Mail({ mail }: { mail: OutboxMail }) {
  return (
    <li className="grid gap-x-10 gap-y-3 border-b border-hairline py-5 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div className="text-13 text-ink-3">
        <p className="truncate">{words.to(mail.to)}</p>
        <p className="tabular">{formatInstant(mail.sentAt)}</p>
      </div>
      <article className="min-w-0">
        <h2 className="text-16 font-semibold">{mail.subject}</h2>
        <p className="mt-2 max-w-prose whitespace-pre-wrap break-words text-14 text-ink-2">
          {mail.text}
        </p>
        <div className="mt-4 flex flex-wrap gap-2">
          {mail.links.map((link) => (
            <a key={link} href={link} className={buttonClass('secondary')}>
              {words.openLink}
              <ArrowRightIcon />
            </a>
          ))}
        </div>
      </article>
    </li>
  );
}
