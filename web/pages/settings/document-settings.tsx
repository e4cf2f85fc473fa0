import { currencyOptions, languageOptions } from '../../choices.ts';
import { messages } from '../../messages/index.ts';
import { DecimalField } from '../../ui/decimal-field.tsx';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { AccentField } from './accent-field.tsx';
import { DocumentFacts } from './document-facts.tsx';
import { LogoField } from './logo-field.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { SamplePage } from './sample-page.tsx';
import { SaveBar } from './save-bar.tsx';
import { useWorkspaceForm } from './use-workspace-form.ts';

const words = messages.settings;

/** How documents look and what each new one begins with; beside it a real page. */
export function DocumentSettings() {
  const workspace = useWorkspace();
  const mayChange = useMay('workspace.change');
  return mayChange ? (
    <DocumentForm />
  ) : (
    <>
      <DocumentFacts workspace={workspace} />
      <ReadOnlyNote />
    </>
  );
}

function DocumentForm() {
  const form = useWorkspaceForm();
  const { values, change } = form;
  return (
    <div className="grid grid-cols-1 gap-x-10 border-t border-hairline lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Form onSubmit={form.save} problem={form.problem} className="!gap-0">
        <Section title={words.look} detail={words.lookDetail} className="border-t-0">
          <div className="flex max-w-xl flex-col gap-5">
            <LogoField />
            <AccentField
              value={values.accentColor}
              onChange={(accentColor) => change({ accentColor })}
            />
            <TextArea
              name="footerNote"
              label={words.footer}
              description={words.footerHint}
              maxLength={300}
              value={values.footerNote}
              onChange={(footerNote) => change({ footerNote })}
            />
          </div>
        </Section>
        <Section title={words.terms} detail={words.termsDetail}>
          <div className="grid max-w-xl gap-4 sm:grid-cols-2">
            <Select
              name="locale"
              label={words.language}
              description={words.languageHint}
              options={languageOptions}
              value={values.locale}
              onChange={(locale) => change({ locale })}
            />
            <DecimalField
              name="paymentTermDays"
              label={words.paymentTerm}
              places={0}
              suffix={words.days}
              value={String(values.paymentTermDays)}
              onChange={(days) => change({ paymentTermDays: Number(days) })}
            />
            <Select
              name="currency"
              label={words.currency}
              description={words.currencyHint}
              options={currencyOptions}
              value={values.currency}
              onChange={(currency) => change({ currency })}
            />
            <Select
              name="timeZone"
              label={words.timeZone}
              options={timeZoneOptions(values.timeZone)}
              value={values.timeZone}
              onChange={(timeZone) => change({ timeZone })}
            />
          </div>
        </Section>
        <SaveBar form={form} />
      </Form>
      <SamplePage />
    </div>
  );
}

/** What the browser knows, and what is stored even where it does not. */
function timeZoneOptions(current: string) {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), current]);
  return [...zones].sort().map((zone) => ({ id: zone, label: zone.replaceAll('_', ' ') }));
}
