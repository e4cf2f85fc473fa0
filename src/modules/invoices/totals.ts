import Big from 'big.js';
import { currencyDecimals } from '#lib/currencies.ts';
import { roundHalfAwayFromZero } from '#lib/money.ts';
import { amountsOfLines, discountAmount, discountFactor, lineProduct } from './line-amounts.ts';
import {
  type InvoiceContent,
  type InvoiceDiscount,
  type InvoiceLine,
  invoiceLimits,
  type Totals,
} from './schema.ts';
import { breakdownOf, groupLines, netOfLines, taxGroups } from './vat-groups.ts';

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

/**
 * Every amount of an invoice, in minor units, by the arithmetic of EN 16931. Pure, and independent
 * of the order of lines. Assumes that `totalsProblem` found nothing; throws RangeError otherwise.
 */
export function computeTotals(input: TotalsInput): Totals {
  const lineAmounts = amountsOfLines(input.lines, input.currency);
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
