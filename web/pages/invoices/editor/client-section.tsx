import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays } from '#lib/dates.ts';
import type { Client } from '#modules/clients/schema.ts';
import { countryName } from '../../../choices.ts';
import { messages } from '../../../messages/index.ts';
import { queries } from '../../../queries.ts';
import { Button } from '../../../ui/button.tsx';
import { ComboBox } from '../../../ui/combo-box.tsx';
import { ClientSheet } from '../../clients/client-sheet.tsx';
import { Spot, useEditor } from './editor-context.tsx';
import { EditorSection } from './editor-section.tsx';
import { useDraftClient } from './use-draft-client.ts';

const texts = messages.invoices.editor.client;
const suggestions = 12;

/** For whom: found by typing, or made without leaving the invoice. */
export function ClientSection() {
  const { workspace, draft, change } = useEditor();
  const [query, setQuery] = useState('');
  const [sheet, setSheet] = useState<{ client?: Client; name?: string }>();
  const client = useDraftClient().data;
  const found = useQuery({
    ...queries.clients(workspace.id, { q: query, limit: suggestions }),
    placeholderData: keepPreviousData,
  });
  const selected = draft.clientId === null || !client ? null : option(client);

  // What the client prefers is taken over, as the person would otherwise have to look it up.
  function choose(chosen: Client) {
    const termDays = chosen.paymentTermDays ?? workspace.paymentTermDays;
    change({
      clientId: chosen.id,
      language: chosen.language,
      dueOn: addDays(draft.issueOn, termDays),
      ...(chosen.buyerReference === '' ? {} : { buyerReference: chosen.buyerReference }),
    });
  }

  return (
    <EditorSection title={texts.title}>
      <Spot field="clientId">
        {({ error }) => (
          <ComboBox
            label={texts.label}
            hideLabel
            placeholder={texts.placeholder}
            options={found.data?.items.map(option) ?? []}
            selected={selected}
            isLoading={found.isFetching}
            emptyText={texts.none}
            error={error}
            onSearch={setQuery}
            onSelect={(chosen) => {
              const next = found.data?.items.find((item) => item.id === chosen?.id);
              if (next) choose(next);
              else if (!chosen) change({ clientId: null });
            }}
            onCreate={(name) => setSheet({ name })}
          />
        )}
      </Spot>
      {client && draft.clientId !== null && (
        <div className="flex items-start justify-between gap-4 pt-2">
          <p className="text-13 text-ink-2">
            {[
              client.address.line1,
              `${client.address.postCode} ${client.address.city}`.trim(),
              countryName(client.address.country),
            ]
              .filter((part) => part !== '')
              .join(', ')}
            {client.vatId !== '' && <span className="text-ink-3"> · {client.vatId}</span>}
          </p>
          <Button
            size="small"
            variant="ghost"
            onPress={() => setSheet({ client })}
            className="-my-1 -mr-2"
          >
            {texts.edit}
          </Button>
        </div>
      )}
      {sheet && (
        <ClientSheet
          client={sheet.client}
          suggestedName={sheet.name}
          onClose={() => setSheet(undefined)}
          onSaved={(saved) => {
            setSheet(undefined);
            // An edited client changes the page through a new preview, a new one the draft as well.
            if (saved.id === draft.clientId) change({});
            else choose(saved);
          }}
        />
      )}
    </EditorSection>
  );
}

function option(client: Client) {
  return { id: client.id, label: client.name, detail: client.address.city };
}
