import { formatIban, isIban, normaliseIban } from '#lib/iban.ts';
import { messages } from '../../messages/index.ts';
import { Detail, DetailList } from '../../ui/details.tsx';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { SaveBar } from './save-bar.tsx';
import { useWorkspaceForm } from './use-workspace-form.ts';

const words = messages.settings;
/** The shortest IBAN there is (Norway); before that one is still typing. */
const shortestIban = 15;

/** Where the money goes. */
export function BankSettings() {
  return useMay('workspace.change') ? <BankForm /> : <BankFacts />;
}

function BankFacts() {
  const { iban, bankName, bic } = useWorkspace();
  return (
    <>
      <Section isAside title={words.bankAccount} detail={words.bankAccountDetail}>
        {iban === '' ? (
          <p className="text-14 text-ink-3">{words.bankNone}</p>
        ) : (
          <DetailList>
            <Detail isWide name={words.iban}>
              <span className="tabular">{formatIban(iban)}</span>
            </Detail>
            <Detail name={words.bankName}>{bankName}</Detail>
            <Detail name={words.bic}>{bic}</Detail>
          </DetailList>
        )}
      </Section>
      <ReadOnlyNote />
    </>
  );
}

function BankForm() {
  const form = useWorkspaceForm();
  const { values, change } = form;
  const iban = normaliseIban(values.iban);
  const isValid = isIban(iban);
  return (
    <Form onSubmit={form.save} problem={form.problem} className="!gap-0">
      <Section isAside title={words.bankAccount} detail={words.bankAccountDetail}>
        <div className="grid max-w-xl gap-4 sm:grid-cols-2">
          <TextField
            name="iban"
            autoComplete="off"
            spellCheck="false"
            label={words.iban}
            value={values.iban}
            onChange={(next) => change({ iban: next })}
            onBlur={() =>
              isValid &&
              values.iban !== formatIban(iban) &&
              form.isChanged &&
              change({ iban: formatIban(iban) })
            }
            description={isValid ? words.ibanValid : undefined}
            error={iban.length >= shortestIban && !isValid ? words.ibanInvalid : undefined}
            inputClassName="tabular"
            className="sm:col-span-2"
          />
          <TextField
            name="bankName"
            label={words.bankName}
            value={values.bankName}
            onChange={(bankName) => change({ bankName })}
          />
          <TextField
            name="bic"
            autoComplete="off"
            spellCheck="false"
            label={words.bic}
            description={words.bicHint}
            value={values.bic}
            onChange={(bic) => change({ bic })}
            inputClassName="tabular"
          />
        </div>
      </Section>
      <SaveBar form={form} />
    </Form>
  );
}
