import { regularFontPaths } from './fonts.ts';
import { readAdvances } from './fonts-file.ts';

let loaded: Map<number, number> | undefined;

// Read at the first use rather than at start.
function advances(): Map<number, number> {
  if (loaded === undefined) {
    const [first] = regularFontPaths();
    loaded = first === undefined ? new Map() : readAdvances(first);
  }
  return loaded;
}

// Kerning moves letters together more often than apart; figures are set as wide as the widest.
const slack = 1.02;
const figureAdvance = 500;

/**
 * At most how wide a text is in the first font, in points; Infinity where it needs another font.
 * It lets the layout be told the size of what is plain, so that it measures only the rest.
 */
export function textWidth(text: string, sizePoints: number): number {
  const widths = advances();
  let thousandths = 0;
  for (const character of text) {
    const advance = widths.get(character.codePointAt(0) ?? 0);
    if (advance === undefined) return Number.POSITIVE_INFINITY;
    thousandths +=
      character >= '0' && character <= '9' ? Math.max(advance, figureAdvance) : advance;
  }
  return (thousandths * sizePoints * slack) / 1000;
}
