import { currencyDecimals } from '#lib/currencies.ts';

const fewestSteps = 3;

/** A round top above the highest bar and the lines below it, in minor units: 0, 2 000, 4 000, 6 000. */
export function chartScale(
  months: readonly { issuedMinor: number; paidMinor: number }[],
  currency: string,
): { top: number; steps: number[] } {
  const unit = 10 ** currencyDecimals(currency);
  const highest = Math.max(
    unit,
    ...months.flatMap((month) => [month.issuedMinor, month.paidMinor]),
  );
  const rough = highest / fewestSteps;
  const power = Math.max(unit, 10 ** Math.floor(Math.log10(rough)));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => power * factor >= rough) ?? 10);
  const count = Math.ceil(highest / step);
  return {
    top: count * step,
    steps: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}
