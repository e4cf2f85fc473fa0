/**
 * The circulating currencies of ISO 4217, without funds, metals and test codes. BGN and HRK have
 * been withdrawn in favour of the euro and ANG in favour of XCG.
 */
export const currencyCodes: readonly string[] = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
  CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
  GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
  KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
  NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
  SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
  VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
`
  .trim()
  .split(/\s+/);

const codes: ReadonlySet<string> = new Set(currencyCodes);

const withoutDecimals: ReadonlySet<string> = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
);
const withThreeDecimals: ReadonlySet<string> = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

// Only signs that mean one currency wherever the document is read and that the document fonts
// hold: "kr" or a bare "$" for Canadian dollars would leave the reader guessing.
const symbols = new Map([
  ['EUR', '€'],
  ['USD', '$'],
  ['GBP', '£'],
  ['JPY', '¥'],
  ['PLN', 'zł'],
  ['CZK', 'Kč'],
  ['HUF', 'Ft'],
]);

/** Whether the code is a circulating currency of ISO 4217, in capitals. */
export function isCurrencyCode(code: string): boolean {
  return codes.has(code);
}

/** How many decimal places the currency's minor unit has: EUR 2, JPY 0, BHD 3. Throws RangeError. */
export function currencyDecimals(code: string): number {
  if (!codes.has(code)) throw new RangeError(`Not a currency: ${code.slice(0, 10)}`);
  if (withoutDecimals.has(code)) return 0;
  return withThreeDecimals.has(code) ? 3 : 2;
}

/** The sign a document prints for the currency: "€", or the code where no sign is unambiguous. */
export function currencySymbol(code: string): string {
  return symbols.get(code) ?? code;
}
