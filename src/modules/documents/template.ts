import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version of the layout, frozen in every document: raise it with any change of what is printed. */
export const templateVersion = '1';

/** The folder that the layout engine may read: the template and nothing else. */
export const templateFolder = fileURLToPath(new URL('./template/', import.meta.url));

/** The Typst source of the layout. */
export function readTemplate(): string {
  return readFileSync(`${templateFolder}invoice.typ`, 'utf8');
}
