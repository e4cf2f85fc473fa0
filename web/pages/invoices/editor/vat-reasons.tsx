import { isEuCountry } from '#lib/countries.ts';
import type { VatCategory } from '#modules/invoices/schema.ts';
import { countryName } from '../../../choices.ts';
import { messages } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/states.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useEditor } from './editor-context.tsx';
import { useDraftClient } from './use-draft-client.ts';
import { vatName, vatOfChoice, vatSentence } from './vat-choices.ts';

const texts = messages.invoices.editor.vat;

/** Why VAT is treated as it is, one sentence for each treatment without VAT; and what is usual. */
export function VatReasons() {
  const { draft, seller, change } = useEditor();
  const categories = [...new Set(draft.lines.map((line) => line.vat.category))].filter(
    (category) => category !== 'S',
  );

  function setReason(category: VatCategory, text: string) {
    change({
      lines: draft.lines.map((line) =>
        line.vat.category === category
          ? { ...line, vat: { ...line.vat, exemptionText: text === '' ? null : text } }
          : line,
      ),
    });
  }

  return (
    <div className="flex flex-col gap-3 pt-4 empty:hidden">
      <ReverseChargeProposal />
      {categories.map((category) => (
        <div key={category} className="border-l-2 border-hairline pl-3">
          <p className="text-13 text-ink-2">
            <span className="font-medium text-ink">{vatName(category, seller)}.</span>{' '}
            {vatSentence(category, seller)}
          </p>
          {category === 'E' && (
            <TextField
              label={texts.reason}
              description={texts.reasonHint}
              value={draft.lines.find((line) => line.vat.category === 'E')?.vat.exemptionText ?? ''}
              maxLength={500}
              onChange={(text) => setReason(category, text)}
              className="mt-3"
            />
          )}
        </div>
      ))}
    </div>
  );
}

/** Art. 44 and 196 of Directive 2006/112/EC: a service to a business in another member state. */
function ReverseChargeProposal() {
  const { draft, seller, change } = useEditor();
  const client = useDraftClient().data;
  const isUsual =
    seller.vatStatus === 'regular' &&
    client?.kind === 'business' &&
    client.address.country !== seller.country &&
    isEuCountry(seller.country) &&
    isEuCountry(client.address.country) &&
    draft.lines.some((line) => line.vat.category === 'S');
  if (!isUsual || !client) return null;
  return (
    <Note>
      <p>{texts.proposal(client.name, countryName(client.address.country))}</p>
      <Button
        size="small"
        className="mt-2"
        onPress={() =>
          change({ lines: draft.lines.map((line) => ({ ...line, vat: vatOfChoice('AE') })) })
        }
      >
        {texts.useProposal}
      </Button>
    </Note>
  );
}
