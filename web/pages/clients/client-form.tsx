import { useEffect, useState } from 'react';
import { countryOptions, languageOptions } from '../../choices.ts';
import { messages } from '../../messages/index.ts';
import { Segmented } from '../../ui/choice.tsx';
import { ComboBox } from '../../ui/combo-box.tsx';
import { DecimalField } from '../../ui/decimal-field.tsx';
import { Form, type FormProblem } from '../../ui/form.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { useWorkspace } from '../../workspace.ts';
import type { ClientDraft } from './client-draft.ts';

const texts = messages.clients.form;

export interface ClientFormProps {
  /** So that a button outside of it can send it. */
  id: string;
  draft: ClientDraft;
  onChange: (draft: ClientDraft) => void;
  onSubmit: () => void;
  problem: FormProblem | null;
}

export function ClientForm({ id, draft, onChange, onSubmit, problem }: ClientFormProps) {
  const workspace = useWorkspace();
  const set = (change: Partial<ClientDraft>) => onChange({ ...draft, ...change });
  return (
    <Form id={id} onSubmit={onSubmit} problem={problem}>
      <TextField
        name="name"
        label={texts.name}
        value={draft.name}
        maxLength={120}
        isRequired
        autoFocus
        autoComplete="off"
        onChange={(name) => set({ name })}
      />
      <Segmented
        label={texts.kind}
        options={[
          { id: 'business', label: messages.clients.business },
          { id: 'consumer', label: messages.clients.consumer },
        ]}
        value={draft.kind}
        onChange={(kind) => set({ kind })}
      />
      <AddressFields draft={draft} set={set} />
      {draft.kind === 'business' && (
        <VatNumberField value={draft.vatId} onChange={(vatId) => set({ vatId })} />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="contactName"
          label={texts.contactName}
          value={draft.contactName}
          maxLength={120}
          autoComplete="off"
          onChange={(contactName) => set({ contactName })}
        />
        <TextField
          name="email"
          type="email"
          label={texts.email}
          value={draft.email}
          maxLength={254}
          autoComplete="off"
          onChange={(email) => set({ email })}
        />
        <Select
          label={texts.language}
          options={languageOptions}
          value={draft.language}
          onChange={(language) => set({ language })}
        />
        <DecimalField
          name="paymentTermDays"
          label={texts.paymentTermDays}
          description={texts.paymentTermHint(workspace.paymentTermDays)}
          places={0}
          value={draft.paymentTermDays === null ? '' : String(draft.paymentTermDays)}
          onChange={(days) => set({ paymentTermDays: days === '' ? null : Number(days) })}
        />
      </div>
      <TextField
        name="buyerReference"
        label={texts.buyerReference}
        description={texts.buyerReferenceHint}
        value={draft.buyerReference}
        maxLength={100}
        onChange={(buyerReference) => set({ buyerReference })}
      />
      <TextArea
        name="note"
        label={texts.note}
        description={texts.noteHint}
        value={draft.note}
        maxLength={2000}
        onChange={(note) => set({ note })}
      />
    </Form>
  );
}

interface AddressFieldsProps {
  draft: ClientDraft;
  set: (change: Partial<ClientDraft>) => void;
}

function AddressFields({ draft, set }: AddressFieldsProps) {
  const [query, setQuery] = useState('');
  const { address } = draft;
  const setAddress = (change: Partial<ClientDraft['address']>) =>
    set({ address: { ...address, ...change } });
  const wanted = query.trim().toLowerCase();
  return (
    <>
      <TextField
        name="address.line1"
        label={texts.line1}
        value={address.line1}
        maxLength={120}
        autoComplete="off"
        onChange={(line1) => setAddress({ line1 })}
      />
      <TextField
        name="address.line2"
        label={texts.line2}
        value={address.line2}
        maxLength={120}
        autoComplete="off"
        onChange={(line2) => setAddress({ line2 })}
      />
      <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-4">
        <TextField
          name="address.postCode"
          label={texts.postCode}
          value={address.postCode}
          maxLength={20}
          autoComplete="off"
          onChange={(postCode) => setAddress({ postCode })}
        />
        <TextField
          name="address.city"
          label={texts.city}
          value={address.city}
          maxLength={80}
          autoComplete="off"
          onChange={(city) => setAddress({ city })}
        />
      </div>
      <ComboBox
        name="address.country"
        label={texts.country}
        options={countryOptions.filter((country) => country.label.toLowerCase().includes(wanted))}
        selected={countryOptions.find((country) => country.id === address.country) ?? null}
        onSearch={setQuery}
        onSelect={(country) => country && setAddress({ country: country.id })}
      />
    </>
  );
}

/** Form and check digit are looked at as one types; the rules of 27 countries come when needed. */
function VatNumberField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [check, setCheck] = useState<{ of: string; finding: string | undefined }>();
  const [wasLeft, setWasLeft] = useState(value !== '');
  useEffect(() => {
    if (value === '') return;
    let isCurrent = true;
    void import('#lib/vat-numbers.ts').then(({ checkVatNumber, normaliseVatNumber }) => {
      if (isCurrent) setCheck({ of: value, finding: checkVatNumber(normaliseVatNumber(value)) });
    });
    return () => {
      isCurrent = false;
    };
  }, [value]);
  const checked = check?.of === value && value !== '' ? check : undefined;
  const isValid = checked !== undefined && checked.finding === undefined;
  return (
    <TextField
      name="vatId"
      label={texts.vatId}
      value={value}
      maxLength={20}
      autoComplete="off"
      spellCheck="false"
      description={isValid ? texts.vatIdValid : texts.vatIdHint}
      error={wasLeft && checked?.finding !== undefined ? sentence(checked.finding) : undefined}
      suffix={isValid ? <CheckIcon className="text-paid" /> : undefined}
      onFocus={() => setWasLeft(false)}
      onBlur={() => setWasLeft(true)}
      onChange={onChange}
    />
  );
}

/** The checks speak as "must begin with …", since the field's name stands before. */
function sentence(finding: string): string {
  return `${texts.vatId} ${finding}.`;
}
