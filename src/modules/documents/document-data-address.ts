import { countryName } from '#lib/countries.ts';
import type { Buyer, Seller } from '#modules/invoices/schema.ts';
import type { DocumentFormat } from './document-data-format.ts';
import { breakableText, printableLine } from './glyphs.ts';

// Where the post office wants the code after the town (Universal Postal Union, addressing sheets).
const codeAfterCity: ReadonlySet<string> = new Set(['GB', 'IE', 'MT', 'US', 'CA', 'AU', 'IN']);

/** The address as its lines, without the country; some may be empty. */
export function addressLines(address: Seller['address']): string[] {
  const { line1, line2, postCode, city, country } = address;
  const town = codeAfterCity.has(country) ? `${city} ${postCode}` : `${postCode} ${city}`;
  return [line1, line2, town.trim()];
}

/** What stands in the window of the envelope; the country only where the letter crosses a border. */
export function recipient(buyer: Buyer, abroad: boolean, format: DocumentFormat): string {
  const country = abroad ? countryName(buyer.address.country, format.language) : '';
  return [buyer.name, buyer.contactName, ...addressLines(buyer.address), country]
    .map((line) => breakableText(printableLine(line), 38))
    .filter((line) => line !== '')
    .join('\n');
}

/** The sender in one small line above the recipient. */
export function returnAddress(seller: Seller): string {
  return [seller.legalName, ...addressLines(seller.address)]
    .map((part) => breakableText(printableLine(part), 40))
    .filter((part) => part !== '')
    .join(' · ');
}
