import { type DocumentLanguage, isDocumentLanguage } from '#lib/languages.ts';
import type { VatCategory } from './schema.ts';
import { categoryTexts, exemptUnder, smallBusinessTexts } from './vat-texts-data.ts';
import { smallBusinessSchemes } from './vat-texts-data-small-business.ts';

/** BT-121 and BT-120: the VATEX code, where one fits, and the reason in words. */
export interface ExemptionText {
  code: string | null;
  text: string;
}

/**
 * The exemption reason that a document must carry for a VAT category, in the document's language
 * (Art. 226 (11) and (11a) of Directive 2006/112/EC). Null where the category needs none, and for
 * an exemption (E) of which neither a small-business scheme nor a code says the reason.
 */
export function exemptionText(input: {
  category: VatCategory;
  exemptionCode: string | null;
  language: string;
  sellerCountry: string;
  smallBusiness: boolean;
}): ExemptionText | null {
  const { category, exemptionCode } = input;
  if (category === 'S' || category === 'Z') return null;
  const language = isDocumentLanguage(input.language) ? input.language : 'en';
  if (category !== 'E') {
    const { code, text } = categoryTexts[category];
    return { code: exemptionCode || code, text: text[language] };
  }
  const article = exemptionCode ? directiveArticle(exemptionCode) : undefined;
  if (article) {
    return { code: exemptionCode, text: exemptUnder[language].replace('{article}', article) };
  }
  if (!input.smallBusiness) return null;
  const code = exemptionCode || smallBusinessSchemes[input.sellerCountry]?.code || null;
  return { code, text: smallBusinessText(input.sellerCountry, language) };
}

/** "VATEX-EU-132-1I" names Article 132 (1) (i); undefined for other codes. */
function directiveArticle(code: string): string | undefined {
  const match = /^VATEX-EU-(\d{2,3})(?:-(\d))?(?:-?([A-Z]{1,2}))?$/.exec(code);
  if (!match) return undefined;
  const [, article, paragraph, letter] = match;
  return `${article}${paragraph ? `(${paragraph})` : ''}${letter ? `(${letter.toLowerCase()})` : ''}`;
}

/**
 * In a language of the seller's state its own wording. In another one a general phrase with the
 * article, followed by the state's wording, because that is what its tax office looks for.
 */
function smallBusinessText(sellerCountry: string, language: DocumentLanguage): string {
  const general = smallBusinessTexts[language];
  const scheme = smallBusinessSchemes[sellerCountry];
  if (!scheme) return general;
  const own = scheme.texts[language];
  if (own) return own;
  return `${general} (${scheme.article}). ${Object.values(scheme.texts)[0] ?? ''}`.trim();
}
