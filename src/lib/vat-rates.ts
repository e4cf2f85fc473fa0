/** The rates of one country from a date on: the standard rate first, then the reduced ones. */
interface RatePeriod {
  from: string;
  rates: readonly string[];
}

const always = '1970-01-01';

// Directive 2006/112/EC, art. 96 to 99, as the member states apply it; the Commission's database
// "Taxes in Europe" is the source. A rate that changed lately stands with the date of the change,
// because an invoice for an earlier supply is still written with the earlier rate.
const periods: Readonly<Record<string, readonly RatePeriod[]>> = {
  AT: [{ from: always, rates: ['20', '13', '10'] }],
  BE: [{ from: always, rates: ['21', '12', '6'] }],
  BG: [{ from: always, rates: ['20', '9'] }],
  CY: [{ from: always, rates: ['19', '9', '5', '3'] }],
  CZ: [
    { from: '2024-01-01', rates: ['21', '12'] },
    { from: always, rates: ['21', '15', '10'] },
  ],
  DE: [{ from: always, rates: ['19', '7'] }],
  DK: [{ from: always, rates: ['25'] }],
  EE: [
    { from: '2025-07-01', rates: ['24', '13', '9'] },
    { from: '2025-01-01', rates: ['22', '13', '9'] },
    { from: always, rates: ['22', '9', '5'] },
  ],
  ES: [{ from: always, rates: ['21', '10', '4'] }],
  FI: [
    { from: '2026-01-01', rates: ['25.5', '13.5', '10'] },
    { from: '2024-09-01', rates: ['25.5', '14', '10'] },
    { from: always, rates: ['24', '14', '10'] },
  ],
  FR: [{ from: always, rates: ['20', '10', '5.5', '2.1'] }],
  GR: [{ from: always, rates: ['24', '13', '6'] }],
  HR: [{ from: always, rates: ['25', '13', '5'] }],
  HU: [{ from: always, rates: ['27', '18', '5'] }],
  IE: [{ from: always, rates: ['23', '13.5', '9', '4.8'] }],
  IT: [{ from: always, rates: ['22', '10', '5', '4'] }],
  LT: [
    { from: '2026-01-01', rates: ['21', '12', '5'] },
    { from: always, rates: ['21', '9', '5'] },
  ],
  LU: [{ from: always, rates: ['17', '14', '8', '3'] }],
  LV: [{ from: always, rates: ['21', '12', '5'] }],
  MT: [{ from: always, rates: ['18', '12', '7', '5'] }],
  NL: [{ from: always, rates: ['21', '9'] }],
  PL: [{ from: always, rates: ['23', '8', '5'] }],
  PT: [{ from: always, rates: ['23', '13', '6'] }],
  RO: [
    { from: '2025-08-01', rates: ['21', '11'] },
    { from: always, rates: ['19', '9', '5'] },
  ],
  SE: [{ from: always, rates: ['25', '12', '6'] }],
  SI: [{ from: always, rates: ['22', '9.5', '5'] }],
  SK: [
    { from: '2025-01-01', rates: ['23', '19', '5'] },
    { from: always, rates: ['20', '10', '5'] },
  ],
  CH: [
    { from: '2024-01-01', rates: ['8.1', '3.8', '2.6'] },
    { from: always, rates: ['7.7', '3.7', '2.5'] },
  ],
  GB: [{ from: always, rates: ['20', '5'] }],
  IS: [{ from: always, rates: ['24', '11'] }],
  LI: [{ from: '2024-01-01', rates: ['8.1', '3.8', '2.6'] }],
  NO: [{ from: always, rates: ['25', '15', '12'] }],
};

/**
 * The VAT rates in per cent that a seller of this country (ISO 3166-1) may use on the date
 * (YYYY-MM-DD), the standard rate first; empty for a country whose rates we do not keep.
 */
export function vatRates(country: string, on: string): readonly string[] {
  return periods[country]?.find((period) => period.from <= on)?.rates ?? [];
}
