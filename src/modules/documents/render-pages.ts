/**
 * Takes the layout engine's one SVG of all pages apart into a standalone SVG per page, each with
 * only the glyphs it uses. Ids carry the page number, so that pages may share one HTML document.
 */
export function splitPages(svg: string): string[] {
  const lines = svg.split('\n');
  const glyphs = readGlyphs(lines);
  const size = /viewBox="0 0 ([\d.]+) /.exec(lines[0] ?? '');
  const pages: string[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    // At the top level a page is its paper (a path), then its content (a group).
    const paper = /^ {4}<path .* d="M 0 0 ?v ([\d.]+) /.exec(line);
    if (!paper) continue;
    const end = lines.indexOf('    </g>', index + 1);
    const content = lines.slice(index + 2, end);
    pages.push(pageSvg(content, line, glyphs, `p${pages.length + 1}`, size?.[1], paper[1]));
    index = end;
  }
  if (pages.length === 0) throw new Error('The layout engine wrote an SVG of an unknown form.');
  return pages;
}

/** The symbols of the glyphs, by their id in the engine's SVG. */
function readGlyphs(lines: readonly string[]): Map<string, string> {
  const glyphs = new Map<string, string>();
  let id: string | undefined;
  for (const line of lines) {
    const start = /^ {8}<symbol id="(\w+)"/.exec(line);
    if (start) id = start[1];
    else if (id !== undefined && line === '        </symbol>') id = undefined;
    else if (id !== undefined)
      glyphs.set(id, (glyphs.get(id) ?? '') + line.trim().replace(/(\.\d\d)\d+/g, '$1'));
  }
  return glyphs;
}

function pageSvg(
  content: readonly string[],
  paper: string,
  glyphs: ReadonlyMap<string, string>,
  prefix: string,
  width = '595.2756',
  height = '841.8898',
): string {
  const shortIds = new Map<string, string>();
  const body = content
    .map((line) => line.trim())
    .join('')
    // What holds without being said, and digits beyond a hundredth of a point, are most of the bytes.
    .replaceAll(' fill-rule="nonzero"', '')
    .replaceAll(' y="0"', '')
    .replace(/ class="[\w-]+"/g, '')
    .replace(/(\.\d\d)\d+/g, '$1')
    .replace(/xlink:href="#(\w+)"/g, (_, id: string) => {
      const short = shortIds.get(id) ?? `${prefix}-${shortIds.size}`;
      shortIds.set(id, short);
      return `xlink:href="#${short}"`;
    });
  const symbols = [...shortIds].map(
    ([id, short]) => `<symbol id="${short}" overflow="visible">${glyphs.get(id) ?? ''}</symbol>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `${paper.trim()}<g>${body}</g><defs>${symbols.join('')}</defs></svg>`
  );
}
