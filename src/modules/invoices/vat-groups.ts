import Big from 'big.js';
import { roundHalfAwayFromZero } from '#lib/money.ts';
import type { LineAmount } from './line-amounts.ts';
import {
  type InvoiceContent,
  type InvoiceLine,
  type VatBreakdown,
  vatCategorySchema,
} from './schema.ts';
import { spread } from './spread.ts';

/** The lines of one VAT category and rate, and what the breakdown says of them. */
export interface VatGroup {
  category: VatBreakdown['category'];
  rate: Big;
  lineIndexes: number[];
  /** The sum of the lines in the terms of `prices`, before document discounts. */
  enteredMinor: number;
  exemptionCode: string | null;
  exemptionText: string | null;
}

/** A group with its VAT: BT-116, BT-117, and its lines' sum without VAT before discounts. */
export interface TaxedGroup extends VatGroup {
  linesNetMinor: number;
  taxableMinor: number;
  vatMinor: number;
}

/** One group per category and rate, in an order that does not depend on the order of lines. */
export function groupLines(
  lines: readonly InvoiceLine[],
  amounts: readonly LineAmount[],
): VatGroup[] {
  const groups = new Map<string, VatGroup>();
  for (const [index, { vat }] of lines.entries()) {
    const rate = new Big(vat.rate);
    // "19", "19.0" and "19.00" are one rate.
    const key = `${vat.category} ${rate.toFixed()}`;
    let group = groups.get(key);
    if (!group) {
      group = {
        category: vat.category,
        rate,
        lineIndexes: [],
        enteredMinor: 0,
        exemptionCode: null,
        exemptionText: null,
      };
      groups.set(key, group);
    }
    group.lineIndexes.push(index);
    group.enteredMinor += amounts[index]?.amountMinor ?? 0;
    group.exemptionCode ||= vat.exemptionCode || null;
    group.exemptionText ||= vat.exemptionText || null;
  }
  const order = vatCategorySchema.options;
  return [...groups.values()].sort(
    (a, b) => order.indexOf(a.category) - order.indexOf(b.category) || b.rate.cmp(a.rate),
  );
}

/** Document discounts reduce each group in proportion, before tax; then VAT once per group. */
export function taxGroups(
  groups: VatGroup[],
  discountMinor: number,
  prices: InvoiceContent['prices'],
): TaxedGroup[] {
  const shares = spread(
    discountMinor,
    groups.map((group) => group.enteredMinor),
  );
  return groups.map((group, index) => {
    const rest = group.enteredMinor - (shares[index] ?? 0);
    const taxableMinor = prices === 'gross' ? withoutVat(rest, group.rate) : rest;
    const linesNetMinor =
      prices === 'gross' ? withoutVat(group.enteredMinor, group.rate) : group.enteredMinor;
    const vatMinor = roundHalfAwayFromZero(new Big(taxableMinor).times(group.rate).div(100)); // BR-CO-17
    return { ...group, linesNetMinor, taxableMinor, vatMinor };
  });
}

/**
 * The net amount nearest to a gross one. Where any net amount plus its VAT reaches the gross
 * exactly, it is this one: rounding moves the VAT by half a cent at most, the net by less.
 */
function withoutVat(grossMinor: number, rate: Big): number {
  return roundHalfAwayFromZero(new Big(grossMinor).times(100).div(rate.plus(100)));
}

/** BT-131 per line: as entered, or in gross mode the group's net spread over its lines. */
export function netOfLines(
  prices: InvoiceContent['prices'],
  groups: readonly TaxedGroup[],
  amounts: readonly LineAmount[],
): number[] {
  if (prices === 'net') return amounts.map((line) => line.amountMinor);
  const nets: number[] = [];
  for (const group of groups) {
    const weights = group.lineIndexes.map((index) => amounts[index]?.amountMinor ?? 0);
    const parts = spread(group.linesNetMinor, weights);
    for (const [position, index] of group.lineIndexes.entries()) nets[index] = parts[position] ?? 0;
  }
  return nets;
}

/** The group as the document shows it (BG-23). */
export function breakdownOf(group: TaxedGroup): VatBreakdown {
  return {
    category: group.category,
    rate: group.rate.toFixed(),
    taxableMinor: group.taxableMinor,
    vatMinor: group.vatMinor,
    exemptionCode: group.exemptionCode,
    exemptionText: group.exemptionText,
  };
}
