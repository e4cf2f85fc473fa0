import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { messages } from '../messages/index.ts';
import { peopleQueries, refreshPeople } from '../pages/people/people-queries.ts';
import { problemText } from '../problems.ts';
import { queries } from '../queries.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { formatDay } from '../ui/format.ts';
import { AlertIcon, InfoIcon } from '../ui/icons.tsx';
import { showToast } from '../ui/toast.tsx';
import { useMay, useWorkspace } from '../workspace.ts';

const words = messages.frame;

/** What everybody should know who works here, above every screen until it is settled. */
export function WorkspaceNotes() {
  const { deletionDueAt } = useWorkspace();
  const mayAnswer = useMay('ownership.answer');
  return (
    <>
      {deletionDueAt !== null && <DeletionBar dueAt={deletionDueAt} />}
      {mayAnswer && <OfferBar />}
    </>
  );
}

function Bar({
  icon,
  action,
  children,
}: {
  icon: ReactNode;
  action: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-hairline bg-sunken px-4 py-2.5 text-14 sm:px-8 print:hidden">
      <p className="flex min-w-60 flex-1 items-start gap-2.5">
        {icon}
        <span>{children}</span>
      </p>
      {action}
    </div>
  );
}

function DeletionBar({ dueAt }: { dueAt: string }) {
  const { id } = useWorkspace();
  const mayKeep = useMay('workspace.delete');
  const keeping = useMutation({
    mutationFn: () => api.keepWorkspace(id),
    onSuccess: async () => {
      await refreshPeople(id);
      showToast({ text: words.deletionKept });
    },
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <Bar
      icon={<AlertIcon className="mt-0.5 shrink-0 text-notice" />}
      action={
        mayKeep && (
          <Button size="small" isPending={keeping.isPending} onPress={() => keeping.mutate()}>
            {words.deletionKeep}
          </Button>
        )
      }
    >
      <strong className="font-medium">{words.deletion(formatDay(dueAt))}</strong>{' '}
      {!mayKeep && <span className="text-ink-2">{words.deletionOther}</span>}
    </Bar>
  );
}

/** Somebody would like this person to own the workspace; the answer is given among the people. */
function OfferBar() {
  const { id } = useWorkspace();
  const me = useQuery(queries.me());
  const { data } = useQuery(peopleQueries.transfer(id));
  const transfer = data?.transfer;
  if (!transfer || transfer.to.userId !== me.data?.user.id) return null;
  return (
    <Bar
      icon={<InfoIcon className="mt-0.5 shrink-0 text-accent" />}
      action={
        <Link
          to="/w/$workspaceId/settings/people"
          params={{ workspaceId: id }}
          className={buttonClass('secondary', 'small')}
        >
          {words.offeredSee}
        </Link>
      }
    >
      {words.offered(transfer.from.name)}
    </Bar>
  );
}
