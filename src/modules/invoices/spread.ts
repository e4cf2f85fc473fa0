/**
 * Splits a whole amount over weights by the largest remainder, so that the parts add up to it
 * exactly. All are non-negative safe integers. Which position gets the odd unit depends on the
 * weights alone; only between equal weights does the earlier one get it.
 */
export function spread(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  // total × weight exceeds 2^53, hence bigint inside and numbers outside.
  const products = weights.map((weight) => BigInt(total) * BigInt(weight));
  const parts = products.map((product) => Number(product / sum));
  let missing = total - parts.reduce((all, part) => all + part, 0);
  if (missing === 0) return parts;
  const remainders = products.map((product) => Number(product % sum));
  const order = weights.map((_, index) => index);
  order.sort((a, b) => at(remainders, b) - at(remainders, a) || at(weights, b) - at(weights, a));
  for (const index of order) {
    if (missing === 0) break;
    parts[index] = at(parts, index) + 1;
    missing -= 1;
  }
  return parts;
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? 0;
}
