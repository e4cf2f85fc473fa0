import { describe, expect, test } from 'vitest';
import { euCountries } from '#lib/countries.ts';
import { documentLanguages } from '#lib/languages.ts';
import { vatCategorySchema, vatSchema } from './schema.ts';
import { exemptionText } from './vat-texts.ts';
import { smallBusinessSchemes } from './vat-texts-data-small-business.ts';

const regular = {
  exemptionCode: null,
  language: 'en',
  sellerCountry: 'DE',
  smallBusiness: false,
} as const;
const small = { ...regular, category: 'E', smallBusiness: true } as const;

describe('reasons that follow from the category', () => {
  test('carry the words that Art. 226 (11a) prescribes for reverse charge', () => {
    const texts = documentLanguages.map(
      (language) => exemptionText({ ...regular, category: 'AE', language })?.text,
    );
    expect(texts).toEqual([
      'Reverse charge',
      'Steuerschuldnerschaft des Leistungsempfängers',
      'Autoliquidation',
      'Inversión del sujeto pasivo',
      'Inversione contabile',
      'Btw verlegd',
      'Odwrotne obciążenie',
      'Αντίστροφη επιβάρυνση',
      'Обратно начисляване',
    ]);
  });

  test.each([
    ['AE', 'VATEX-EU-AE'],
    ['K', 'VATEX-EU-IC'],
    ['G', 'VATEX-EU-G'],
    ['O', 'VATEX-EU-O'],
  ] as const)('of %s have the code %s, unless another was chosen', (category, code) => {
    expect(exemptionText({ ...regular, category })?.code).toBe(code);
    expect(exemptionText({ ...regular, category, exemptionCode: 'VATEX-X' })?.code).toBe('VATEX-X');
  });

  test('are none where VAT is charged or the rate is zero', () => {
    expect(exemptionText({ ...regular, category: 'S' })).toBeNull();
    expect(exemptionText({ ...regular, category: 'Z' })).toBeNull();
  });

  test('are written in English where the language is not a document language', () => {
    const text = exemptionText({ ...regular, category: 'O', language: 'ga' })?.text;
    expect(text).toBe('Not subject to VAT');
  });
});

describe('exemptions', () => {
  test('are explained by the article that their code names', () => {
    const education = { ...regular, category: 'E', exemptionCode: 'VATEX-EU-132-1I' } as const;
    expect(exemptionText(education)).toEqual({
      code: 'VATEX-EU-132-1I',
      text: 'Exempt from VAT (Article 132(1)(i) of Directive 2006/112/EC)',
    });
    expect(exemptionText({ ...education, language: 'el' })?.text).toContain('άρθρο 132(1)(i)');
    const fuel = { ...education, exemptionCode: 'VATEX-EU-143-1FA' };
    expect(exemptionText(fuel)?.text).toContain('Article 143(1)(fa)');
    expect(exemptionText({ ...education, exemptionCode: 'VATEX-EU-79-C' })?.text).toContain(
      '79(c)',
    );
  });

  test('have no invented reason: a regular seller without a code must say it', () => {
    expect(exemptionText({ ...regular, category: 'E' })).toBeNull();
  });

  test('of a small business keep a reason of their own', () => {
    const insured = { ...small, exemptionCode: 'VATEX-EU-135-1A' };
    expect(exemptionText(insured)?.text).toContain('Article 135(1)(a)');
  });
});

describe('small-business schemes', () => {
  test('stand for all 27 member states, each with law and article', () => {
    expect(Object.keys(smallBusinessSchemes).sort()).toEqual([...euCountries]);
    for (const scheme of Object.values(smallBusinessSchemes)) {
      expect(scheme.law).not.toBe('');
      expect(scheme.article).not.toBe('');
      expect(Object.values(scheme.texts)[0]).toBeTruthy();
    }
  });

  test('use the state’s own wording in its own language', () => {
    const own = (sellerCountry: string, language: string) =>
      exemptionText({ ...small, sellerCountry, language })?.text;
    expect(own('DE', 'de')).toBe(
      'Steuerfrei nach § 19 UStG (Steuerbefreiung für Kleinunternehmer)',
    );
    expect(own('FR', 'fr')).toBe('TVA non applicable, article 293 B du CGI');
    expect(own('BE', 'fr')).toMatch(/^Petite entreprise/);
    expect(own('BE', 'nl')).toMatch(/^Kleine onderneming/);
  });

  test('elsewhere name the article in the document’s language and add the state’s wording', () => {
    expect(exemptionText({ ...small, language: 'en' })?.text).toBe(
      'No VAT is charged: exemption for small enterprises (§ 19 UStG). Steuerfrei nach § 19 UStG (Steuerbefreiung für Kleinunternehmer)',
    );
  });

  test('have a VATEX code only where the list has one', () => {
    expect(exemptionText({ ...small, sellerCountry: 'FR' })?.code).toBe('VATEX-FR-FRANCHISE');
    expect(exemptionText(small)?.code).toBeNull();
  });

  test('are named in general for a seller outside the EU', () => {
    expect(exemptionText({ ...small, sellerCountry: 'NO' })?.text).toBe(
      'No VAT is charged: exemption for small enterprises',
    );
  });
});

test('every text fits the field that it is written into', () => {
  for (const sellerCountry of euCountries) {
    for (const language of documentLanguages) {
      for (const category of vatCategorySchema.options) {
        const result = exemptionText({ ...small, category, language, sellerCountry });
        if (!result) continue;
        const vat = { category: 'E', rate: '0', exemptionCode: result.code };
        expect(vatSchema.parse({ ...vat, exemptionText: result.text }).exemptionText).toBe(
          result.text,
        );
        expect(result.text).not.toMatch(/\{|undefined|\.$/);
      }
    }
  }
});
