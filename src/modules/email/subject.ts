const maxSubjectLength = 200;

// Controls, line and paragraph separators end a line somewhere; overrides of the writing direction
// (Unicode UAX #9) show "moc.live" as "evil.com".
const lineBreaking = /[\p{Cc}\u2028\u2029]+/gu;
const directionOverrides = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text as one well-formed line without anything that could end it, turn it around or hide in it. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(lineBreaking, ' ')
    .replace(directionOverrides, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A subject for a header: one line of at most 200 UTF-16 units, whatever names were put into it. */
export function subjectLine(text: string): string {
  // What looks like an encoded word (RFC 2047) would be decoded by whoever reads it.
  const line = oneLine(text).replaceAll('=?', '= ?');
  if (line.length <= maxSubjectLength) return line;
  // A cut may part a pair of surrogates; the half that stays goes as well.
  return `${line.slice(0, maxSubjectLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
