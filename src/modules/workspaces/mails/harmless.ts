const mostCharacters = 60;
const mostInSubject = 30;

/**
 * A name as it stands in a mail to somebody who never heard of whoever typed it: short, one line, and with
 * nothing that a mail program would make a link of ("evil.example", "https://…", "me@evil.example").
 */
export function harmless(name: string): string {
  const line = name
    .replace(/[\s\p{Cc}]+/gu, ' ')
    // What has no width, or turns the writing direction around.
    .replace(/\p{C}+/gu, '')
    .replace(/ {2,}/g, ' ')
    .replace(/:\s*\/\//g, ' ')
    .replace(/[@＠]/g, ' at ')
    .replace(/[.․。．｡](?=[\p{L}\p{N}])/gu, '. ')
    // Quotation marks end the quotation that the name stands in.
    .replace(/[“”„«»"]/g, '’');
  return cut(line.trim(), mostCharacters);
}

/** What of a name fits into the subject of a mail. */
export function brief(name: string): string {
  return cut(name, mostInSubject);
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trim()}…`;
}
