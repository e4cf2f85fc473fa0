import { quantile } from './measure.ts';

const rounds = 1_000;

/** Where a statistic of two samples lies 95 times of 100 when both are drawn again from themselves. */
export function bootstrapInterval(
  a: number[],
  b: number[],
  statistic: (a: number[], b: number[]) => number,
): [low: number, high: number] {
  const values = Array.from({ length: rounds }, () => statistic(drawnAgain(a), drawnAgain(b)));
  return [quantile(values, 0.025), quantile(values, 0.975)];
}

function drawnAgain(sample: number[]): number[] {
  return sample.map(() => sample[Math.floor(Math.random() * sample.length)] ?? Number.NaN);
}

/**
 * Mann and Whitney's test, by the normal approximation: how often a value of one sample lies above one of
 * the other (0.5 where nothing tells them apart), and how probable a distance like this one is by chance.
 */
export function mannWhitney(a: number[], b: number[]): { above: number; p: number } {
  const ranked = [...a.map((value) => ({ value, ofA: true })), ...b.map(ofB)].sort(
    (one, other) => one.value - other.value,
  );
  let ranksOfA = 0;
  let ties = 0;
  for (let start = 0; start < ranked.length; ) {
    let end = start;
    while (end < ranked.length && ranked[end]?.value === ranked[start]?.value) end += 1;
    const tied = end - start;
    const rank = (start + 1 + end) / 2;
    ranksOfA += rank * ranked.slice(start, end).filter(({ ofA }) => ofA).length;
    ties += tied ** 3 - tied;
    start = end;
  }
  const pairs = a.length * b.length;
  const u = ranksOfA - (a.length * (a.length + 1)) / 2;
  const all = a.length + b.length;
  const deviation = Math.sqrt((pairs / 12) * (all + 1 - ties / (all * (all - 1))));
  return { above: u / pairs, p: 2 * (1 - normal(Math.abs(u - pairs / 2) / deviation)) };
}

const ofB = (value: number) => ({ value, ofA: false });

/** The standard normal distribution, to seven places (Abramowitz and Stegun 7.1.26 on the error function). */
function normal(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - (polynomial * Math.exp(-x * x)) / 2;
}
