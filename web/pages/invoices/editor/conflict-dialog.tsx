import type { InvoiceContent } from '#modules/invoices/schema.ts';
import { languageOptions } from '../../../choices.ts';
import { messages } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { formatDate } from '../../../ui/format.ts';
import { type ContentField, contentOf, type Draft } from './draft.ts';
import type { Conflict } from './draft-session.ts';

const texts = messages.invoices.editor;

export interface ConflictDialogProps {
  conflict: Conflict;
  draft: Draft;
  clientName: string;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Two people changed the same fields; both versions are shown, and nothing else is at stake. */
export function ConflictDialog({
  conflict,
  draft,
  clientName,
  onKeepMine,
  onTakeTheirs,
}: ConflictDialogProps) {
  const mine = contentOf(draft);
  const theirs = contentOf(conflict.current);
  return (
    <Dialog
      isOpen
      isFirm
      onClose={onKeepMine}
      title={texts.conflict.title}
      actions={
        <>
          <Button onPress={onTakeTheirs}>{texts.conflict.takeTheirs}</Button>
          <Button variant="primary" onPress={onKeepMine}>
            {texts.conflict.keepMine}
          </Button>
        </>
      }
    >
      <p className="text-14 text-ink-2">{texts.conflict.detail(conflict.changedBy)}</p>
      <dl className="mt-4 divide-y divide-hairline border-t border-hairline text-14">
        {conflict.fields.map((field) => (
          <div key={field} className="py-3">
            <dt className="pb-1.5 text-13 font-medium first-letter:uppercase">
              {texts.fields[field]}
            </dt>
            <dd className="grid grid-cols-2 gap-4">
              <Side name={texts.conflict.yours} text={shown(mine, field, clientName)} />
              <Side
                name={texts.conflict.theirs}
                text={shown(theirs, field, conflict.current.buyer?.name ?? '')}
              />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function Side({ name, text }: { name: string; text: string }) {
  return (
    <div className="min-w-0">
      <p className="text-12 text-ink-3">{name}</p>
      <p className="line-clamp-6 break-words whitespace-pre-line">
        {text === '' ? texts.conflict.empty : text}
      </p>
    </div>
  );
}

/** A field's value in the person's words. */
function shown(content: InvoiceContent, field: ContentField, clientName: string): string {
  switch (field) {
    case 'clientId':
      return content.clientId === null ? '' : clientName;
    case 'lines':
      return content.lines
        .map((line) => `${line.description.split('\n')[0]}: ${line.quantity} × ${line.unitPrice}`)
        .join('\n');
    case 'discounts':
      return content.discounts
        .map((discount) =>
          `${discount.reason} ${discount.percent === null ? discount.amountMinor : `${discount.percent} %`}`.trim(),
        )
        .join('\n');
    case 'issueOn':
    case 'dueOn':
    case 'deliveryOn':
      return content[field] === null ? '' : formatDate(content[field]);
    case 'servicePeriod':
      return content.servicePeriod
        ? `${formatDate(content.servicePeriod.from)} – ${formatDate(content.servicePeriod.to)}`
        : '';
    case 'exchangeRate':
      return content.exchangeRate?.rate ?? '';
    case 'language':
      return (
        languageOptions.find((option) => option.id === content.language)?.label ?? content.language
      );
    case 'prices':
      return texts.settings.pricesKinds[content.prices];
    default:
      return content[field] ?? '';
  }
}
