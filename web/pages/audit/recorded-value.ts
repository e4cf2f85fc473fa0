import { isCalendarDate } from '#lib/dates.ts';
import { countryName, languageOptions } from '../../choices.ts';
import { auditMessages } from '../../messages/audit.ts';
import { formatCount, formatDate, formatDecimal, formatMoney } from '../../ui/format.ts';
import { formatMoment } from './moments.ts';

const { fields, values, ...words } = auditMessages.recorded;
const shownOfList = 12;
const maxDepth = 4;

/** What a value needs beyond itself to be read: whose currency and which time zone. */
export interface Reading {
  currency: string;
  timeZone: string;
}

/** What a recorded member is called on the screens: "paymentTermDays" is the "Payment term in days". */
export function fieldName(member: string): string {
  const known = fields[member];
  if (known !== undefined) return known;
  const spaced = member.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

const readingOrder = new Map(Object.keys(fields).map((member, place) => [member, place]));

/** The members in the order of their screens; Postgres gives them back by the length of their names. */
export function inReadingOrder(object: Readonly<Record<string, unknown>>): [string, unknown][] {
  const place = (member: string) => readingOrder.get(member) ?? readingOrder.size;
  return Object.entries(object).sort(([one], [other]) => place(one) - place(other));
}

/** A recorded value as people read it: amounts as money, days as dates, codes as their words. */
export function valueText(member: string, value: unknown, reading: Reading, depth = 0): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') {
    return member.endsWith('Minor') ? formatMoney(value, reading.currency) : formatCount(value);
  }
  if (typeof value === 'string') return stringText(member, value, reading);
  if (depth === maxDepth) return JSON.stringify(value);
  if (Array.isArray(value)) return listText(member, value, reading, depth);
  if (typeof value === 'object') return objectText({ ...value }, reading, depth);
  return String(value);
}

function stringText(member: string, value: string, reading: Reading): string {
  if (member === 'percent') return `${formatDecimal(value)} %`;
  const word = values[member]?.[value];
  if (word !== undefined) return word;
  if (isCalendarDate(value)) return formatDate(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatMoment(value, reading.timeZone);
  if (member === 'country') return countryName(value);
  if (member === 'language' || member === 'locale') {
    return languageOptions.find(({ id }) => id === value)?.label ?? value;
  }
  return value;
}

function listText(member: string, list: unknown[], reading: Reading, depth: number): string {
  const areNames = member === 'fields';
  const texts = list
    .slice(0, shownOfList)
    .map((item) =>
      areNames ? fieldName(String(item)) : valueText(member, item, reading, depth + 1),
    );
  const rest = list.length - shownOfList;
  return [...texts, ...(rest > 0 ? [words.more(rest)] : [])].join(areNames ? ', ' : '\n');
}

function objectText(object: Record<string, unknown>, reading: Reading, depth: number): string {
  const { width, height, sha256, bytes } = object;
  if (typeof width === 'number' && typeof height === 'number') return words.image(width, height);
  if (typeof sha256 === 'string' && typeof bytes === 'number') return words.tooLong(bytes, sha256);
  if ('unitPrice' in object) return lineText(object);
  const { postCode, city, ...rest } = object;
  // A post code stands before its town, without a comma.
  const town = [postCode, city].filter(Boolean).join(' ');
  return inReadingOrder(town === '' ? object : { ...rest, city: town })
    .map(([member, value]) => valueText(member, value, reading, depth + 1))
    .filter((text) => text !== '')
    .join(', ');
}

/** One line of a draft: "2. Printed handbook: 3 × 20.00, VAT 7 %". */
function lineText({
  line,
  description,
  quantity,
  unitPrice,
  vat,
}: Record<string, unknown>): string {
  const rate = typeof vat === 'object' && vat !== null && 'rate' in vat ? vat.rate : undefined;
  const product = [quantity, unitPrice]
    .filter((factor) => typeof factor === 'string')
    .map((factor) => formatDecimal(factor))
    .join(' × ');
  const place = typeof line === 'number' ? `${line}. ` : '';
  const tax = typeof rate === 'string' ? words.vat(formatDecimal(rate)) : '';
  return `${place}${[description, product, tax].filter(Boolean).join(', ')}`;
}
