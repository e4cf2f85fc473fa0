import { closeSync, openSync, readSync } from 'node:fs';

/** Which characters a font has glyphs for: one bit per code point. */
export type Coverage = Uint8Array;

const codePoints = 0x20000; // no shipped font reaches beyond the supplementary multilingual plane

/** Whether the font has a glyph for the code point. */
export function covers(coverage: Coverage, codePoint: number): boolean {
  return ((coverage[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0;
}

/** The characters of a TrueType or OpenType file; reads its character map and nothing else. */
export function readCoverage(path: string): Coverage {
  const coverage = new Uint8Array(codePoints / 8);
  const cmap = readTables(path, ['cmap']).cmap;
  eachMapping(cmap, (codePoint) => {
    coverage[codePoint >> 3] = (coverage[codePoint >> 3] ?? 0) | (1 << (codePoint & 7));
  });
  return coverage;
}

/** How wide the characters of a font are, in thousandths of its size, by code point. */
export function readAdvances(path: string): Map<number, number> {
  const { cmap, head, hhea, hmtx } = readTables(path, ['cmap', 'head', 'hhea', 'hmtx']);
  const unitsPerEm = head.getUint16(18);
  const lastMetric = hhea.getUint16(34) - 1;
  const advances = new Map<number, number>();
  eachMapping(cmap, (codePoint, glyph) => {
    const units = hmtx.getUint16(Math.min(glyph, lastMetric) * 4);
    advances.set(codePoint, (units * 1000) / unitsPerEm);
  });
  return advances;
}

function readTables<Tag extends string>(path: string, tags: Tag[]): Record<Tag, DataView> {
  const file = openSync(path, 'r');
  try {
    const entries = tags.map((tag) => [tag, readTable(file, tag, path)]);
    return Object.fromEntries(entries);
  } finally {
    closeSync(file);
  }
}

function readTable(file: number, tag: string, path: string): DataView {
  const directory = readBytes(file, 0, 12 + 64 * 16);
  const count = Math.min(directory.getUint16(4), 64);
  for (let index = 0; index < count; index += 1) {
    const entry = 12 + index * 16;
    if (directory.getUint32(entry) !== tagNumber(tag)) continue;
    return readBytes(file, directory.getUint32(entry + 8), directory.getUint32(entry + 12));
  }
  throw new Error(`The font ${path} has no ${tag} table.`);
}

function readBytes(file: number, position: number, length: number): DataView {
  const bytes = new Uint8Array(length);
  readSync(file, bytes, 0, length, position);
  return new DataView(bytes.buffer);
}

function tagNumber(tag: string): number {
  return [...tag].reduce((number, letter) => number * 256 + (letter.codePointAt(0) ?? 0), 0);
}

/** Calls `visit` for every code point that has a glyph; some come twice. */
function eachMapping(cmap: DataView, visit: Visit): void {
  const count = cmap.getUint16(2);
  for (let index = 0; index < count; index += 1) {
    const subtable = cmap.getUint32(4 + index * 8 + 4);
    const format = cmap.getUint16(subtable);
    // Formats 4 and 12 are the Unicode ones; the others are legacy or hold variation sequences.
    if (format === 4) eachSegment(cmap, subtable, visit);
    else if (format === 12) eachGroup(cmap, subtable, visit);
  }
}

type Visit = (codePoint: number, glyph: number) => void;

/** cmap format 4: segments of the basic multilingual plane, either by offset or by array. */
function eachSegment(cmap: DataView, at: number, visit: Visit): void {
  const segments = cmap.getUint16(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const offsets = deltas + segments * 2;
  for (let segment = 0; segment < segments; segment += 1) {
    const start = cmap.getUint16(starts + segment * 2);
    const end = cmap.getUint16(ends + segment * 2);
    const delta = cmap.getUint16(deltas + segment * 2);
    const offsetAt = offsets + segment * 2;
    const offset = cmap.getUint16(offsetAt);
    for (let codePoint = start; codePoint <= end && codePoint < 0xffff; codePoint += 1) {
      const glyph =
        offset === 0
          ? (codePoint + delta) & 0xffff
          : cmap.getUint16(offsetAt + offset + (codePoint - start) * 2);
      if (glyph !== 0) visit(codePoint, glyph);
    }
  }
}

/** cmap format 12: groups over all planes. */
function eachGroup(cmap: DataView, at: number, visit: Visit): void {
  const groups = cmap.getUint32(at + 12);
  for (let group = 0; group < groups; group += 1) {
    const entry = at + 16 + group * 12;
    const end = Math.min(cmap.getUint32(entry + 4), codePoints - 1);
    const firstGlyph = cmap.getUint32(entry + 8);
    const start = cmap.getUint32(entry);
    for (let codePoint = start; codePoint <= end; codePoint += 1) {
      const glyph = firstGlyph + codePoint - start;
      if (glyph !== 0) visit(codePoint, glyph);
    }
  }
}

/**
 * The font under another family name and otherwise as it was, PostScript name included. The names
 * are written as a new table behind the old file, to which the directory is pointed.
 */
export function withFamilyName(font: Buffer, family: string): Buffer {
  const count = font.readUInt16BE(4);
  for (let entry = 12; entry < 12 + count * 16; entry += 16) {
    if (font.readUInt32BE(entry) !== tagNumber('name')) continue;
    const start = font.readUInt32BE(entry + 8);
    const postScriptName = readName(font.subarray(start), 6);
    const names = nameTable([
      [1, family],
      [2, 'Regular'],
      [6, postScriptName],
    ]);
    const renamed = Buffer.concat([font, names]);
    renamed.writeUInt32BE(font.length, entry + 8);
    renamed.writeUInt32BE(names.length, entry + 12);
    return renamed;
  }
  throw new Error('The font has no name table.');
}

const windowsUnicode = { platform: 3, encoding: 1, language: 0x409 };

function readName(table: Buffer, nameId: number): string {
  const strings = table.readUInt16BE(4);
  for (let index = 0; index < table.readUInt16BE(2); index += 1) {
    const at = 6 + index * 12;
    if (table.readUInt16BE(at) !== windowsUnicode.platform) continue;
    if (table.readUInt16BE(at + 6) !== nameId) continue;
    const start = strings + table.readUInt16BE(at + 10);
    const bytes = Buffer.from(table.subarray(start, start + table.readUInt16BE(at + 8)));
    return bytes.swap16().toString('utf16le');
  }
  return '';
}

function nameTable(names: [id: number, value: string][]): Buffer {
  const values = names.map(([, value]) => Buffer.from(value, 'utf16le').swap16());
  const table = Buffer.alloc(6 + names.length * 12);
  table.writeUInt16BE(names.length, 2);
  table.writeUInt16BE(table.length, 4);
  let offset = 0;
  names.forEach(([id], index) => {
    const length = values[index]?.length ?? 0;
    const { platform, encoding, language } = windowsUnicode;
    const record = [platform, encoding, language, id, length, offset];
    record.forEach((value, field) => {
      table.writeUInt16BE(value, 6 + index * 12 + field * 2);
    });
    offset += length;
  });
  return Buffer.concat([table, ...values]);
}
