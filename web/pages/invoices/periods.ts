export type PeriodPreset = 'month' | 'quarter' | 'year';
export interface Period {
  from: string;
  to: string;
}

/** The calendar month, quarter or year in which `today` lies, first and last day included. */
export function periodOf(preset: PeriodPreset, today: string): Period {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7)) - 1;
  const first = { month, quarter: month - (month % 3), year: 0 }[preset];
  const length = { month: 1, quarter: 3, year: 12 }[preset];
  return { from: isoDate(year, first, 1), to: isoDate(year, first + length, 0) };
}

/** Which preset a period is, if it is one. */
export function presetOf({ from, to }: Partial<Period>, today: string): PeriodPreset | undefined {
  return (['month', 'quarter', 'year'] as const).find((preset) => {
    const period = periodOf(preset, today);
    return period.from === from && period.to === to;
  });
}

/** Day 0 is the last one of the month before. */
function isoDate(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
