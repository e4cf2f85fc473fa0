import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { hasStatus } from '../../http.ts';
import type { Me } from '../../identity-api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { ChevronLeftIcon, CloseIcon, Mark } from '../../ui/icons.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
import { ToastRegion } from '../../ui/toast.tsx';
import { AccountSections } from './account-sections.tsx';

/** The account outside of any business, where mails lead to, with a quiet way back. */
export function AccountPage() {
  const me = useQuery(queries.me());
  if (hasStatus(me.error, 401))
    return <Navigate to="/sign-in" search={{ from: '/account' }} replace />;
  return (
    <div className="min-h-dvh bg-surface">
      <header className="sticky top-0 z-20 border-b border-hairline bg-canvas print:hidden">
        <div className="mx-auto flex h-14 w-full max-w-5xl items-center gap-3 px-4 sm:px-8">
          <Link
            to="/"
            className="-ml-2 flex min-h-9 min-w-0 items-center gap-2 rounded px-2 text-14 font-medium text-ink-2 hover:bg-hover hover:text-ink"
          >
            <ChevronLeftIcon className="shrink-0 text-ink-3" />
            <Mark size={22} />
            <span className="truncate">{me.data && backTo(me.data)}</span>
          </Link>
        </div>
      </header>
      <main>
        <Page>
          <PageHeader title={words.title} detail={words.detail} />
          <GoogleProblem />
          <AccountSections />
        </Page>
      </main>
      <ToastRegion />
    </div>
  );
}

/** The name of the one business there is, or a word for all of them. */
function backTo({ workspaces: [first, ...others] }: Me): string {
  return first === undefined || others.length > 0 ? words.backToStart : first.legalName;
}

/** What did not work at Google, until it is read. */
function GoogleProblem() {
  const { problem } = useSearch({ from: '/account' });
  const navigate = useNavigate();
  if (problem === undefined) return null;
  return (
    <div className="pb-6">
      <Note
        tone="danger"
        action={
          <IconButton
            size="small"
            label={messages.ui.close}
            icon={<CloseIcon />}
            className="-my-1 -mr-1"
            onPress={() => void navigate({ to: '/account', search: {}, replace: true })}
          />
        }
      >
        {words.googleProblems[problem] ?? words.googleProblemOther}
      </Note>
    </div>
  );
}
