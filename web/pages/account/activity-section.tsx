import { useInfiniteQuery } from '@tanstack/react-query';
import { deviceName } from '#lib/device-name.ts';
import type { SecurityEvent } from '../../identity-api.ts';
import { accountMessages } from '../../messages/account.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { formatInstant } from '../../ui/format.ts';
import { AlertIcon } from '../../ui/icons.tsx';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';
import { accountQueries } from './account-queries.ts';
import { Loaded } from './account-row.tsx';

const words = accountMessages.activity;

/** What happened to the account, newest first, a page at a time. */
export function ActivitySection() {
  const activity = useInfiniteQuery(accountQueries.activity());
  const showOlder = async () => {
    const { error } = await activity.fetchNextPage();
    if (error) showToast({ tone: 'danger', text: problemText(error) });
  };
  return (
    <Section isAside title={words.title} detail={words.detail}>
      <Loaded query={activity} failed={words.failed} rows={3}>
        {({ pages }) => {
          const events = pages.flatMap((page) => page.items);
          if (events.length === 0) return <p className="text-14 text-ink-3">{words.empty}</p>;
          return (
            <>
              <ul>
                {events.map((event) => (
                  <ActivityRow key={event.id} event={event} />
                ))}
              </ul>
              {activity.hasNextPage && (
                <Button
                  size="small"
                  className="mt-4"
                  isPending={activity.isFetchingNextPage}
                  onPress={() => void showOlder()}
                >
                  {words.more}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

/** What its owner should look at twice. */
const alarming = new Set(['session.replayed', 'passkey.cloned']);

function ActivityRow({ event }: { event: SecurityEvent }) {
  const device = deviceName(event.userAgent, accountMessages);
  return (
    <li className="flex flex-col justify-between gap-x-4 border-b border-hairline py-2.5 first:pt-0 last:border-0 last:pb-0 sm:flex-row sm:items-baseline">
      <div className="min-w-0">
        <p className="flex items-start gap-1.5 text-14">
          {alarming.has(event.type) && <AlertIcon className="shrink-0 mt-0.5 text-notice" />}
          <span className="min-w-0 break-words">{describe(event)}</span>
        </p>
        <p className="tabular text-13 text-ink-3">
          {[device, event.ip].filter(Boolean).join(' · ')}
        </p>
      </div>
      <time dateTime={event.at} className="tabular text-13 whitespace-nowrap text-ink-3">
        {formatInstant(event.at)}
      </time>
    </li>
  );
}

function describe({ type, data }: SecurityEvent): string {
  const sentence = words.sentences[type];
  return sentence === undefined
    ? words.unknown
    : sentence((name) => {
        const value = data[name];
        return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
      });
}
