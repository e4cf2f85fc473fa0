import Big from 'big.js';
import { currencyDecimals } from '#lib/currencies.ts';
import { roundHalfAwayFromZero } from '#lib/money.ts';
import {
  type InvoiceContent,
  type InvoiceDiscount,
  type InvoiceLine,
  invoiceLimits,
  type Totals,
  type VatBreakdown,
  vatCategorySchema,
} from './schema.ts';
import { spread } from './spread.ts';

/** Frozen in every document: EN 16931-1:2017 and the year's edition of our arithmetic and checks. */
export const rulesVersion = 'en16931-2017+2026.1';

export interface TotalsInput {
  currency: string;
  /** Whether unit prices and discount amounts are without ("net") or with VAT ("gross"). */
  prices: InvoiceContent['prices'];
  lines: readonly InvoiceLine[];
  discounts: readonly InvoiceDiscount[];
  exchangeRate?: InvoiceContent['exchangeRate'] | undefined;
  accountingCurrency?: string | undefined;
  /** BT-113, what was paid before the invoice, in minor units. */
  paidMinor?: number | undefined;
}

/** A line in the terms of `prices`, in minor units. */
interface LineAmount {
  amountMinor: number;
  discountMinor: number;
}

/** The lines of one VAT category and rate, and what the breakdown says of them. */
interface VatGroup {
  category: VatBreakdown['category'];
  rate: Big;
  lineIndexes: number[];
  /** The sum of the lines in the terms of `prices`, before document discounts. */
  enteredMinor: number;
  exemptionCode: string | null;
  exemptionText: string | null;
}

/** A group with its VAT: BT-116, BT-117, and its lines' sum without VAT before discounts. */
interface TaxedGroup extends VatGroup {
  linesNetMinor: number;
  taxableMinor: number;
  vatMinor: number;
}

/**
 * Every amount of an invoice, in minor units, by the arithmetic of EN 16931. Pure, and independent
 * of the order of lines. Assumes that `totalsProblem` found nothing; throws RangeError otherwise.
 */
export function computeTotals(input: TotalsInput): Totals {
  const lineAmounts = amountsOfLines(input);
  const enteredMinor = sumOf(lineAmounts, (line) => line.amountMinor);
  const discounts = input.discounts.map((discount) => ({
    amountMinor: discountAmount(discount, enteredMinor),
  }));
  const enteredDiscountMinor = sumOf(discounts, (discount) => discount.amountMinor);
  const groups = taxGroups(
    groupLines(input.lines, lineAmounts),
    enteredDiscountMinor,
    input.prices,
  );
  const lineNets = netOfLines(input.prices, groups, lineAmounts);

  const lineNetMinor = sumOf(groups, (group) => group.linesNetMinor);
  const netMinor = sumOf(groups, (group) => group.taxableMinor);
  const vatMinor = sumOf(groups, (group) => group.vatMinor);
  const grossMinor = netMinor + vatMinor;
  const paidMinor = input.paidMinor ?? 0;
  // Not every gross total is reached by a net amount plus its VAT at 19 %; BT-114 carries the cent,
  // so that what the user typed is what the client pays.
  const roundingMinor =
    input.prices === 'gross' ? enteredMinor - enteredDiscountMinor - grossMinor : 0;
  return {
    lines: lineAmounts.map((line, index) => ({ ...line, netMinor: lineNets[index] ?? 0 })),
    lineNetMinor,
    discounts,
    discountMinor: lineNetMinor - netMinor, // BR-CO-13
    netMinor,
    vatMinor,
    grossMinor,
    paidMinor,
    roundingMinor,
    dueMinor: grossMinor - paidMinor + roundingMinor, // BR-CO-16
    vatBreakdown: groups.map(breakdownOf),
    accountingVat: accountingVat(input, vatMinor),
  };
}

/** What makes an invoice impossible to add up, naming the field; undefined where it can be. */
export function totalsProblem(input: TotalsInput): { field: string; message: string } | undefined {
  const limit = invoiceLimits.amountMinor;
  const scale = 10 ** currencyDecimals(input.currency);
  let sum = new Big(0);
  for (const [index, line] of input.lines.entries()) {
    const amount = lineProduct(line).times(scale);
    if (amount.gt(limit)) {
      return {
        field: `lines[${index}].unitPrice`,
        message: 'makes the line too large: quantity × unit price may be at most 10^13 minor units',
      };
    }
    sum = sum.plus(amount.times(discountFactor(line)).round(0, 1));
  }
  if (sum.gt(limit)) {
    return { field: 'lines', message: 'must add up to at most 10^13 minor units' };
  }
  return (
    discountProblem(input.discounts, sum.toNumber()) ??
    paidProblem(input.paidMinor ?? 0, limit) ??
    resultProblem(input, limit)
  );
}

