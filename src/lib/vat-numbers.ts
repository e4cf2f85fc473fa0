import { isCountryCode } from './countries.ts';
import { vatNumberRules } from './vat-number-rules.ts';

/** The number in one piece and capitals; Greece's GR becomes EL, as Directive 2006/112/EC has it. */
export function normaliseVatNumber(value: string): string {
  const compact = value.replace(/[\s./-]/gu, '').toUpperCase();
  return compact.replace(/^GR(?=\d)/, 'EL');
}

/**
 * What is wrong with a normalised VAT number and how to mend it, or undefined where form and check
 * digit are right. Knows the 27 member states, XI, GB and CHE; of other countries only the prefix
 * can be checked, so that a client in Norway or Serbia can be written to as well.
 */
export function checkVatNumber(value: string): string | undefined {
  if (!/^[A-Z]{2}/.test(value)) {
    return 'must begin with the country code, such as "DE" in "DE136695976"';
  }
  const prefix = value.startsWith('CHE') ? 'CHE' : value.slice(0, 2);
  const rule = vatNumberRules[prefix];
  if (!rule) return checkForeignNumber(value);
  const body = value.slice(prefix.length);
  if (!rule.pattern.test(body)) {
    return `is not complete: a ${rule.country} VAT number has ${rule.form} after ${prefix}, such as "${rule.example}"`;
  }
  if (!rule.isValid(body)) {
    return `has a check digit that does not fit: please compare "${value}" with the registration for a mistyped digit`;
  }
  return undefined;
}

function checkForeignNumber(value: string): string | undefined {
  const prefix = value.slice(0, 2);
  if (prefix === 'CH') return 'must begin with CHE, such as "CHE107787577MWST"';
  if (!isCountryCode(prefix)) {
    return `must begin with a country code; "${prefix}" is none. A German number begins with "DE"`;
  }
  if (!/^[A-Z]{2}[0-9A-Z]{2,18}$/.test(value)) {
    return `must consist of the country code "${prefix}" and 2 to 18 letters and digits`;
  }
  return undefined;
}

/** The country (ISO 3166-1) that gave a normalised VAT number; XI is GB. Undefined for none. */
export function vatNumberCountry(value: string): string | undefined {
  const prefix = value.slice(0, 2);
  if (prefix === 'EL') return 'GR';
  if (prefix === 'XI') return 'GB';
  return isCountryCode(prefix) ? prefix : undefined;
}
