import { currencyCodes } from '#lib/currencies.ts';
import { type DocumentLanguage, documentLanguages, languageName } from '#lib/languages.ts';
import type { Option } from './ui/list-box.tsx';
import { interfaceLocale } from './ui/locale.ts';

const countryNames = new Intl.DisplayNames(interfaceLocale, { type: 'region' });
const currencyNames = new Intl.DisplayNames(interfaceLocale, { type: 'currency' });

/** ISO 3166-1 without Intl's historic ones; the API checks against the same list. */
const countryCodes = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL
  BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ
  DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
  GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR
  KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU
  MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
  QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH
  TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`
  .trim()
  .split(/\s+/);

/** The country's name in the interface's language. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code;
}

/** Every country, by name. */
export const countryOptions: readonly Option[] = countryCodes
  .map((code) => ({ id: code, label: countryName(code) }))
  .sort((a, b) => a.label.localeCompare(b.label, interfaceLocale));

const frequentCurrencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'DKK', 'NOK', 'PLN', 'CZK', 'HUF'];

/** The currencies of Europe first, then every other by code. */
export const currencyOptions: readonly Option[] = [
  ...frequentCurrencies,
  ...currencyCodes.filter((code) => !frequentCurrencies.includes(code)),
].map((code) => ({ id: code, label: code, detail: currencyNames.of(code) ?? code }));

/** The languages a document can be written in, each by its own name. */
export const languageOptions: readonly (Option & { id: DocumentLanguage })[] =
  documentLanguages.map((code) => ({
    id: code,
    label: capitalised(languageName(code), code),
  }));

function capitalised(name: string, language: string): string {
  const [first = '', ...rest] = name;
  return first.toLocaleUpperCase(language) + rest.join('');
}
