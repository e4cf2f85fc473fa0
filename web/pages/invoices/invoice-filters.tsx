import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { todayIn } from '#lib/dates.ts';
import type { InvoiceFilters } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { ComboBox } from '../../ui/combo-box.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Chip } from '../../ui/status.tsx';
import { useWorkspace } from '../../workspace.ts';
import { type PeriodPreset, periodOf, presetOf } from './periods.ts';

const texts = messages.invoices.filters;
const statuses = ['draft', 'open', 'overdue', 'paid'] as const;

export interface FilterBarProps {
  filters: InvoiceFilters;
  onChange: (change: InvoiceFilters) => void;
  onClear: () => void;
}

/** Which invoices are shown; all of it stands in the address. */
export function FilterBar({ filters, onChange, onClear }: FilterBarProps) {
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <search aria-label={texts.label} className="flex flex-col gap-3 pb-4">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label={texts.search}
          placeholder={texts.searchPlaceholder}
          value={filters.q ?? ''}
          onChange={(q) => onChange({ q: q === '' ? undefined : q })}
          className="w-full sm:w-56"
        />
        <ClientFilter clientId={filters.clientId} onChange={(clientId) => onChange({ clientId })} />
        <PeriodFilter filters={filters} onChange={onChange} />
      </div>
      <div className="-mx-4 flex items-center gap-1.5 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:flex-wrap sm:px-0">
        <Chip
          isSelected={filters.status === undefined}
          onPress={() => onChange({ status: undefined })}
        >
          {texts.all}
        </Chip>
        {statuses.map((status) => (
          <Chip
            key={status}
            isSelected={filters.status === status}
            onPress={() => onChange({ status: filters.status === status ? undefined : status })}
          >
            {texts.status[status]}
          </Chip>
        ))}
        {isFiltered && (
          <Button size="small" variant="ghost" onPress={onClear}>
            {texts.clear}
          </Button>
        )}
      </div>
    </search>
  );
}

interface ClientFilterProps {
  clientId: string | undefined;
  onChange: (clientId: string | undefined) => void;
}

function ClientFilter({ clientId, onChange }: ClientFilterProps) {
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const found = useQuery({
    ...queries.clients(workspace.id, { q: query, limit: 20 }),
    placeholderData: keepPreviousData,
  });
  const selected = useQuery({
    ...queries.client(workspace.id, clientId ?? ''),
    enabled: clientId !== undefined,
  }).data;
  return (
    <ComboBox
      label={texts.client}
      hideLabel
      placeholder={texts.anyClient}
      options={found.data?.items.map((client) => ({ id: client.id, label: client.name })) ?? []}
      selected={
        clientId !== undefined && selected ? { id: selected.id, label: selected.name } : null
      }
      isLoading={found.isFetching && query !== ''}
      onSearch={setQuery}
      onSelect={(client) => onChange(client?.id)}
      className="w-[calc(50%-0.25rem)] sm:w-52"
    />
  );
}

type PeriodChoice = PeriodPreset | 'any' | 'custom';

function PeriodFilter({ filters, onChange }: Omit<FilterBarProps, 'onClear'>) {
  const workspace = useWorkspace();
  const today = todayIn(workspace.timeZone, new Date());
  const { from, to } = filters;
  const [isCustom, setCustom] = useState(false);
  const preset = presetOf(filters, today);
  const isAny = from === undefined && to === undefined;
  const shown: PeriodChoice = isCustom ? 'custom' : (preset ?? (isAny ? 'any' : 'custom'));

  function choose(choice: PeriodChoice) {
    setCustom(choice === 'custom');
    if (choice === 'any') onChange({ from: undefined, to: undefined });
    else if (choice !== 'custom') onChange(periodOf(choice, today));
  }

  return (
    <>
      <Select
        label={texts.period}
        hideLabel
        options={(Object.keys(texts.periods) as PeriodChoice[]).map((id) => ({
          id,
          label: texts.periods[id],
        }))}
        value={shown}
        onChange={choose}
        className="w-[calc(50%-0.25rem)] sm:w-40"
      />
      {shown === 'custom' && (
        <>
          <DateField
            label={texts.from}
            hideLabel
            value={from ?? null}
            onChange={(day) => onChange({ from: day ?? undefined })}
            className="min-w-36 flex-1 sm:max-w-40"
          />
          <DateField
            label={texts.to}
            hideLabel
            value={to ?? null}
            onChange={(day) => onChange({ to: day ?? undefined })}
            className="min-w-36 flex-1 sm:max-w-40"
          />
        </>
      )}
    </>
  );
}
