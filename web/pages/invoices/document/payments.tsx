import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { currencyDecimals } from '#lib/currencies.ts';
import { todayIn } from '#lib/dates.ts';
import { fromMinor, toMinor } from '#lib/money.ts';
import type { Invoice } from '#modules/invoices/schema.ts';
import type { Payment } from '#modules/payments/schema.ts';
import { api } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { formProblem, problemText } from '../../../problems.ts';
import { invalidateInvoices } from '../../../queries.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { DateField } from '../../../ui/date-field.tsx';
import { DecimalField } from '../../../ui/decimal-field.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Form } from '../../../ui/form.tsx';
import { formatDate, formatMoney } from '../../../ui/format.ts';
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx';
import { Money } from '../../../ui/page.tsx';
import { Note } from '../../../ui/states.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { useMay, useWorkspace } from '../../../workspace.ts';
import { AsideSection } from './aside-section.tsx';
import { paymentsQuery } from './queries.ts';

const texts = messages.invoices.document.payments;

/** What was paid, and recording more. */
export function Payments({ invoice }: { invoice: Invoice }) {
  const workspace = useWorkspace();
  const payments = useQuery(paymentsQuery(workspace.id, invoice.id));
  const mayChange = useMay('payments.change');
  const [isRecording, setRecording] = useState(false);
  const [removing, setRemoving] = useState<Payment>();
  const items = payments.data?.items ?? [];
  return (
    <AsideSection title={texts.title}>
      {payments.isError && <Note tone="notice">{texts.failed}</Note>}
      {payments.data && items.length === 0 && <p className="text-13 text-ink-3">{texts.none}</p>}
      <ul className="flex flex-col">
        {items.map((payment) => (
          <li key={payment.id} className="flex items-center gap-3 text-14">
            <span className="tabular text-ink-2">{formatDate(payment.paidOn)}</span>
            <span className="min-w-0 flex-1 truncate text-13 text-ink-3">{payment.note}</span>
            <Money amountMinor={payment.amountMinor} currency={invoice.currency} />
            {mayChange && (
              <IconButton
                size="small"
                label={texts.remove(formatMoney(payment.amountMinor, invoice.currency))}
                icon={<TrashIcon />}
                onPress={() => setRemoving(payment)}
                className="-mr-1.5"
              />
            )}
          </li>
        ))}
      </ul>
      {mayChange && invoice.balanceMinor > 0 && (
        <Button icon={<PlusIcon />} onPress={() => setRecording(true)} className="mt-3 w-full">
          {texts.record}
        </Button>
      )}
      {isRecording && <RecordPayment invoice={invoice} onClose={() => setRecording(false)} />}
      {removing && (
        <RemovePayment
          invoice={invoice}
          payment={removing}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </AsideSection>
  );
}

/** The whole balance, today: right for most payments, so that Enter is enough. */
function RecordPayment({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const workspace = useWorkspace();
  const { currency } = invoice;
  const [amount, setAmount] = useState(fromMinor(invoice.balanceMinor, currency));
  const [paidOn, setPaidOn] = useState<string | null>(() =>
    todayIn(workspace.timeZone, new Date()),
  );
  const [note, setNote] = useState('');
  const [hasTried, setTried] = useState(false);
  const amountMinor = toMinor(amount === '' ? '0' : amount, currency);
  const isComplete = amountMinor > 0 && paidOn !== null;

  const record = useMutation({
    mutationFn: () =>
      api.recordPayment(workspace.id, invoice.id, { amountMinor, paidOn: paidOn ?? '', note }),
    onSuccess: async () => {
      showToast({ text: texts.recorded(amountMinor, currency), tone: 'success' });
      onClose();
      await invalidateInvoices(workspace.id);
    },
  });
  function save() {
    setTried(true);
    if (isComplete && !record.isPending) record.mutate();
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={texts.record}
      width="small"
      actions={
        <>
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button variant="primary" isPending={record.isPending} onPress={save}>
            {texts.save}
          </Button>
        </>
      }
    >
      <Form onSubmit={save} problem={formProblem(record.error)}>
        <DecimalField
          name="amountMinor"
          label={texts.amount}
          value={amount}
          places={currencyDecimals(currency)}
          minimumPlaces={currencyDecimals(currency)}
          suffix={currency}
          autoFocus
          error={hasTried && amountMinor <= 0 ? texts.amountMissing : undefined}
          onChange={setAmount}
        />
        <DateField
          name="paidOn"
          label={texts.paidOn}
          value={paidOn}
          isRequired
          onChange={setPaidOn}
        />
        <TextField
          name="note"
          label={texts.note}
          placeholder={texts.notePlaceholder}
          value={note}
          maxLength={200}
          onChange={setNote}
        />
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}

interface RemovePaymentProps {
  invoice: Invoice;
  payment: Payment;
  onClose: () => void;
}

function RemovePayment({ invoice, payment, onClose }: RemovePaymentProps) {
  const workspace = useWorkspace();
  const remove = useMutation({
    mutationFn: () => api.deletePayment(workspace.id, invoice.id, payment.id),
    onSuccess: async () => {
      showToast({ text: texts.removed, tone: 'success' });
      onClose();
      await invalidateInvoices(workspace.id);
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={texts.removeTitle}
      width="small"
      actions={
        <>
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
            {texts.removeConfirm}
          </Button>
        </>
      }
    >
      <p className="text-14 text-ink-2">
        {texts.removeDetail(payment.amountMinor, invoice.currency, payment.paidOn)}
      </p>
      {remove.error && <Note tone="danger">{problemText(remove.error)}</Note>}
    </Dialog>
  );
}
