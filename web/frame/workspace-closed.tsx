import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { messages } from '../messages/index.ts';
import { queries } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { ArrowRightIcon, Mark, PlusIcon } from '../ui/icons.tsx';
import { useTitle } from '../ui/page.tsx';
import { Initial } from './initial.tsx';
import { roleName } from './role-name.ts';

const words = messages.frame;
const NewWorkspace = lazy(() =>
  import('./new-workspace.tsx').then((module) => ({ default: module.NewWorkspace })),
);

/**
 * A workspace that is not open to whoever asks: one was removed from it, or it never was theirs. Its name
 * is said only where this screen has shown it before.
 */
export function WorkspaceClosed({ name }: { name: string | undefined }) {
  const me = useQuery(queries.me());
  const [isCreating, setIsCreating] = useState(false);
  const title = name === undefined ? words.closedTitle : words.removedTitle(name);
  useTitle(title);
  const others = me.data?.workspaces ?? [];
  return (
    <main className="flex min-h-dvh flex-col items-center bg-surface px-6 pt-[clamp(2.5rem,12dvh,8rem)] pb-12">
      <div className="w-full max-w-[24rem]">
        <Mark size={36} />
        <h1 className="mt-6 text-20 font-semibold tracking-[-0.01em] break-words">{title}</h1>
        <p className="mt-1 text-14 text-pretty text-ink-2">
          {name === undefined ? words.closedDetail : words.removedDetail}
        </p>
        {others.length > 0 && (
          <section aria-label={words.workspaces} className="mt-8">
            <h2 className="pb-1 text-12 text-ink-3">{words.workspaces}</h2>
            <ul>
              {others.map((workspace) => (
                <li key={workspace.id} className="border-b border-hairline last:border-0">
                  <Link
                    to="/w/$workspaceId"
                    params={{ workspaceId: workspace.id }}
                    className="-mx-2 flex min-h-14 items-center gap-3 rounded px-2 py-2 hover:bg-hover"
                  >
                    <Initial name={workspace.legalName} />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate text-14 font-medium">
                        {workspace.legalName}
                      </span>
                      <span className="block text-13 text-ink-3">{roleName(workspace.role)}</span>
                    </span>
                    <ArrowRightIcon className="text-ink-3" />
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
        <Button icon={<PlusIcon />} className="mt-6" onPress={() => setIsCreating(true)}>
          {words.newWorkspace}
        </Button>
        <p className="mt-8 border-t border-hairline pt-4 text-13 text-ink-3">
          {me.data && words.signedInAs(me.data.user.email)}{' '}
          <Link
            to="/account"
            className="font-medium text-accent underline-offset-4 hover:underline"
          >
            {words.account}
          </Link>
        </p>
        <Suspense>{isCreating && <NewWorkspace onClose={() => setIsCreating(false)} />}</Suspense>
      </div>
    </main>
  );
}
