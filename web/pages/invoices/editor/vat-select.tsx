import { useMemo, useState } from 'react';
import type { Vat } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { DecimalField } from '../../../ui/decimal-field.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import type { FieldProps } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { Select } from '../../../ui/select.tsx';
import { useEditor } from './editor-context.tsx';
import { otherRateId, vatChoiceId, vatOfChoice, vatOptions } from './vat-choices.ts';

const texts = messages.invoices.editor.vat;

export interface VatSelectProps extends FieldProps {
  value: Vat;
  onChange: (vat: Vat) => void;
}

/** The seller's rates and every treatment without VAT, in plain words. */
export function VatSelect({ value, onChange, ...field }: VatSelectProps) {
  const { seller, draft } = useEditor();
  const [isAsking, setAsking] = useState(false);
  const on = draft.deliveryOn ?? draft.servicePeriod?.to ?? draft.issueOn;
  const options = useMemo(() => vatOptions(seller, on, value), [seller, on, value]);
  return (
    <>
      <Select
        {...field}
        options={options}
        buttonClassName="px-2.5! gap-1!"
        value={vatChoiceId(value)}
        onChange={(choice) => {
          if (choice === otherRateId) setAsking(true);
          else if (choice !== vatChoiceId(value)) onChange(vatOfChoice(choice));
        }}
      />
      <OtherRate
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onUse={(rate) => {
          setAsking(false);
          onChange(vatOfChoice(`S:${rate}`));
        }}
      />
    </>
  );
}

interface OtherRateProps {
  isOpen: boolean;
  onClose: () => void;
  onUse: (rate: string) => void;
}

function OtherRate({ isOpen, onClose, onUse }: OtherRateProps) {
  const [rate, setRate] = useState('');
  const [hasTried, setTried] = useState(false);
  const isValid = Number(rate) > 0 && Number(rate) <= 100;
  function use() {
    setTried(true);
    if (isValid) onUse(rate);
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.otherTitle}
      width="small"
      actions={
        <>
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button variant="primary" onPress={use}>
            {texts.use}
          </Button>
        </>
      }
    >
      <Form onSubmit={use}>
        <DecimalField
          label={texts.otherLabel}
          description={texts.otherDetail}
          value={rate}
          places={3}
          suffix="%"
          autoFocus
          error={hasTried && !isValid ? texts.otherMissing : undefined}
          onChange={setRate}
        />
      </Form>
    </Dialog>
  );
}
