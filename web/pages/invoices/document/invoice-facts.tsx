import type { Invoice } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { IconButton } from '../../../ui/button.tsx';
import { formatDate } from '../../../ui/format.ts';
import { CopyIcon } from '../../../ui/icons.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { AsideSection } from './aside-section.tsx';

const texts = messages.invoices.document;

/** What one has to quote elsewhere, each with a button that copies it. */
export function InvoiceFacts({ invoice }: { invoice: Invoice }) {
  return (
    <AsideSection title={texts.facts}>
      <dl className="flex flex-col gap-3">
        <Fact name={texts.number} value={invoice.number ?? ''} />
        <Fact name={texts.issuedOn} value={invoice.issueOn} shown={formatDate(invoice.issueOn)} />
        {invoice.paymentReference !== null && (
          <Fact
            name={texts.reference}
            value={invoice.paymentReference}
            shown={inFours(invoice.paymentReference)}
          />
        )}
        {invoice.document ? (
          <Fact name={texts.hash} value={invoice.document.sha256} hint={texts.hashHint} isCode />
        ) : (
          <div>
            <dt className="text-12 text-ink-3">{texts.hash}</dt>
            <dd className="text-13 text-ink-2">{texts.hashPending}</dd>
          </div>
        )}
      </dl>
    </AsideSection>
  );
}

interface FactProps {
  name: string;
  value: string;
  shown?: string;
  hint?: string;
  isCode?: boolean;
}

function Fact({ name, value, shown, hint, isCode }: FactProps) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      showToast({ text: texts.copied(name) });
    } catch (error) {
      showToast({ text: error instanceof Error ? error.message : String(error), tone: 'danger' });
    }
  }
  return (
    <div>
      <dt className="text-12 text-ink-3">{name}</dt>
      <dd className="flex items-start gap-2 text-14">
        <span
          className={
            isCode
              ? 'min-w-0 flex-1 pt-1 font-mono text-12 break-all text-ink-2'
              : 'tabular min-w-0 flex-1 pt-1 break-words'
          }
        >
          {shown ?? value}
        </span>
        <IconButton
          size="small"
          label={texts.copy(name)}
          icon={<CopyIcon />}
          onPress={() => void copy()}
          className="-mr-1.5"
        />
      </dd>
      {hint !== undefined && <dd className="text-12 text-ink-3">{hint}</dd>}
    </div>
  );
}

/** A creditor reference is read and typed in groups of four (ISO 11649). */
function inFours(reference: string): string {
  return reference.replace(/(.{4})(?=.)/g, '$1 ');
}
