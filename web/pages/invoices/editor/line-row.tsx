import { type KeyboardEvent, memo, type PointerEvent } from 'react';
import { currencyDecimals } from '#lib/currencies.ts';
import { messages } from '../../../messages/index.ts';
import { IconButton } from '../../../ui/button.tsx';
import { DecimalField } from '../../../ui/decimal-field.tsx';
import { GripIcon, TrashIcon } from '../../../ui/icons.tsx';
import { Money } from '../../../ui/page.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-field.tsx';
import type { DraftLine } from './draft.ts';
import { Spot } from './editor-context.tsx';
import { readPastedLines } from './pasted-lines.ts';
import type { LineActions } from './use-lines.ts';
import { VatSelect } from './vat-select.tsx';

const texts = messages.invoices.editor.lines;
const units = messages.invoices.editor.units;

export interface LineRowProps {
  line: DraftLine;
  position: number;
  count: number;
  amountMinor: number | undefined;
  currency: string;
  prices: 'net' | 'gross';
  actions: LineActions;
  onGrab: (key: string, handle: HTMLElement) => void;
}

/** One line: what, and below it how many, at which price, with which VAT. */
export const LineRow = memo(function LineRow(props: LineRowProps) {
  const { line, position, count, amountMinor, currency, actions } = props;
  const at = `lines[${position}]`;
  const label = texts.label(position + 1);

  function onKeyDownCapture(event: KeyboardEvent) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    actions.move(line.key, position + step);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser.
    <div
      role="group"
      aria-label={label}
      data-line={line.key}
      onKeyDownCapture={onKeyDownCapture}
      className="relative -mx-2 grid grid-cols-[minmax(0,1fr)_auto_auto] px-2 py-3 data-[dragged]:z-10 data-[dragged]:rounded data-[dragged]:bg-raised data-[dragged]:shadow-raised"
    >
      <Spot field={`${at}.description`} className="col-start-1 row-start-1 min-w-0">
        {({ error }) => <DescriptionField {...props} error={error} />}
      </Spot>
      <LineFigures {...props} />
      <div className="tabular col-start-2 row-start-1 flex h-9 min-w-24 items-center justify-end pl-3 font-medium">
        {amountMinor !== undefined && <Money amountMinor={amountMinor} currency={currency} />}
      </div>
      {/* After the fields, so that Tab goes from the description straight to the quantity. */}
      <div className="col-start-3 row-start-1 -mr-2 flex h-9 items-center pl-1">
        <Grip {...props} />
        <IconButton
          size="small"
          label={texts.remove(position + 1)}
          icon={<TrashIcon />}
          onPress={() => actions.remove(line.key)}
          isDisabled={count === 1 && line.description === ''}
        />
      </div>
    </div>
  );
});

function DescriptionField({ line, position, actions, error }: LineRowProps & { error?: string }) {
  return (
    <TextArea
      label={texts.description}
      hideLabel
      rows={1}
      placeholder={texts.descriptionPlaceholder}
      value={line.description}
      error={error}
      maxLength={2000}
      name={`lines[${position}].description`}
      onChange={(description) => actions.change(line.key, { description })}
      onPaste={(event) => {
        const pasted = readPastedLines(event.clipboardData.getData('text/plain'));
        if (!pasted) return;
        event.preventDefault();
        actions.paste(line.key, pasted);
      }}
      onKeyDown={(event) => {
        const isComposing = 'isComposing' in event && event.isComposing === true;
        if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
        event.preventDefault();
        actions.next(line.key);
      }}
    />
  );
}

function LineFigures({ line, position, currency, prices, actions }: LineRowProps) {
  const at = `lines[${position}]`;
  // The labels of the first line stand as headings over all of them.
  const hideLabel = position > 0;
  const change = (fields: Partial<DraftLine>) => actions.change(line.key, fields);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    actions.next(line.key);
  };
  return (
    <div className="col-span-3 mt-2 grid grid-cols-6 items-end gap-2 @md:grid-cols-[4rem_6rem_6rem_minmax(0,1fr)_4rem] @2xl:grid-cols-[5rem_9rem_8rem_minmax(0,1fr)_5rem]">
      <Spot field={`${at}.quantity`} className="min-w-0 @max-md:col-span-2">
        {({ error }) => (
          <DecimalField
            label={texts.quantity}
            hideLabel={hideLabel}
            value={line.quantity}
            error={error}
            onChange={(quantity) => change({ quantity: quantity === '' ? '0' : quantity })}
            onKeyDown={onKeyDown}
          />
        )}
      </Spot>
      <Spot field={`${at}.unit`} className="min-w-0 @max-md:col-span-2">
        {({ error }) => (
          <Select
            label={texts.unit}
            hideLabel={hideLabel}
            options={unitOptions(line.unit)}
            value={line.unit}
            buttonClassName="px-2.5! gap-1!"
            error={error}
            onChange={(unit) => change({ unit })}
          />
        )}
      </Spot>
      <Spot field={`${at}.unitPrice`} className="min-w-0 @max-md:col-span-2">
        {({ error }) => (
          <DecimalField
            label={prices === 'gross' ? texts.unitPriceGross : texts.unitPriceNet}
            hideLabel={hideLabel}
            value={line.unitPrice}
            error={error}
            minimumPlaces={currencyDecimals(currency)}
            onChange={(unitPrice) => change({ unitPrice: unitPrice === '' ? '0' : unitPrice })}
            onKeyDown={onKeyDown}
          />
        )}
      </Spot>
      <Spot field={`${at}.vat`} className="min-w-0 @max-md:col-span-4">
        {({ error }) => (
          <VatSelect
            label={texts.vat}
            hideLabel={hideLabel}
            value={line.vat}
            error={error}
            onChange={(vat) => change({ vat })}
          />
        )}
      </Spot>
      <Spot field={`${at}.discountPercent`} className="min-w-0 @max-md:col-span-2">
        {({ error }) => (
          <DecimalField
            label={texts.discount}
            hideLabel={hideLabel}
            value={line.discountPercent ?? ''}
            places={3}
            suffix="%"
            error={error}
            onChange={(percent) =>
              change({ discountPercent: Number(percent) === 0 ? null : percent })
            }
            onKeyDown={onKeyDown}
          />
        )}
      </Spot>
    </div>
  );
}

/** Drawn with the pointer; the keys for the same stand in the hint below the lines. */
function Grip({ line, position, count, actions, onGrab }: LineRowProps) {
  if (count === 1) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={texts.move(position + 1)}
      onPointerDown={(event: PointerEvent<HTMLButtonElement>) => {
        if (event.button === 0) onGrab(line.key, event.currentTarget);
      }}
      onKeyDown={(event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        actions.move(line.key, position + step);
      }}
      className="flex size-7 touch-none cursor-grab items-center justify-center rounded text-ink-3 hover:bg-hover active:cursor-grabbing"
    >
      <GripIcon />
    </button>
  );
}

const knownUnits = Object.entries(units).map(([id, label]) => ({ id, label }));

/** Also the unit of an invoice that came through the API with a code we have no word for. */
function unitOptions(current: string) {
  return current in units ? knownUnits : [...knownUnits, { id: current, label: current }];
}
