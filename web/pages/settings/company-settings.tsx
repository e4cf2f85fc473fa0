import { checkVatNumber, normaliseVatNumber } from '#lib/vat-numbers.ts';
import { countryOptions } from '../../choices.ts';
import { messages } from '../../messages/index.ts';
import { RadioGroup } from '../../ui/choice.tsx';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { WorkspaceDeletion } from '../people/workspace-deletion.tsx';
import { CompanyFacts } from './company-facts.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { SaveBar } from './save-bar.tsx';
import { useWorkspaceForm, type WorkspaceForm } from './use-workspace-form.ts';

const words = messages.settings;

/** Who sends the invoices, and how they are taxed. */
export function CompanySettings() {
  const workspace = useWorkspace();
  const mayChange = useMay('workspace.change');
  return mayChange ? (
    <>
      <CompanyForm />
      <WorkspaceDeletion />
    </>
  ) : (
    <>
      <CompanyFacts workspace={workspace} />
      <ReadOnlyNote />
    </>
  );
}

function CompanyForm() {
  const form = useWorkspaceForm();
  return (
    <Form onSubmit={form.save} problem={form.problem} className="!gap-0">
      <Section isAside title={words.business} detail={words.businessDetail}>
        <BusinessFields form={form} />
      </Section>
      <Section isAside title={words.tax} detail={words.taxDetail}>
        <TaxFields form={form} />
      </Section>
      <Section isAside title={words.contact} detail={words.contactDetail}>
        <ContactFields form={form} />
      </Section>
      <SaveBar form={form} />
    </Form>
  );
}

const grid = 'grid max-w-xl gap-4 sm:grid-cols-6';

function BusinessFields({ form: { values, change } }: { form: WorkspaceForm }) {
  const { address } = values;
  const changeAddress = (part: Partial<typeof address>) =>
    change({ address: { ...address, ...part } });
  return (
    <div className={grid}>
      <TextField
        isRequired
        name="legalName"
        autoComplete="organization"
        label={words.legalName}
        value={values.legalName}
        onChange={(legalName) => change({ legalName })}
        className="sm:col-span-6"
      />
      <TextField
        name="address.line1"
        autoComplete="address-line1"
        label={words.addressLine1}
        value={address.line1}
        onChange={(line1) => changeAddress({ line1 })}
        className="sm:col-span-6"
      />
      <TextField
        name="address.line2"
        autoComplete="address-line2"
        label={words.addressLine2}
        value={address.line2}
        onChange={(line2) => changeAddress({ line2 })}
        className="sm:col-span-6"
      />
      <TextField
        name="address.postCode"
        autoComplete="postal-code"
        label={words.addressPostCode}
        value={address.postCode}
        onChange={(postCode) => changeAddress({ postCode })}
        className="sm:col-span-2"
      />
      <TextField
        name="address.city"
        autoComplete="address-level2"
        label={words.addressCity}
        value={address.city}
        onChange={(city) => changeAddress({ city })}
        className="sm:col-span-4"
      />
      <Select
        name="address.country"
        label={words.addressCountry}
        options={countryOptions}
        value={address.country}
        onChange={(country) => changeAddress({ country })}
        className="sm:col-span-6"
      />
      <TextField
        name="registration"
        label={words.registration}
        description={words.registrationHint}
        value={values.registration}
        onChange={(registration) => change({ registration })}
        className="sm:col-span-6"
      />
    </div>
  );
}

function TaxFields({ form: { values, change } }: { form: WorkspaceForm }) {
  const vatId = normaliseVatNumber(values.vatId);
  const finding = vatId.length > 3 ? checkVatNumber(vatId) : undefined;
  const isChecked = vatId.length > 3 && finding === undefined;
  return (
    <div className={grid}>
      <RadioGroup
        name="vatStatus"
        label={words.vatStatus}
        value={values.vatStatus}
        onChange={(vatStatus) => change({ vatStatus })}
        options={[
          { id: 'regular', label: words.vatRegular, detail: words.vatRegularDetail },
          { id: 'small_business', label: words.vatSmall, detail: words.vatSmallDetail },
        ]}
        className="sm:col-span-6"
      />
      <TextField
        name="vatId"
        spellCheck="false"
        label={words.vatId}
        description={isChecked ? words.vatIdValid : words.vatIdHint}
        error={finding}
        value={values.vatId}
        onChange={(next) => change({ vatId: next })}
        onBlur={() => vatId !== values.vatId && change({ vatId })}
        inputClassName="tabular"
        className="sm:col-span-3"
      />
      <TextField
        name="taxNumber"
        spellCheck="false"
        label={words.taxNumber}
        description={words.taxNumberHint}
        value={values.taxNumber}
        onChange={(taxNumber) => change({ taxNumber })}
        inputClassName="tabular"
        className="sm:col-span-3"
      />
    </div>
  );
}

function ContactFields({ form: { values, change } }: { form: WorkspaceForm }) {
  return (
    <div className={grid}>
      <TextField
        name="email"
        type="email"
        autoComplete="email"
        label={words.email}
        value={values.email}
        onChange={(email) => change({ email })}
        className="sm:col-span-3"
      />
      <TextField
        name="phone"
        type="tel"
        autoComplete="tel"
        label={words.phone}
        value={values.phone}
        onChange={(phone) => change({ phone })}
        className="sm:col-span-3"
      />
      <TextField
        name="website"
        autoComplete="url"
        label={words.website}
        value={values.website}
        onChange={(website) => change({ website })}
        className="sm:col-span-6"
      />
    </div>
  );
}