function discountProblem(discounts: readonly InvoiceDiscount[], enteredMinor: number) {
  let restMinor = enteredMinor;
  for (const [index, discount] of discounts.entries()) {
    restMinor -= discountAmount(discount, enteredMinor);
    if (restMinor < 0) {
      return {
        field: `discounts[${index}].${discount.percent === null ? 'amountMinor' : 'percent'}`,
        message: 'makes the discounts larger than the sum of the lines; please lower it',
      };
    }
  }
  return undefined;
}

function paidProblem(paidMinor: number, limit: number) {
  if (Number.isInteger(paidMinor) && Math.abs(paidMinor) <= limit) return undefined;
  return { field: 'paidMinor', message: 'must be a whole number of at most 10^13 minor units' };
}

/** VAT may carry a permitted sum over the limit, and so may the exchange rate the VAT. */
function resultProblem(input: TotalsInput, limit: number) {
  const totals = computeTotals({ ...input, exchangeRate: null });
  if (totals.grossMinor > limit) {
    return { field: 'lines', message: 'must add up to at most 10^13 minor units with VAT' };
  }
  const converted = accountingVatExact(input, totals.vatMinor);
  if (converted?.gt(limit)) {
    return {
      field: 'exchangeRate.rate',
      message: 'makes the VAT larger than 10^13 minor units; please check the rate',
    };
  }
  return undefined;
}

/** Quantity × unit price, exact, in whole units of the currency. */
function lineProduct(line: InvoiceLine): Big {
  return new Big(line.quantity).times(line.unitPrice);
}

function discountFactor(line: InvoiceLine): Big {
  return new Big(100).minus(line.discountPercent ?? 0).div(100);
}

function amountsOfLines(input: TotalsInput): LineAmount[] {
  const scale = 10 ** currencyDecimals(input.currency);
  return input.lines.map((line) => {
    const exact = lineProduct(line).times(scale);
    const undiscounted = roundHalfAwayFromZero(exact);
    if (line.discountPercent === null) return { amountMinor: undiscounted, discountMinor: 0 };
    // BT-131 is rounded once, from the exact product; the discount is the visible difference.
    const amountMinor = roundHalfAwayFromZero(exact.times(discountFactor(line)));
    return { amountMinor, discountMinor: undiscounted - amountMinor };
  });
}

/** A percentage applies to the sum of the lines, also where other discounts stand before it. */
function discountAmount(discount: InvoiceDiscount, enteredMinor: number): number {
  if (discount.percent === null) return discount.amountMinor ?? 0;
  return roundHalfAwayFromZero(new Big(enteredMinor).times(discount.percent).div(100));
}

/** One group per category and rate, in an order that does not depend on the order of lines. */
function groupLines(lines: readonly InvoiceLine[], amounts: readonly LineAmount[]): VatGroup[] {
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
    group.exemptionCode ??= vat.exemptionCode;
    group.exemptionText ??= vat.exemptionText;
  }
  const order = vatCategorySchema.options;
  return [...groups.values()].sort(
    (a, b) => order.indexOf(a.category) - order.indexOf(b.category) || b.rate.cmp(a.rate),
  );
}

/** Document discounts reduce each group in proportion, before tax; then VAT once per group. */
function taxGroups(
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
function netOfLines(
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

function breakdownOf(group: TaxedGroup): VatBreakdown {
  return {
    category: group.category,
    rate: group.rate.toFixed(),
    taxableMinor: group.taxableMinor,
    vatMinor: group.vatMinor,
    exemptionCode: group.exemptionCode,
    exemptionText: group.exemptionText,
  };
}

/** BT-111 before rounding, in minor units of the accounting currency. */
function accountingVatExact(input: TotalsInput, vatMinor: number): Big | undefined {
  const { accountingCurrency, currency, exchangeRate } = input;
  if (!accountingCurrency || accountingCurrency === currency || !exchangeRate) return undefined;
  const shift = 10 ** (currencyDecimals(accountingCurrency) - currencyDecimals(currency));
  return new Big(vatMinor).times(exchangeRate.rate).times(shift);
}

function accountingVat(input: TotalsInput, vatMinor: number): Totals['accountingVat'] {
  const exact = accountingVatExact(input, vatMinor);
  if (!exact || !input.accountingCurrency || !input.exchangeRate) return null;
  return {
    currency: input.accountingCurrency,
    vatMinor: roundHalfAwayFromZero(exact),
    rate: input.exchangeRate.rate,
    on: input.exchangeRate.on,
  };
}

function sumOf<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += amountOf(item);
  return sum;
}
