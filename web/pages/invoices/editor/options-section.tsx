import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { currencyOptions, languageOptions } from '../../../choices.ts';
import { messages } from '../../../messages/index.ts';
import { queries } from '../../../queries.ts';
import { Segmented } from '../../../ui/choice.tsx';
import { ComboBox } from '../../../ui/combo-box.tsx';
import { DateField } from '../../../ui/date-field.tsx';
import { DecimalField } from '../../../ui/decimal-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Spot, useEditor } from './editor-context.tsx';
import { EditorSection } from './editor-section.tsx';

const texts = messages.invoices.editor.settings;

/** What is usually right already: references, language, currency, the way prices are entered. */
export function OptionsSection() {
  const { draft, change } = useEditor();
  return (
    <EditorSection title={texts.title}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Spot field="orderReference">
          {({ error }) => (
            <TextField
              label={texts.orderReference}
              value={draft.orderReference}
              error={error}
              maxLength={100}
              onChange={(orderReference) => change({ orderReference })}
            />
          )}
        </Spot>
        <Spot field="buyerReference">
          {({ error }) => (
            <TextField
              label={texts.buyerReference}
              description={texts.buyerReferenceHint}
              value={draft.buyerReference}
              error={error}
              maxLength={100}
              onChange={(buyerReference) => change({ buyerReference })}
            />
          )}
        </Spot>
        <Spot field="language">
          {({ error }) => (
            <Select
              label={texts.language}
              options={languageOptions}
              value={draft.language}
              error={error}
              onChange={(language) => change({ language })}
            />
          )}
        </Spot>
        <Currency />
        <Spot field="prices" className="sm:col-span-2">
          {() => (
            <Segmented
              label={texts.prices}
              options={[
                { id: 'net', label: texts.pricesKinds.net },
                { id: 'gross', label: texts.pricesKinds.gross },
              ]}
              value={draft.prices}
              onChange={(prices) => change({ prices })}
            />
          )}
        </Spot>
        <ExchangeRate />
        <Series />
      </div>
    </EditorSection>
  );
}

function Currency() {
  const { workspace, draft, change } = useEditor();
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const options = currencyOptions.filter((option) =>
    `${option.label} ${option.detail ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <Spot field="currency">
      {({ error }) => (
        <ComboBox
          label={texts.currency}
          options={options}
          selected={currencyOptions.find((option) => option.id === draft.currency) ?? null}
          error={error}
          onSearch={setQuery}
          onSelect={(chosen) => {
            if (!chosen) return;
            const isOwn = chosen.id === workspace.currency;
            change({ currency: chosen.id, ...(isOwn ? { exchangeRate: null } : {}) });
          }}
        />
      )}
    </Spot>
  );
}

/** BT-111: where the invoice is not in the seller's currency, VAT is stated in that, too. */
function ExchangeRate() {
  const { workspace, draft, change } = useEditor();
  const { exchangeRate } = draft;
  if (draft.currency === workspace.currency) return null;
  const on = exchangeRate?.on ?? draft.issueOn;
  return (
    <Spot field="exchangeRate" className="grid gap-4 sm:col-span-2 sm:grid-cols-2">
      {({ error }) => (
        <>
          <DecimalField
            label={texts.exchangeRate(draft.currency, workspace.currency)}
            description={texts.exchangeRateHint}
            places={10}
            value={exchangeRate?.rate ?? ''}
            error={error}
            onChange={(rate) => change({ exchangeRate: Number(rate) > 0 ? { rate, on } : null })}
          />
          {exchangeRate && (
            <DateField
              label={texts.exchangeRateOn}
              value={on}
              onChange={(day) =>
                day !== null && change({ exchangeRate: { ...exchangeRate, on: day } })
              }
            />
          )}
        </>
      )}
    </Spot>
  );
}

/** Only a business with several series has to choose one. */
function Series() {
  const { workspace, draft, change } = useEditor();
  const series = useQuery(queries.numberSeries(workspace.id)).data?.items ?? [];
  if (series.length < 2) return null;
  const usual = series.find((one) => one.isDefault);
  return (
    <Spot field="seriesId">
      {({ error }) => (
        <Select
          label={texts.series}
          options={series.map((one) => ({
            id: one.id,
            label: one.isDefault ? texts.seriesDefault(one.name) : one.name,
            detail: one.nextNumber,
          }))}
          value={draft.seriesId ?? usual?.id ?? null}
          error={error}
          onChange={(id) => change({ seriesId: id === usual?.id ? null : id })}
        />
      )}
    </Spot>
  );
}
