import { vatRates } from '#lib/vat-rates.ts';
import type { Vat, VatCategory } from '#modules/invoices/schema.ts';
import type { Workspace } from '#modules/workspaces/schema.ts';
import { messages } from '../../../messages/index.ts';
import { formatDecimal } from '../../../ui/format.ts';
import type { Option } from '../../../ui/list-box.tsx';

const texts = messages.invoices.editor.vat;
export const otherRateId = 'other';
const untaxed: readonly Exclude<VatCategory, 'S'>[] = ['AE', 'K', 'G', 'E', 'Z', 'O'];

export type VatSeller = Pick<Workspace, 'vatStatus'> & { country: string };

/** Category and rate as one choice: "S:19", "AE". */
export function vatChoiceId(vat: Pick<Vat, 'category' | 'rate'>): string {
  return vat.category === 'S' ? `S:${Number(vat.rate)}` : vat.category;
}

/** The treatment behind a choice; the exemption's wording starts empty, which prints the legal one. */
export function vatOfChoice(choiceId: string): Vat {
  const [category = 'S', rate = '0'] = choiceId.split(':');
  return { category: category as VatCategory, rate, exemptionCode: null, exemptionText: null };
}

/** What a seller most often writes: their standard rate, or none as a small business. */
export function usualVat(seller: VatSeller, on: string): Vat {
  const standard = vatRates(seller.country, on)[0];
  const isExempt = seller.vatStatus === 'small_business' || standard === undefined;
  return vatOfChoice(isExempt ? (standard === undefined ? 'Z' : 'E') : `S:${standard}`);
}

/** Every treatment to choose from, the seller's rates first; `current` is always among them. */
export function vatOptions(seller: VatSeller, on: string, current: Vat): Option[] {
  const rates: Option[] = vatRates(seller.country, on).map((rate, position) => ({
    id: `S:${rate}`,
    label: texts.rate(formatDecimal(rate)),
    detail: position === 0 ? texts.standard : texts.reduced,
  }));
  const currentId = vatChoiceId(current);
  if (current.category === 'S' && !rates.some((option) => option.id === currentId)) {
    rates.push({ id: currentId, label: texts.rate(formatDecimal(String(Number(current.rate)))) });
  }
  const others: Option[] = untaxed.map((category) => ({
    id: category,
    label: vatName(category, seller),
    detail: texts.details[category],
  }));
  const other = { id: otherRateId, label: texts.otherRate };
  if (seller.vatStatus === 'small_business') {
    return [
      ...others.filter((option) => option.id === 'E'),
      ...rates,
      other,
      ...others.filter((option) => option.id !== 'E'),
    ];
  }
  return [...rates, other, ...others];
}

/** The word for a category; "Exempt" is called by its reason for a small business. */
export function vatName(category: VatCategory, seller: VatSeller): string {
  return category === 'E' && seller.vatStatus === 'small_business'
    ? texts.smallBusiness
    : texts.names[category];
}

/** Why no VAT is charged, in one sentence; '' where VAT is charged. */
export function vatSentence(category: VatCategory, seller: VatSeller): string {
  return category === 'E' && seller.vatStatus === 'small_business'
    ? texts.smallBusinessSentence
    : texts.sentences[category];
}
