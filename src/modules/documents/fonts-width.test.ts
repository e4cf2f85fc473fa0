import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { describe, expect, it } from 'vitest';
import { documentLanguages } from '#lib/languages.ts';
import { sampleTexts } from '../../../tests/support/sample-texts.ts';
import { fontFamilies, readFonts } from './fonts.ts';
import { textWidth } from './fonts-width.ts';
import { labelsIn } from './labels.ts';

/** What the layout engine measures, in points at 9 points. */
function measured(texts: string[]): number[] {
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: readFonts() }] });
  const mainFileContent = `
    #set text(font: "${fontFamilies[0]}", size: 9pt, number-width: "tabular")
    #context metadata(json(bytes(sys.inputs.texts)).map(t => measure(t).width.pt()))`;
  const found: { value: number[] }[] = compiler.query(
    { mainFileContent, inputs: { texts: JSON.stringify(texts) } },
    { selector: 'metadata' },
  );
  return found[0]?.value ?? [];
}

describe('the width of a text', () => {
  it('is never less than the layout makes it, and hardly more', () => {
    const texts = documentLanguages.flatMap((language) => {
      const { units, ...labels } = labelsIn(language);
      return [...Object.values(labels), ...Object.values(units), ...sampleTexts[language].works];
    });
    texts.push('1.234.567,89', '0 1 2 3 4 5 6 7 8 9', 'AVATAR Tofu WAW ффи', 'LTR rrrr yyyy ,,..');
    const lines = [...new Set(texts.flatMap((text) => text.split('\n')))];
    const widths = measured(lines);
    expect(widths).toHaveLength(lines.length);
    lines.forEach((line, index) => {
      const width = widths[index] ?? Number.NaN;
      expect(textWidth(line, 9), line).toBeGreaterThanOrEqual(width - 0.001);
      expect(textWidth(line, 9), line).toBeLessThanOrEqual(width * 1.12 + 1);
    });
  });

  it('is unknown where another font is needed', () => {
    expect(textWidth('a東', 9)).toBe(Number.POSITIVE_INFINITY);
  });
});
