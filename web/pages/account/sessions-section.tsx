import { useMutation, useQuery } from '@tanstack/react-query';
import { deviceName } from '#lib/device-name.ts';
import { api, type SessionList } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatInstant } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { Badge } from '../../ui/status.tsx';
import { showToast } from '../../ui/toast.tsx';
import { refreshAccount } from './account-queries.ts';
import { AccountRow, Loaded } from './account-row.tsx';

type Session = SessionList['items'][number];

/** Where the account is signed in, this device first. */
export function SessionsSection() {
  const sessions = useQuery(queries.sessions());
  const endingOthers = useEnding(api.endOtherSessions, words.sessionsEndedOthers);
  return (
    <Section isAside title={words.sessions} detail={words.sessionsDetail}>
      <Loaded query={sessions} failed={words.sessionsFailed} rows={2}>
        {({ items }) => (
          <>
            <ul>
              {thisFirst(items).map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
            {items.length > 1 && (
              <Button
                size="small"
                className="mt-4"
                isPending={endingOthers.isPending}
                onPress={() => endingOthers.mutate()}
              >
                {words.sessionsEndOthers}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function thisFirst(sessions: readonly Session[]): Session[] {
  return sessions.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || b.lastUsedAt.localeCompare(a.lastUsedAt),
  );
}

function SessionRow({ session }: { session: Session }) {
  const ending = useEnding(() => api.endSession(session.id), words.sessionEnded);
  const name = deviceName(session.userAgent, words);
  const method = words.sessionMethods[session.method];
  const began = words.sessionSince(formatInstant(session.createdAt));
  return (
    <AccountRow
      title={name}
      badge={session.current && <Badge tone="success">{words.sessionThis}</Badge>}
      detail={
        <span className="tabular">
          {session.current
            ? words.sessionNow
            : words.sessionUsed(formatInstant(session.lastUsedAt))}
          {` · ${session.ip}`}
          <span className="block">{method ? `${began} ${method}` : began}</span>
        </span>
      }
      actions={
        !session.current && (
          <Button
            size="small"
            aria-label={words.sessionEndNamed(name)}
            isPending={ending.isPending}
            onPress={() => ending.mutate()}
          >
            {words.sessionEnd}
          </Button>
        )
      }
    />
  );
}

function useEnding(end: () => Promise<void>, done: string) {
  return useMutation({
    mutationFn: end,
    onSuccess: async () => {
      await refreshAccount();
      showToast({ text: done });
    },
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
}
