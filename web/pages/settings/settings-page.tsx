import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { messages } from '../../messages/index.ts';
import { Page, PageHeader } from '../../ui/page.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';

const words = messages.settings;
const accessLog = '/w/$workspaceId/settings/access';
const sections = [
  { to: '/w/$workspaceId/settings/company', name: words.company },
  { to: '/w/$workspaceId/settings/bank', name: words.bank },
  { to: '/w/$workspaceId/settings/documents', name: words.documents },
  { to: '/w/$workspaceId/settings/numbers', name: words.numbers },
  { to: '/w/$workspaceId/settings/people', name: words.people },
  { to: '/w/$workspaceId/settings/audit', name: words.auditTrail },
  { to: accessLog, name: words.accessLog },
  { to: '/w/$workspaceId/settings/account', name: words.account },
] as const;

/** The frame of all settings: where one is, and where else one can go. */
export function SettingsPage() {
  const { id } = useWorkspace();
  const mayReadAccessLog = useMay('access-log.read');
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a small screen the row of sections scrolls: the chosen one stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the address is the reason.
  useEffect(() => {
    const chosen = nav.current?.querySelector('[aria-current="page"]');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <Page>
      <PageHeader title={words.title} />
      <nav
        ref={nav}
        aria-label={words.title}
        className="-mx-4 flex gap-5 overflow-x-auto px-4 sm:mx-0 sm:px-0"
      >
        {sections
          .filter(({ to }) => to !== accessLog || mayReadAccessLog)
          .map((section) => (
            <Link
              key={section.to}
              to={section.to}
              params={{ workspaceId: id }}
              className="border-b-2 border-transparent py-2 text-14 font-medium whitespace-nowrap text-ink-3 -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {section.name}
            </Link>
          ))}
      </nav>
      <Outlet />
    </Page>
  );
}
