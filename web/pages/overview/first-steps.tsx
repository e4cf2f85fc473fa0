import { Link } from '@tanstack/react-router';
import type { Overview } from '#modules/overview/schema.ts';
import { messages } from '../../messages/index.ts';
import { buttonClass } from '../../ui/button.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { Section } from '../../ui/page.tsx';
import { useWorkspace } from '../../workspace.ts';

const words = messages.overview;
const path = [
  {
    step: 'seller',
    permission: 'workspace.change',
    to: '/w/$workspaceId/settings/company',
    title: words.stepSeller,
    detail: words.stepSellerDetail,
    action: words.stepSellerAction,
  },
  {
    step: 'client',
    permission: 'clients.change',
    to: '/w/$workspaceId/clients',
    title: words.stepClient,
    detail: words.stepClientDetail,
    action: words.stepClientAction,
  },
  {
    step: 'invoice',
    permission: 'invoices.draft',
    to: '/w/$workspaceId/invoices/$invoiceId',
    title: words.stepInvoice,
    detail: words.stepInvoiceDetail,
    action: words.stepInvoiceAction,
  },
] as const;

/** The first visit: three steps that tick themselves off. */
export function FirstSteps({ steps }: { steps: Overview['steps'] }) {
  const { id, permissions } = useWorkspace();
  const next = path.find(({ step }) => !steps[step])?.step;
  const done = path.filter(({ step }) => steps[step]).length;
  return (
    <Section
      title={words.steps}
      actions={<span className="text-13 text-ink-3">{words.stepsDone(done)}</span>}
    >
      <ol>
        {path.map(({ step, permission, to, title, detail, action }, index) => (
          <li
            key={step}
            className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b border-hairline py-5 last:border-0 sm:flex-nowrap"
          >
            <span
              aria-hidden="true"
              className={`tabular flex size-8 shrink-0 items-center justify-center rounded-full text-14 font-medium ${
                steps[step]
                  ? 'bg-accent text-on-accent'
                  : step === next
                    ? 'bg-accent-soft text-accent'
                    : 'bg-sunken text-ink-3'
              }`}
            >
              {steps[step] ? <CheckIcon /> : index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <h3 className="text-16 font-medium">
                {title}
                {steps[step] && <span className="sr-only">: {words.stepDone}</span>}
              </h3>
              <p className="text-14 text-ink-2">{detail}</p>
            </div>
            {!steps[step] && permissions.includes(permission) && (
              <Link
                to={to}
                params={{ workspaceId: id, invoiceId: 'new' }}
                className={`${buttonClass(step === next ? 'primary' : 'secondary')} max-sm:ml-12`}
              >
                {action}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
