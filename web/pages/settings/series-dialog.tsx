import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayIn } from '#lib/dates.ts';
import type { NumberSeries } from '#modules/invoices/schema.ts';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { formProblem } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choice.tsx';
import { DecimalField } from '../../ui/decimal-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useWorkspace } from '../../workspace.ts';
import { exampleNumber, hasOneSequence } from './example-number.ts';

const words = messages.settings;

/** A series with a live example of the number it would give next. */
export function SeriesDialog({
  series,
  onClose,
}: {
  series: NumberSeries | undefined;
  onClose: () => void;
}) {
  const workspace = useWorkspace();
  const [name, setName] = useState(series?.name ?? '');
  const [pattern, setPattern] = useState(series?.pattern ?? '{yyyy}-{seq:4}');
  const [reset, setReset] = useState(series?.reset ?? 'yearly');
  const [startAt, setStartAt] = useState(String(series?.nextValue ?? 1));
  const saving = useMutation({
    mutationFn: () => {
      const fields = { name, pattern, reset };
      if (!series)
        return api.createNumberSeries(workspace.id, { ...fields, startAt: Number(startAt) });
      const isMoved = Number(startAt) !== series.nextValue;
      return api.changeNumberSeries(
        workspace.id,
        series.id,
        isMoved ? { ...fields, startAt: Number(startAt) } : fields,
      );
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [workspace.id, 'number-series'] });
      onClose();
    },
  });
  const isUsable = hasOneSequence(pattern);
  const example = exampleNumber(pattern, todayIn(workspace.timeZone, new Date()), Number(startAt));
  return (
    <Dialog isOpen onClose={onClose} title={series ? series.name : words.newSeries}>
      <Form onSubmit={() => saving.mutate()} problem={formProblem(saving.error)} className="pb-4">
        <TextField
          isRequired
          autoFocus
          name="name"
          label={words.seriesName}
          value={name}
          onChange={setName}
        />
        <TextField
          isRequired
          name="pattern"
          spellCheck="false"
          label={words.seriesPattern}
          description={words.patternHelp}
          error={isUsable ? undefined : words.patternInvalid}
          value={pattern}
          onChange={setPattern}
          inputClassName="tabular"
        />
        <p
          aria-live="polite"
          className="flex items-baseline justify-between gap-4 rounded bg-sunken px-3 py-2.5"
        >
          <span className="text-13 text-ink-2">{words.patternExample}</span>
          <span className="tabular truncate text-16 font-semibold">{isUsable ? example : '–'}</span>
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <Segmented
            label={words.seriesReset}
            value={reset}
            onChange={setReset}
            options={[
              { id: 'yearly', label: words.seriesResetYearly },
              { id: 'never', label: words.seriesResetNever },
            ]}
          />
          <DecimalField
            name="startAt"
            label={words.seriesStart}
            places={0}
            value={startAt}
            onChange={setStartAt}
          />
        </div>
        <p className="text-12 text-ink-3">{words.seriesStartHint}</p>
        <div className="flex justify-end gap-2 pt-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            isPending={saving.isPending}
            isDisabled={!isUsable}
          >
            {words.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
