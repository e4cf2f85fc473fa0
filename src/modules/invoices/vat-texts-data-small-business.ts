/** A state's small-business scheme (Title XII, Chapter 1 of Directive 2006/112/EC). */
export interface SmallBusinessScheme {
  /** The law that says so, in its own language. */
  law: string;
  article: string;
  /** The wording in the state's languages (ISO 639-1), the most usual first. */
  texts: Readonly<Record<string, string>>;
  /** A code of the VATEX list, where the state has one. */
  code?: string;
}

/** By the seller's country (ISO 3166-1). */
export const smallBusinessSchemes: Readonly<Record<string, SmallBusinessScheme>> = {
  AT: {
    law: 'Umsatzsteuergesetz 1994',
    article: '§ 6 Abs. 1 Z 27 UStG 1994',
    texts: {
      de: 'Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung (§ 6 Abs. 1 Z 27 UStG 1994)',
    },
  },
  BE: {
    law: 'Code de la taxe sur la valeur ajoutée, Wetboek van de belasting over de toegevoegde waarde',
    article: 'art. 56bis CTVA / W.Btw',
    texts: {
      nl: 'Kleine onderneming onderworpen aan de vrijstellingsregeling van belasting. Btw niet toepasselijk (art. 56bis W.Btw)',
      fr: 'Petite entreprise soumise au régime de la franchise de taxe. TVA non applicable (art. 56bis CTVA)',
      de: 'Kleinunternehmen, das der Steuerbefreiungsregelung unterliegt. MwSt. nicht anwendbar (Art. 56bis MwStGB)',
    },
  },
  BG: {
    law: 'Закон за данък върху добавената стойност',
    article: 'чл. 113, ал. 9 ЗДДС',
    texts: { bg: 'Не се начислява ДДС на основание чл. 113, ал. 9 от ЗДДС' },
  },
  CY: {
    law: 'Ο περί Φόρου Προστιθέμενης Αξίας Νόμος του 2000, Ν. 95(I)/2000',
    article: 'Πρώτο Παράρτημα, Ν. 95(I)/2000',
    texts: {
      el: 'Χωρίς ΦΠΑ: απαλλαγή μικρών επιχειρήσεων (Πρώτο Παράρτημα, Ν. 95(I)/2000)',
    },
  },
  CZ: {
    law: 'Zákon č. 235/2004 Sb., o dani z přidané hodnoty',
    article: '§ 6 zákona č. 235/2004 Sb.',
    texts: { cs: 'Nejsem plátce DPH (§ 6 zákona č. 235/2004 Sb., o dani z přidané hodnoty)' },
  },
  DE: {
    law: 'Umsatzsteuergesetz',
    article: '§ 19 UStG',
    // § 34a UStDV asks for a note that the exemption for small enterprises applies.
    texts: { de: 'Steuerfrei nach § 19 UStG (Steuerbefreiung für Kleinunternehmer)' },
  },
  DK: {
    law: 'Momsloven',
    article: 'momslovens § 48',
    texts: { da: 'Ingen moms: fritaget efter momslovens § 48' },
  },
  EE: {
    law: 'Käibemaksuseadus',
    article: 'KMS § 19',
    texts: { et: 'Käibemaksu ei lisandu: väikeettevõtja maksuvabastus (käibemaksuseaduse § 19)' },
  },
  // Spain had not transposed the scheme when this was written; the Directive is cited instead.
  ES: {
    law: 'Directiva 2006/112/CE',
    article: 'art. 284 Directiva 2006/112/CE',
    texts: {
      es: 'Operación exenta de IVA: franquicia para las pequeñas empresas (artículo 284 de la Directiva 2006/112/CE)',
    },
  },
  FI: {
    law: 'Arvonlisäverolaki 1501/1993',
    article: 'AVL 3 §',
    texts: {
      fi: 'Ei arvonlisäveroa: vähäinen liiketoiminta (arvonlisäverolaki 3 §)',
      sv: 'Ingen mervärdesskatt: verksamhet i liten skala (3 § mervärdesskattelagen)',
    },
  },
  // Art. 293 E, II CGI prescribes the words. VAT law moves into the CIBS on 1 January 2027 (ordonnances
  // no. 2025-1247 and 2026-671); references to the CGI stay permitted on invoices until 30 June 2028.
  FR: {
    law: 'Code général des impôts',
    article: 'article 293 B du CGI',
    texts: { fr: 'TVA non applicable, article 293 B du CGI' },
    code: 'VATEX-FR-FRANCHISE',
  },
  // Article 39 of the former code, ν. 2859/2000.
  GR: {
    law: 'Κώδικας ΦΠΑ, ν. 5144/2024',
    article: 'άρθρο 44 Κώδικα ΦΠΑ',
    texts: {
      el: 'Χωρίς ΦΠΑ: ειδικό καθεστώς μικρών επιχειρήσεων (άρθρο 44 του Κώδικα ΦΠΑ, ν. 5144/2024)',
    },
  },
  HR: {
    law: 'Zakon o porezu na dodanu vrijednost',
    article: 'čl. 90. Zakona o PDV-u',
    texts: { hr: 'PDV nije obračunan na temelju čl. 90. st. 1. i 2. Zakona o PDV-u' },
  },
  HU: {
    law: '2007. évi CXXVII. törvény az általános forgalmi adóról',
    article: 'Áfa tv. 187. §',
    texts: { hu: 'Alanyi adómentes (Áfa tv. XIII. fejezet, 187. §)' },
  },
  IE: {
    law: 'Value-Added Tax Consolidation Act 2010',
    article: 'section 6, VATCA 2010',
    texts: {
      en: 'No VAT is charged: not registered for VAT (section 6, Value-Added Tax Consolidation Act 2010)',
    },
  },
  IT: {
    law: 'Legge 23 dicembre 2014, n. 190',
    article: 'art. 1, commi 54–89, L. 190/2014',
    texts: {
      it: 'Operazione senza applicazione dell’IVA ai sensi dell’art. 1, commi da 54 a 89, L. 190/2014 (regime forfetario)',
    },
  },
  LT: {
    law: 'Pridėtinės vertės mokesčio įstatymas Nr. IX-751',
    article: 'PVMĮ 71 str.',
    texts: { lt: 'PVM neskaičiuojamas (Pridėtinės vertės mokesčio įstatymo 71 straipsnis)' },
  },
  LU: {
    law: 'Loi modifiée du 12 février 1979 concernant la taxe sur la valeur ajoutée',
    article: 'art. 57 de la loi TVA',
    texts: {
      fr: 'TVA non applicable : régime de franchise (article 57 de la loi TVA du 12 février 1979)',
      de: 'Keine Mehrwertsteuer: Kleinunternehmerregelung (Artikel 57 des Mehrwertsteuergesetzes vom 12. Februar 1979)',
    },
  },
  LV: {
    law: 'Pievienotās vērtības nodokļa likums',
    article: 'PVN likuma 59. pants',
    texts: { lv: 'PVN nav piemērots (Pievienotās vērtības nodokļa likuma 59. pants)' },
  },
  MT: {
    law: 'Value Added Tax Act, Chapter 406',
    article: 'article 11, Cap. 406',
    texts: {
      en: 'No VAT is charged: registered under article 11 of the Value Added Tax Act (Cap. 406)',
    },
  },
  NL: {
    law: 'Wet op de omzetbelasting 1968',
    article: 'artikel 25 Wet OB 1968',
    texts: {
      nl: 'Vrijgesteld van btw op grond van artikel 25 van de Wet op de omzetbelasting 1968 (kleineondernemersregeling)',
    },
  },
  PL: {
    law: 'Ustawa z dnia 11 marca 2004 r. o podatku od towarów i usług',
    article: 'art. 113 ust. 1 i 9 ustawy o VAT',
    texts: { pl: 'Zwolnienie podmiotowe na podstawie art. 113 ust. 1 i 9 ustawy o VAT' },
  },
  PT: {
    law: 'Código do IVA',
    article: 'artigo 53.º do CIVA',
    // Art. 57 CIVA prescribes the first words.
    texts: { pt: 'IVA – regime de isenção (artigo 53.º do CIVA)' },
  },
  RO: {
    law: 'Legea nr. 227/2015 privind Codul fiscal',
    article: 'art. 310 Cod fiscal',
    texts: {
      ro: 'Scutit de TVA: regim special de scutire pentru întreprinderile mici (art. 310 din Codul fiscal)',
    },
  },
  SE: {
    law: 'Mervärdesskattelag (2023:200)',
    article: '18 kap. mervärdesskattelagen',
    texts: {
      sv: 'Ingen mervärdesskatt: skattebefrielse för små företag (18 kap. mervärdesskattelagen)',
    },
  },
  SI: {
    law: 'Zakon o davku na dodano vrednost (ZDDV-1)',
    article: '94. člen ZDDV-1',
    texts: { sl: 'DDV ni obračunan na podlagi prvega odstavka 94. člena ZDDV-1' },
  },
  SK: {
    law: 'Zákon č. 222/2004 Z. z. o dani z pridanej hodnoty',
    article: '§ 4 zákona č. 222/2004 Z. z.',
    texts: { sk: 'Nie je platiteľom DPH (§ 4 zákona č. 222/2004 Z. z. o dani z pridanej hodnoty)' },
  },
};
