/** Whether the pattern counts: {seq} or {seq:4} exactly once. */
export function hasOneSequence(pattern: string): boolean {
  return pattern.split(/\{seq(?::(?:[1-9]|10))?\}/).length === 2;
}

/** The number a pattern would give on a day (YYYY-MM-DD); an example, the server gives the real one. */
export function exampleNumber(pattern: string, today: string, sequence: number): string {
  const [year = '', month = ''] = today.split('-');
  return pattern
    .replaceAll('{yyyy}', year)
    .replaceAll('{yy}', year.slice(2))
    .replaceAll('{mm}', month)
    .replace(/\{seq(?::(\d+))?\}/, (_, width: string | undefined) =>
      String(sequence).padStart(Number(width ?? 1), '0'),
    );
}
