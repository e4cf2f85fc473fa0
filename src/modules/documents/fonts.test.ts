import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { expect, it } from 'vitest';
import { fontFamilies, readFonts } from './fonts.ts';

function familiesUnknownTo(fontBlobs: Buffer[]): string[] {
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs }] });
  return fontFamilies.filter((family) => {
    const compiled = compiler.compile({
      mainFileContent: `#set text(font: "${family}", fallback: false)\nText`,
    });
    return compiled.takeWarnings() !== null;
  });
}

it('ships every family that a document asks for', () => {
  expect(familiesUnknownTo(readFonts())).toEqual([]);
});

it('asks for no family that the machine could have in another version', () => {
  expect(familiesUnknownTo([])).toEqual(fontFamilies);
});
