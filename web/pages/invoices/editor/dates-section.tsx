import { addDays, daysBetween } from '#lib/dates.ts';
import { messages } from '../../../messages/index.ts';
import { Segmented } from '../../../ui/choice.tsx';
import { DateField } from '../../../ui/date-field.tsx';
import { Chip } from '../../../ui/status.tsx';
import type { Draft } from './draft.ts';
import { Spot, useEditor } from './editor-context.tsx';
import { EditorSection } from './editor-section.tsx';
import { useDraftClient } from './use-draft-client.ts';

const texts = messages.invoices.editor.dates;

/** When it is issued, due and was delivered; calendar dates, never shifted by a time zone. */
export function DatesSection() {
  const { draft, change } = useEditor();

  // Whoever moves the issue date means the same term of payment from there.
  function setIssueOn(issueOn: string) {
    change({
      issueOn,
      dueOn: addDays(issueOn, Math.max(0, daysBetween(draft.issueOn, draft.dueOn))),
    });
  }

  return (
    <EditorSection title={texts.title}>
      <div className="grid gap-x-4 gap-y-4 sm:grid-cols-2">
        <Spot field="issueOn">
          {({ error }) => (
            <DateField
              label={texts.issueOn}
              value={draft.issueOn}
              error={error}
              isRequired
              onChange={(issueOn) => issueOn !== null && setIssueOn(issueOn)}
            />
          )}
        </Spot>
        <Spot field="dueOn">
          {({ error }) => (
            <>
              <DateField
                label={texts.dueOn}
                value={draft.dueOn}
                error={error}
                isRequired
                onChange={(dueOn) => dueOn !== null && change({ dueOn })}
              />
              <DueShortcuts />
            </>
          )}
        </Spot>
      </div>
      <Service draft={draft} change={change} />
    </EditorSection>
  );
}

function DueShortcuts() {
  const { workspace, draft, change } = useEditor();
  const client = useDraftClient().data;
  const usual = client?.paymentTermDays ?? workspace.paymentTermDays;
  const terms = [...new Set([0, 14, 30, usual])].sort((a, b) => a - b);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend for three buttons.
    <div role="group" aria-label={texts.dueShortcuts} className="flex flex-wrap gap-1.5 pt-2">
      {terms.map((days) => {
        const dueOn = addDays(draft.issueOn, days);
        return (
          <Chip key={days} isSelected={draft.dueOn === dueOn} onPress={() => change({ dueOn })}>
            {days === 0 ? texts.dueNow : texts.dueIn(days)}
          </Chip>
        );
      })}
    </div>
  );
}

type ServiceKind = keyof typeof texts.serviceKinds;

interface ServiceProps {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
}

/** Art. 226 (7) of Directive 2006/112/EC: the date of supply, where it is not the issue date. */
function Service({ draft, change }: ServiceProps) {
  const { deliveryOn, servicePeriod } = draft;
  const kind: ServiceKind = servicePeriod ? 'period' : deliveryOn ? 'day' : 'none';

  function choose(next: ServiceKind) {
    const day = servicePeriod?.to ?? deliveryOn ?? draft.issueOn;
    if (next === 'none') change({ deliveryOn: null, servicePeriod: null });
    if (next === 'day') change({ deliveryOn: day, servicePeriod: null });
    if (next === 'period')
      change({ deliveryOn: null, servicePeriod: { from: `${day.slice(0, 8)}01`, to: day } });
  }

  function setPeriod(from: string, to: string) {
    // A period that would end before it begins moves its other end along.
    change({
      servicePeriod:
        from <= to
          ? { from, to }
          : servicePeriod?.from === from
            ? { from: to, to }
            : { from, to: from },
    });
  }

  return (
    <div className="flex flex-col gap-3 pt-4">
      <Spot field="deliveryOn">
        {() => (
          <Segmented
            label={texts.service}
            options={(Object.keys(texts.serviceKinds) as ServiceKind[]).map((id) => ({
              id,
              label: texts.serviceKinds[id],
            }))}
            value={kind}
            onChange={choose}
          />
        )}
      </Spot>
      {deliveryOn !== null && (
        <DateField
          label={texts.deliveryOn}
          className="sm:max-w-[calc(50%-0.5rem)]"
          value={deliveryOn}
          onChange={(day) => day !== null && change({ deliveryOn: day })}
        />
      )}
      {servicePeriod && (
        <Spot field="servicePeriod" className="grid grid-cols-2 gap-4">
          {({ error }) => (
            <>
              <DateField
                label={texts.from}
                value={servicePeriod.from}
                error={error}
                onChange={(from) => from !== null && setPeriod(from, servicePeriod.to)}
              />
              <DateField
                label={texts.to}
                value={servicePeriod.to}
                onChange={(to) => to !== null && setPeriod(servicePeriod.from, to)}
              />
            </>
          )}
        </Spot>
      )}
    </div>
  );
}
