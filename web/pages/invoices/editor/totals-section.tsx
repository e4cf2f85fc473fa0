import { currencyDecimals } from '#lib/currencies.ts';
import { fromMinor, toMinor } from '#lib/money.ts';
import type { Totals, VatBreakdown } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { DecimalField } from '../../../ui/decimal-field.tsx';
import { formatDecimal, formatMoney } from '../../../ui/format.ts';
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx';
import { Money } from '../../../ui/page.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { type DraftDiscount, newKey } from './draft.ts';
import { Spot, useEditor } from './editor-context.tsx';
import { EditorSection } from './editor-section.tsx';
import { vatName } from './vat-choices.ts';

const texts = messages.invoices.editor;

/** Discounts on the whole, and below them what the client will pay. */
export function TotalsSection() {
  const { draft, preview, change } = useEditor();
  const set = (discounts: readonly DraftDiscount[]) => change({ discounts });
  return (
    <EditorSection
      title={texts.totals.total}
      actions={
        <Button
          size="small"
          variant="ghost"
          icon={<PlusIcon />}
          onPress={() =>
            set([
              ...draft.discounts,
              { key: newKey(), percent: '10', amountMinor: null, reason: '' },
            ])
          }
        >
          {texts.discounts.add}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {draft.discounts.map((discount, position) => (
          <DiscountRow
            key={discount.key}
            discount={discount}
            position={position}
            onChange={(next) => set(draft.discounts.with(position, next))}
            onRemove={() => set(draft.discounts.toSpliced(position, 1))}
          />
        ))}
      </div>
      <TotalsBox totals={preview?.totals} />
    </EditorSection>
  );
}

interface DiscountRowProps {
  discount: DraftDiscount;
  position: number;
  onChange: (discount: DraftDiscount) => void;
  onRemove: () => void;
}

function DiscountRow({ discount, position, onChange, onRemove }: DiscountRowProps) {
  const { currency } = useEditor().draft;
  const kind = discount.percent === null ? 'amount' : 'percent';
  const places = currencyDecimals(currency);
  return (
    <Spot
      field={`discounts[${position}]`}
      className="grid grid-cols-[7rem_7rem_minmax(0,1fr)_auto] items-end gap-2 max-sm:grid-cols-[1fr_1fr_auto]"
    >
      {({ error }) => (
        <>
          <Select
            label={texts.discounts.kind}
            hideLabel
            options={[
              { id: 'percent', label: texts.discounts.kinds.percent },
              { id: 'amount', label: texts.discounts.kinds.amount },
            ]}
            value={kind}
            onChange={(next) =>
              onChange({
                ...discount,
                percent: next === 'percent' ? '0' : null,
                amountMinor: next === 'amount' ? 0 : null,
              })
            }
          />
          <DecimalField
            label={kind === 'percent' ? texts.discounts.percent : texts.discounts.amount}
            hideLabel
            suffix={kind === 'percent' ? '%' : undefined}
            places={kind === 'percent' ? 3 : places}
            minimumPlaces={kind === 'percent' ? 0 : places}
            value={discount.percent ?? fromMinor(discount.amountMinor ?? 0, currency)}
            error={error}
            onChange={(value) =>
              onChange(
                kind === 'percent'
                  ? { ...discount, percent: value === '' ? '0' : value }
                  : { ...discount, amountMinor: toMinor(value === '' ? '0' : value, currency) },
              )
            }
          />
          <TextField
            label={texts.discounts.reason}
            hideLabel
            placeholder={texts.discounts.reasonPlaceholder}
            value={discount.reason}
            maxLength={120}
            onChange={(reason) => onChange({ ...discount, reason })}
            className="max-sm:order-last max-sm:col-span-3"
          />
          <IconButton label={texts.discounts.remove} icon={<TrashIcon />} onPress={onRemove} />
        </>
      )}
    </Spot>
  );
}

/** The figures of the document, from the same computation that issues it. */
function TotalsBox({ totals }: { totals: Totals | undefined }) {
  const { draft, workspace } = useEditor();
  const { currency } = draft;
  if (!totals) return null;
  const money = (amountMinor: number) => <Money amountMinor={amountMinor} currency={currency} />;
  return (
    <dl
      aria-label={texts.totals.label}
      className="ml-auto flex w-full max-w-sm flex-col gap-1.5 pt-5 text-14 text-ink-2"
    >
      {totals.discountMinor !== 0 && (
        <>
          <Figure name={texts.totals.lines}>{money(totals.lineNetMinor)}</Figure>
          <Figure name={texts.totals.discount}>{money(-totals.discountMinor)}</Figure>
        </>
      )}
      <Figure name={texts.totals.net}>{money(totals.netMinor)}</Figure>
      {totals.vatBreakdown.map((part) => (
        <VatFigure key={`${part.category} ${part.rate}`} part={part} currency={currency} />
      ))}
      {totals.roundingMinor !== 0 && (
        <Figure name={texts.totals.rounding}>{money(totals.roundingMinor)}</Figure>
      )}
      <Figure name={texts.totals.total} isTotal>
        {money(totals.dueMinor)}
      </Figure>
      {totals.accountingVat && (
        <Figure name={texts.totals.accounting(workspace.currency)}>
          <Money amountMinor={totals.accountingVat.vatMinor} currency={workspace.currency} />
        </Figure>
      )}
    </dl>
  );
}

function VatFigure({ part, currency }: { part: VatBreakdown; currency: string }) {
  const { seller } = useEditor();
  const base = formatMoney(part.taxableMinor, currency);
  const name =
    part.category === 'S'
      ? texts.totals.vat(formatDecimal(part.rate), base)
      : texts.totals.noVat(vatName(part.category, seller), base);
  return (
    <Figure name={name}>
      <Money amountMinor={part.vatMinor} currency={currency} />
    </Figure>
  );
}

function Figure({
  name,
  isTotal,
  children,
}: {
  name: string;
  isTotal?: boolean;
  children: React.ReactNode;
}) {
  return (
    <div
      className={classNames(
        'flex items-baseline justify-between gap-6',
        isTotal && 'mt-1.5 border-t border-hairline pt-2.5 text-16 font-semibold text-ink',
      )}
    >
      <dt>{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
