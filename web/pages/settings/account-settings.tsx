import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deviceName } from '#lib/device-name.ts';
import { api, type SessionList } from '../../api.ts';
import { signOut } from '../../frame/person-menu.tsx';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries, queryClient } from '../../queries.ts';
import { getTheme, setTheme, type Theme } from '../../theme.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choice.tsx';
import { formatInstant } from '../../ui/format.ts';
import { SignOutIcon } from '../../ui/icons.tsx';
import { Section } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Badge } from '../../ui/status.tsx';
import { showToast } from '../../ui/toast.tsx';

const words = messages.settings;

/** The person: who is signed in, where, and how it looks for them. */
export function AccountSettings() {
  const navigate = useNavigate();
  const me = useQuery(queries.me());
  const [theme, setChosenTheme] = useState<Theme>(getTheme);
  return (
    <>
      <Section isAside title={words.you}>
        <div className="flex flex-wrap items-center justify-between gap-4">
          <div>
            <p className="text-14 font-medium">{me.data?.user.name}</p>
            <p className="text-14 text-ink-2">{me.data?.user.email}</p>
          </div>
          <Button
            icon={<SignOutIcon />}
            onPress={async () => {
              if (await signOut()) await navigate({ to: '/sign-in' });
            }}
          >
            {words.signOut}
          </Button>
        </div>
      </Section>
      <Section isAside title={words.appearance} detail={words.appearanceDetail}>
        <Segmented
          hideLabel
          label={words.appearance}
          value={theme}
          onChange={(next) => {
            setChosenTheme(next);
            setTheme(next);
          }}
          options={[
            { id: 'system', label: words.appearanceSystem },
            { id: 'light', label: words.appearanceLight },
            { id: 'dark', label: words.appearanceDark },
          ]}
        />
      </Section>
      <Section isAside title={words.sessions} detail={words.sessionsDetail}>
        <Sessions />
      </Section>
    </>
  );
}

function Sessions() {
  const sessions = useQuery(queries.sessions());
  if (sessions.isPending) return <SkeletonRows rows={2} />;
  if (sessions.isError) {
    return (
      <ErrorState title={words.sessionsFailed} onRetry={() => void sessions.refetch()}>
        {problemText(sessions.error)}
      </ErrorState>
    );
  }
  return (
    <ul>
      {sessions.data.items.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </ul>
  );
}

function SessionRow({ session }: { session: SessionList['items'][number] }) {
  const ending = useMutation({
    mutationFn: () => api.endSession(session.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['sessions'] });
      showToast({ text: words.ended });
    },
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <li className="flex items-center gap-4 border-b border-hairline py-3 first:pt-0 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-14 font-medium">
          {deviceName(session.userAgent, words)}
          {session.current && <Badge tone="success">{words.thisDevice}</Badge>}
        </p>
        <p className="tabular truncate text-13 text-ink-3">
          {words.lastUsed(formatInstant(session.lastUsedAt))} · {session.ip}
        </p>
      </div>
      {!session.current && (
        <Button size="small" isPending={ending.isPending} onPress={() => ending.mutate()}>
          {words.end}
        </Button>
      )}
    </li>
  );
}
