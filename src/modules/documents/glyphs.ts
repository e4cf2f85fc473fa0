import { regularFontPaths } from './fonts.ts';
import { type Coverage, covers, readCoverage } from './fonts-file.ts';

/** What stands in a document for a character that no shipped font has. */
export const replacementCharacter = '\ufffd';

let loaded: readonly Coverage[] | undefined;

// Read at the first use rather than at start: ten files, 13 ms cold.
function coverages(): readonly Coverage[] {
  loaded ??= regularFontPaths().map(readCoverage);
  return loaded;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const lineBreaks = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/gu;
// Invisible characters say nothing on paper, and direction overrides can make an amount read
// backwards. Joiners, the zero-width space and the soft hyphen do shape the text and stay.
const invisible = /(?![\u00ad\u200b-\u200d])\p{Default_Ignorable_Code_Point}/gu;
const joiners = /[\u200b-\u200d]/u;
const privateUse = /\p{Co}/u;

/** The text in the form in which it is set: composed, without invisible characters, one `\n` per line break. */
function normalise(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(lineBreaks, '\n')
    .replaceAll('\t', ' ')
    .replace(controls, '')
    .replace(invisible, '');
}

function firstFontCovers(text: string): boolean {
  const first = coverages()[0];
  if (!first) return false;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint === 0x0a) continue;
    if (!covers(first, codePoint) || privateUse.test(character)) return false;
  }
  return true;
}

// Typst sets a grapheme from one font, and PDF/A forbids the private use area, which says nothing
// without the font that its author had in mind.
function isSetInOneFont(grapheme: string): boolean {
  if (privateUse.test(grapheme)) return false;
  return coverages().some((coverage) =>
    [...grapheme].every(
      (character) => joiners.test(character) || covers(coverage, character.codePointAt(0) ?? 0),
    ),
  );
}

/** Calls `keep` or `replace` for every grapheme of a normalised text, in order. */
function eachGrapheme(
  text: string,
  keep: (grapheme: string) => void,
  replace: (character: string) => void,
): void {
  for (const { segment } of graphemes.segment(text)) {
    if (segment === '\n' || isSetInOneFont(segment)) keep(segment);
    else if ([...segment].length === 1) replace(segment);
    else {
      for (const character of segment) {
        if (isSetInOneFont(character) && !/\p{M}/u.test(character)) keep(character);
        else replace(character);
      }
    }
  }
}

/**
 * The text with every character that no shipped font has shown as U+FFFD, because PDF/A refuses a
 * document with a missing glyph and an issued invoice must never fail to print.
 */
export function printableText(text: string): string {
  const normalised = normalise(text);
  if (firstFontCovers(normalised)) return normalised;
  let printable = '';
  eachGrapheme(
    normalised,
    (grapheme) => {
      printable += grapheme;
    },
    () => {
      printable += replacementCharacter;
    },
  );
  return printable;
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printableText(text).replace(/\n+/g, ' ');
}

/** The characters of the texts that no shipped font has, each once, in order of appearance. */
export function missingCharacters(texts: Iterable<string>): string[] {
  const missing = new Set<string>();
  for (const text of texts) {
    const normalised = normalise(text);
    if (firstFontCovers(normalised)) continue;
    eachGrapheme(
      normalised,
      () => {},
      (character) => missing.add(character),
    );
  }
  return [...missing];
}

/** Lets a word of more than `longest` characters break anywhere, so that it stays on the page. */
export function breakableText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return text
    .split(/(\s+)/u)
    .map((word) => (word.length <= longest ? word : breakEverywhere(word)))
    .join('');
}

function breakEverywhere(word: string): string {
  return [...graphemes.segment(word)].map(({ segment }) => segment).join('\u200b');
}
