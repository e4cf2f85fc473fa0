import type { DocumentLanguage } from '#lib/languages.ts';

/** A text in every document language. */
export type Texts = Readonly<Record<DocumentLanguage, string>>;

/**
 * The exemption reasons that follow from the category alone, with their code of the VATEX list.
 * The words of AE are those that Art. 226 (11a) of Directive 2006/112/EC prescribes in each language.
 */
export const categoryTexts: Readonly<
  Record<'AE' | 'K' | 'G' | 'O', { code: string; text: Texts }>
> = {
  AE: {
    code: 'VATEX-EU-AE',
    text: {
      en: 'Reverse charge',
      de: 'Steuerschuldnerschaft des Leistungsempfängers',
      fr: 'Autoliquidation',
      es: 'Inversión del sujeto pasivo',
      it: 'Inversione contabile',
      nl: 'Btw verlegd',
      pl: 'Odwrotne obciążenie',
      el: 'Αντίστροφη επιβάρυνση',
      bg: 'Обратно начисляване',
    },
  },
  K: {
    code: 'VATEX-EU-IC',
    text: {
      en: 'VAT-exempt intra-Community supply (Article 138 of Directive 2006/112/EC)',
      de: 'Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG)',
      fr: 'Livraison intracommunautaire exonérée de TVA (article 138 de la directive 2006/112/CE)',
      es: 'Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE)',
      it: 'Cessione intracomunitaria esente da IVA (articolo 138 della direttiva 2006/112/CE)',
      nl: 'Van btw vrijgestelde intracommunautaire levering (artikel 138 van Richtlijn 2006/112/EG)',
      pl: 'Wewnątrzwspólnotowa dostawa towarów zwolniona z VAT (art. 138 dyrektywy 2006/112/WE)',
      el: 'Ενδοκοινοτική παράδοση απαλλασσόμενη από ΦΠΑ (άρθρο 138 της οδηγίας 2006/112/ΕΚ)',
      bg: 'Освободена от ДДС вътреобщностна доставка (член 138 от Директива 2006/112/ЕО)',
    },
  },
  G: {
    code: 'VATEX-EU-G',
    text: {
      en: 'VAT-exempt export (Article 146 of Directive 2006/112/EC)',
      de: 'Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG)',
      fr: 'Exportation exonérée de TVA (article 146 de la directive 2006/112/CE)',
      es: 'Exportación exenta de IVA (artículo 146 de la Directiva 2006/112/CE)',
      it: 'Esportazione esente da IVA (articolo 146 della direttiva 2006/112/CE)',
      nl: 'Van btw vrijgestelde uitvoer (artikel 146 van Richtlijn 2006/112/EG)',
      pl: 'Eksport zwolniony z VAT (art. 146 dyrektywy 2006/112/WE)',
      el: 'Εξαγωγή απαλλασσόμενη από ΦΠΑ (άρθρο 146 της οδηγίας 2006/112/ΕΚ)',
      bg: 'Освободен от ДДС износ (член 146 от Директива 2006/112/ЕО)',
    },
  },
  O: {
    code: 'VATEX-EU-O',
    text: {
      en: 'Not subject to VAT',
      de: 'Nicht umsatzsteuerbar',
      fr: 'Opération non soumise à la TVA',
      es: 'Operación no sujeta al IVA',
      it: 'Operazione non soggetta a IVA',
      nl: 'Niet aan btw onderworpen',
      pl: 'Nie podlega VAT',
      el: 'Δεν υπόκειται σε ΦΠΑ',
      bg: 'Не подлежи на облагане с ДДС',
    },
  },
};

/** Before the article of the Directive that a VATEX code such as VATEX-EU-132-1I names. */
export const exemptUnder: Texts = {
  en: 'Exempt from VAT (Article {article} of Directive 2006/112/EC)',
  de: 'Umsatzsteuerfrei (Artikel {article} der Richtlinie 2006/112/EG)',
  fr: 'Exonéré de TVA (article {article} de la directive 2006/112/CE)',
  es: 'Exento de IVA (artículo {article} de la Directiva 2006/112/CE)',
  it: 'Esente da IVA (articolo {article} della direttiva 2006/112/CE)',
  nl: 'Vrijgesteld van btw (artikel {article} van Richtlijn 2006/112/EG)',
  pl: 'Zwolnione z VAT (art. {article} dyrektywy 2006/112/WE)',
  el: 'Απαλλάσσεται από ΦΠΑ (άρθρο {article} της οδηγίας 2006/112/ΕΚ)',
  bg: 'Освободено от ДДС (член {article} от Директива 2006/112/ЕО)',
};

/** For a small-business scheme in a language that is not the seller's; the article follows. */
export const smallBusinessTexts: Texts = {
  en: 'No VAT is charged: exemption for small enterprises',
  de: 'Keine Umsatzsteuer: Steuerbefreiung für Kleinunternehmen',
  fr: 'TVA non applicable : franchise pour les petites entreprises',
  es: 'No se aplica el IVA: franquicia para las pequeñas empresas',
  it: 'IVA non applicata: franchigia per le piccole imprese',
  nl: 'Geen btw: vrijstelling voor kleine ondernemingen',
  pl: 'Bez VAT: zwolnienie dla małych przedsiębiorstw',
  el: 'Χωρίς ΦΠΑ: απαλλαγή μικρών επιχειρήσεων',
  bg: 'Без ДДС: освобождаване за малки предприятия',
};
