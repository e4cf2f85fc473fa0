import Big from 'big.js';
import { currencyDecimals } from '#lib/currencies.ts';
import { roundHalfAwayFromZero } from '#lib/money.ts';
import type { InvoiceDiscount, InvoiceLine } from './schema.ts';

/** A line in the terms of `prices`, in minor units. */
export interface LineAmount {
  amountMinor: number;
  discountMinor: number;
}

/** Quantity × unit price, exact, in whole units of the currency. */
export function lineProduct(line: InvoiceLine): Big {
  return new Big(line.quantity).times(line.unitPrice);
}

/** What a line's own discount leaves of it: 0.9 for 10 %. */
export function discountFactor(line: InvoiceLine): Big {
  return new Big(100).minus(line.discountPercent ?? 0).div(100);
}

/** Every line in minor units of the currency. Throws RangeError beyond safe integers. */
export function amountsOfLines(lines: readonly InvoiceLine[], currency: string): LineAmount[] {
  const scale = 10 ** currencyDecimals(currency);
  return lines.map((line) => {
    const exact = lineProduct(line).times(scale);
    const undiscounted = roundHalfAwayFromZero(exact);
    if (line.discountPercent === null) return { amountMinor: undiscounted, discountMinor: 0 };
    // BT-131 is rounded once, from the exact product; the discount is the visible difference.
    const amountMinor = roundHalfAwayFromZero(exact.times(discountFactor(line)));
    return { amountMinor, discountMinor: undiscounted - amountMinor };
  });
}

/** In minor units. A percentage applies to the sum of the lines, also where other discounts stand before it. */
export function discountAmount(discount: InvoiceDiscount, enteredMinor: number): number {
  if (discount.percent === null) return discount.amountMinor ?? 0;
  return roundHalfAwayFromZero(new Big(enteredMinor).times(discount.percent).div(100));
}
