import { useInfiniteQuery } from '@tanstack/react-query';
import { accessMessages as words } from '../../messages/audit.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { EyeOffIcon, InfoIcon } from '../../ui/icons.tsx';
import { useTitle } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { accessQueries } from './access-queries.ts';
import { Grant } from './grant.tsx';

/** Which engineers of ours were let near the data of the workspace, why, and what they looked at. */
export function AccessPage() {
  useTitle(words.title);
  const workspace = useWorkspace();
  const log = useInfiniteQuery(accessQueries.log(workspace.id));
  const grants = log.data?.pages.flatMap((page) => page.items) ?? [];
  const showOlder = async () => {
    const { error } = await log.fetchNextPage();
    if (error) showToast({ tone: 'danger', text: problemText(error) });
  };
  return (
    <section aria-labelledby="access-title" className="pt-6">
      <h2 id="access-title" className="text-16 font-semibold">
        {words.title}
      </h2>
      <p className="mt-0.5 max-w-prose pb-5 text-13 text-ink-3">{words.detail}</p>
      {log.isPending ? (
        <SkeletonRows rows={4} />
      ) : log.isError && grants.length === 0 ? (
        <ErrorState title={words.failed} onRetry={() => void log.refetch()}>
          {problemText(log.error)}
        </ErrorState>
      ) : grants.length === 0 ? (
        <Nobody />
      ) : (
        <>
          <ul className="border-t border-hairline">
            {grants.map((grant) => (
              <Grant key={grant.id} grant={grant} />
            ))}
          </ul>
          {log.hasNextPage && (
            <Button
              size="small"
              className="mt-4"
              isPending={log.isFetchingNextPage}
              onPress={() => void showOlder()}
            >
              {words.more}
            </Button>
          )}
        </>
      )}
      <p className="mt-8 flex max-w-prose items-start gap-2.5 text-13 text-ink-3">
        <InfoIcon className="mt-0.5 shrink-0" />
        {words.limits}
      </p>
    </section>
  );
}

/** The usual case, which should feel like good news. */
function Nobody() {
  return (
    <div className="flex flex-col items-start gap-1 rounded bg-sunken px-6 py-10 sm:items-center sm:text-center">
      <EyeOffIcon width="24" height="24" className="mb-3 text-paid" />
      <h3 className="text-16 font-semibold">{words.emptyTitle}</h3>
      <p className="max-w-lg text-14 text-ink-2">{words.emptyDetail}</p>
    </div>
  );
}
