import type { NewClient } from '#modules/clients/schema.ts';
import type { NewInvoice } from '#modules/invoices/schema.ts';
import type { WorkspaceChange } from '#modules/workspaces/schema.ts';

/** A designer in Hamburg, invented like everyone she works for. */
export const seller: WorkspaceChange = {
  legalName: 'Marlene Vogt Gestaltung',
  address: {
    line1: 'Bernstorffstraße 118',
    line2: '',
    postCode: '22767',
    city: 'Hamburg',
    country: 'DE',
  },
  vatId: 'DE314159203',
  taxNumber: '02/314/15926',
  iban: 'DE34200505501234567890',
  bic: 'HASPDEHHXXX',
  bankName: 'Hamburger Sparkasse',
  email: 'hallo@marlenevogt.example',
  phone: '+49 40 5550 1370',
  website: 'marlenevogt.example',
  locale: 'de',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  paymentTermDays: 14,
  accentColor: '#0f6b5c',
};

/** Drawn anew as PNG like any logo that is uploaded. */
export const logoSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 64">
<path d="M4 56V8h10l18 30L50 8h10v48H49V28L35 51h-6L15 28v28z" fill="#0f6b5c"/>
<path d="M70 8h12l15 34 15-34h12L103 56h-12z" fill="#0f6b5c" opacity=".55"/>
<circle cx="140" cy="50" r="6" fill="#0f6b5c"/></svg>`;

type DemoClient = Pick<NewClient, 'name' | 'address'> & Partial<NewClient>;

export const clients = {
  hafen: {
    name: 'Hafenlicht Verlag GmbH',
    contactName: 'Jonas Petersen',
    address: address('Großer Grasbrook 9', '20457', 'Hamburg', 'DE'),
    vatId: 'DE287654308',
    email: 'rechnung@hafenlicht.example',
    language: 'de',
  },
  werft: {
    name: 'Blankenese Yachtwerft AG',
    address: address('Am Sandtorkai 4', '20457', 'Hamburg', 'DE'),
    email: 'einkauf@yachtwerft.example',
    language: 'de',
    paymentTermDays: 30,
  },
  alpen: {
    name: 'Alpenblick Hotels GmbH',
    contactName: 'Theresa Gruber',
    address: address('Getreidegasse 21', '5020', 'Salzburg', 'AT'),
    vatId: 'ATU62718287',
    email: 'buchhaltung@alpenblick.example',
    language: 'de',
  },
  atelier: {
    name: 'Atelier Lumière SARL',
    contactName: 'Camille Laurent',
    address: address('14 rue des Martyrs', '75009', 'Paris', 'FR'),
    vatId: 'FR19812345676',
    email: 'compta@lumiere.example',
    language: 'fr',
  },
  gracht: {
    name: 'Grachtenhuis Digital B.V.',
    address: address('Herengracht 412', '1017 BX', 'Amsterdam', 'NL'),
    vatId: 'NL812345605B01',
    email: 'facturen@grachtenhuis.example',
    language: 'nl',
  },
  wisla: {
    name: 'Wisła Studio sp. z o.o.',
    address: address('ul. Krakowskie Przedmieście 5', '00-068', 'Warszawa', 'PL'),
    vatId: 'PL5272718205',
    email: 'faktury@wisla.example',
    language: 'pl',
  },
  zuri: {
    name: 'Zürichberg Kaffeerösterei AG',
    address: address('Seefeldstrasse 77', '8008', 'Zürich', 'CH'),
    email: 'finanzen@zuerichberg.example',
    language: 'de',
    paymentTermDays: 30,
  },
  bay: {
    name: 'Bay & Harbor Press, Inc.',
    contactName: 'Dana Whitfield',
    address: address('2200 Powell Street', 'CA 94608', 'Emeryville', 'US'),
    email: 'ap@bayharbor.example',
    language: 'en',
    paymentTermDays: 30,
  },
  familie: {
    name: 'Familie Aydın',
    kind: 'consumer',
    address: address('Eppendorfer Weg 201', '20253', 'Hamburg', 'DE'),
    email: 'aydin@post.example',
    language: 'de',
  },
} as const satisfies Record<string, DemoClient>;

export type ClientName = keyof typeof clients;

/** An invoice of the year: how many days ago it was issued, and what came of it. */
export type DemoInvoice = {
  daysAgo: number;
  client: ClientName;
  subject: string;
  lines: NonNullable<NewInvoice['lines']>;
  currency?: string;
  discountPercent?: string;
  /** Days after issue on which it was paid; absent where it is still open. */
  paidAfterDays?: number;
  /** What was paid, in minor units, where it was not all. */
  paidMinor?: number;
};

const vat = (category: 'S' | 'AE' | 'G' | 'O', rate = '0') => ({
  category,
  rate,
  exemptionCode: null,
  exemptionText: null,
});
const standard = vat('S', '19');
const reduced = vat('S', '7');
const reverse = vat('AE');
const outside = vat('O');

const line = (
  description: string,
  quantity: string,
  unit: string,
  unitPrice: string,
  tax = standard,
) => ({ description, quantity, unit, unitPrice, discountPercent: null, vat: tax });

const hours = (description: string, quantity: string, tax = standard) =>
  line(description, quantity, 'HUR', '96.00', tax);
const days = (description: string, quantity: string, tax = standard) =>
  line(description, quantity, 'DAY', '720.00', tax);
const rights = (description: string, price: string) =>
  line(description, '1', 'C62', price, reduced);

export const invoices: DemoInvoice[] = [
  {
    daysAgo: 352,
    client: 'hafen',
    subject: 'Frühjahrsvorschau',
    lines: [
      days('Gestaltung der Frühjahrsvorschau, 48 Seiten', '6'),
      rights('Nutzungsrechte Titelillustration', '450.00'),
    ],
    paidAfterDays: 11,
  },
  {
    daysAgo: 338,
    client: 'alpen',
    subject: 'Winterkampagne',
    lines: [days('Konzept und Key Visual', '4', reverse), hours('Reinzeichnung', '9.5', reverse)],
    paidAfterDays: 14,
  },
  {
    daysAgo: 327,
    client: 'familie',
    subject: 'Hochzeitspapeterie',
    lines: [
      line('Einladungskarten, gestaltet und gesetzt', '80', 'C62', '3.40'),
      line('Menükarten', '24', 'C62', '2.90'),
    ],
    paidAfterDays: 3,
  },
  {
    daysAgo: 310,
    client: 'gracht',
    subject: 'Design system, phase 1',
    lines: [days('Componentenbibliotheek, ontwerp', '8', reverse)],
    paidAfterDays: 19,
  },
  {
    daysAgo: 296,
    client: 'bay',
    subject: 'Cover series “Tidewater”',
    currency: 'USD',
    lines: [line('Book cover, design and artwork', '3', 'C62', '1450.00', outside)],
    paidAfterDays: 27,
  },
  {
    daysAgo: 281,
    client: 'werft',
    subject: 'Messestand boot',
    lines: [
      days('Entwurf Messestand und Beschriftung', '5'),
      line('Druckdaten Großformat', '6', 'C62', '85.00'),
    ],
    discountPercent: '5',
    paidAfterDays: 31,
  },
  {
    daysAgo: 262,
    client: 'atelier',
    subject: 'Identité visuelle',
    lines: [days('Charte graphique et logotype', '7', reverse)],
    paidAfterDays: 16,
  },
  {
    daysAgo: 247,
    client: 'hafen',
    subject: 'Umschläge Herbstprogramm',
    lines: [
      line('Umschlaggestaltung', '4', 'C62', '680.00'),
      rights('Nutzungsrechte, vier Titel', '720.00'),
    ],
    paidAfterDays: 12,
  },
  {
    daysAgo: 229,
    client: 'zuri',
    subject: 'Verpackung Hausröstung',
    currency: 'CHF',
    lines: [line('Verpackungsgestaltung, Linie mit fünf Sorten', '1', 'C62', '5200.00', outside)],
    paidAfterDays: 29,
  },
  {
    daysAgo: 214,
    client: 'wisla',
    subject: 'Identyfikacja wizualna',
    lines: [
      days('Projekt identyfikacji wizualnej', '5', reverse),
      hours('Warsztaty', '6', reverse),
    ],
    paidAfterDays: 21,
  },
  {
    daysAgo: 196,
    client: 'alpen',
    subject: 'Sommerkarte und Beschilderung',
    lines: [hours('Gestaltung Speise- und Getränkekarten', '22', reverse)],
    paidAfterDays: 13,
  },
  {
    daysAgo: 177,
    client: 'hafen',
    subject: 'Betreuung Mai',
    lines: [hours('Laufende Gestaltung und Abstimmung', '18.25')],
    paidAfterDays: 10,
  },
  {
    daysAgo: 159,
    client: 'gracht',
    subject: 'Design system, phase 2',
    lines: [days('Documentatie en overdracht', '9', reverse)],
    paidAfterDays: 24,
  },
  {
    daysAgo: 141,
    client: 'werft',
    subject: 'Imagebroschüre',
    lines: [
      days('Gestaltung der Imagebroschüre, 32 Seiten', '8'),
      line('Bildbearbeitung', '45', 'C62', '18.00'),
      rights('Nutzungsrechte Illustrationen', '900.00'),
    ],
    paidAfterDays: 34,
  },
  {
    daysAgo: 118,
    client: 'atelier',
    subject: 'Catalogue d’automne',
    lines: [days('Mise en page du catalogue, 64 pages', '6', reverse)],
    paidAfterDays: 15,
  },
  {
    daysAgo: 101,
    client: 'bay',
    subject: 'Cover “Salt Roads”',
    currency: 'USD',
    lines: [line('Book cover, design and artwork', '1', 'C62', '1600.00', outside)],
    paidAfterDays: 30,
  },
  {
    daysAgo: 83,
    client: 'hafen',
    subject: 'Herbstkampagne',
    lines: [days('Anzeigen und Plakate', '4'), rights('Nutzungsrechte Plakatmotiv', '600.00')],
    paidAfterDays: 9,
  },
  {
    daysAgo: 66,
    client: 'zuri',
    subject: 'Filialbeschriftung',
    currency: 'CHF',
    lines: [line('Gestaltung und Ausführungspläne', '1', 'C62', '3400.00', outside)],
    paidAfterDays: 28,
  },
  {
    daysAgo: 52,
    client: 'wisla',
    subject: 'Strona internetowa',
    lines: [days('Projekt strony internetowej', '4', reverse)],
  },
  {
    daysAgo: 38,
    client: 'alpen',
    subject: 'Winterkampagne',
    lines: [
      days('Konzept und Fotoregie', '5', reverse),
      hours('Retusche und Reinzeichnung', '12', reverse),
    ],
    paidAfterDays: 17,
  },
  {
    daysAgo: 27,
    client: 'familie',
    subject: 'Geburtsanzeige',
    lines: [line('Karte, gestaltet und gesetzt', '60', 'C62', '3.10')],
  },
  {
    daysAgo: 19,
    client: 'werft',
    subject: 'Website, Abschlag',
    lines: [days('Konzept und Gestaltung der Startseite', '6')],
    paidAfterDays: 12,
    paidMinor: 250_000,
  },
  {
    daysAgo: 9,
    client: 'hafen',
    subject: 'Frühjahrsvorschau',
    lines: [
      days('Gestaltung der Frühjahrsvorschau, 56 Seiten', '7'),
      rights('Nutzungsrechte Titelillustration', '480.00'),
    ],
  },
  {
    daysAgo: 3,
    client: 'gracht',
    subject: 'Onderhoud najaar',
    lines: [hours('Ontwerp en begeleiding', '14.5', reverse)],
  },
];

/** Work in progress. */
export const drafts: Omit<DemoInvoice, 'daysAgo'>[] = [
  {
    client: 'atelier',
    subject: 'Cartes de vœux',
    lines: [hours('Illustration et mise en page', '8', reverse)],
  },
  {
    client: 'hafen',
    subject: 'Betreuung November',
    lines: [hours('Laufende Gestaltung und Abstimmung', '11.75')],
  },
];

function address(line1: string, postCode: string, city: string, country: string) {
  return { line1, line2: '', postCode, city, country };
}
