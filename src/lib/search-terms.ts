/** A document is found by at most so many words of at most so many characters. */
export const searchLimits = { terms: 64, termLength: 40, prefixes: 5 };

/** One spelling for what people type in several: "Größe" and "GROSSE", "Ανδρέας" and "ΑΝΔΡΕΑΣ". */
function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe');
}

/** Tokens without the punctuation around them: "(2026-0042)," is "2026-0042". */
function tokens(text: string): string[] {
  return fold(text)
    .split(/\s+/u)
    .map((token) => token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((token) => token !== '');
}

/** A token and its parts: "re-2026-0042" gives itself, "re", "2026", "0042" and "42". */
function* termsOf(token: string): Generator<string> {
  yield token;
  const parts = token.split(/[^\p{L}\p{N}]+/u);
  for (const part of parts) {
    yield part;
    const withoutZeros = part.replace(/^0+(?=\d)/, '');
    if (withoutZeros !== part) yield withoutZeros;
  }
}

/** The words under which the texts are found: folded, distinct, within `searchLimits`. */
export function searchTerms(texts: string[]): string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    for (const token of tokens(text)) {
      for (const term of termsOf(token)) {
        terms.add(clip(term));
        if (terms.size >= searchLimits.terms) return [...terms];
      }
    }
  }
  return [...terms];
}

/** The beginnings of words that a query asks for, folded like the terms; at most five. */
export function searchPrefixes(query: string): string[] {
  return [...new Set(tokens(query).map(clip))].slice(0, searchLimits.prefixes);
}

function clip(term: string): string {
  return [...term].slice(0, searchLimits.termLength).join('');
}
