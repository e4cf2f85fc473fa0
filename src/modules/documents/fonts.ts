import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { withFamilyName } from './fonts-file.ts';

/**
 * The fonts of every document, in order of preference. Source Sans 3 was drawn for print and has
 * Latin, Greek and Cyrillic with tabular figures; the rest fills in for other scripts and signs.
 * All are under the SIL Open Font License, which allows embedding.
 */
const fonts = [
  { family: 'Source Sans 3', package: 'source-sans-3', file: 'SourceSans3' },
  { family: 'Noto Sans', package: 'noto-sans', file: 'NotoSans' },
  { family: 'Noto Sans Georgian', package: 'noto-sans-georgian', file: 'NotoSansGeorgian' },
  { family: 'Noto Sans Armenian', package: 'noto-sans-armenian', file: 'NotoSansArmenian' },
  { family: 'Noto Sans Hebrew', package: 'noto-sans-hebrew', file: 'NotoSansHebrew' },
  { family: 'Noto Sans Arabic', package: 'noto-sans-arabic', file: 'NotoSansArabic' },
  { family: 'Noto Emoji', package: 'noto-emoji', file: 'NotoEmoji' },
  // It has one weight only; Typst takes it for both.
  { family: 'Noto Sans Symbols 2', package: 'noto-sans-symbols-2', file: 'NotoSansSymbols2' },
] as const;

const weights = { regular: '400Regular', semibold: '600SemiBold' } as const;
type Weight = keyof typeof weights;

const resolve = createRequire(import.meta.url).resolve;

function pathOf(font: (typeof fonts)[number], weight: Weight): string {
  const name = weights[weight];
  return resolve(`@expo-google-fonts/${font.package}/${name}/${font.file}_${name}.ttf`);
}

/**
 * The family names in the order in which a character looks for its glyph. They are our own, because
 * the layout engine also sees the fonts of the machine, and a Noto Sans of another version that
 * happens to be installed must not change a document.
 */
export const fontFamilies: readonly string[] = fonts.map((font) => familyName(font.family));

function familyName(family: string): string {
  return `Document ${family}`;
}

/** The regular face of each family, in the same order; the semibold one has the same characters. */
export function regularFontPaths(): string[] {
  return fonts.map((font) => pathOf(font, 'regular'));
}

/** The files of the first family: its regular and its semibold face. */
export function mainFontPaths(): string[] {
  return [pathOf(fonts[0], 'regular'), pathOf(fonts[0], 'semibold')];
}

/** Every face that a document may embed, under the names of `fontFamilies`. */
export function readFonts(): Buffer[] {
  return fonts.flatMap((font) => {
    const regularOnly = font.package === 'noto-sans-symbols-2';
    const faces: Weight[] = regularOnly ? ['regular'] : ['regular', 'semibold'];
    return faces.map((face) =>
      withFamilyName(readFileSync(pathOf(font, face)), familyName(font.family)),
    );
  });
}
