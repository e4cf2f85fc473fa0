import type { Message } from './emails.ts';
import { htmlOf } from './layout-html.ts';
import type { EmailLanguage } from './schema.ts';
import { oneLine } from './subject.ts';

/** A mail as its two alternatives. */
export type Body = { text: string; html: string };

/** What stands in every mail beside its message. */
export type Surroundings = {
  /** Above the action's address, for whom the button does not work. */
  addressBelow: string;
  footer: string;
  /** What follows a label in the text alternative. */
  colon: string;
};

const surroundings: Record<EmailLanguage, Surroundings> = {
  en: {
    addressBelow: 'If the button does not work, copy this address into your browser:',
    footer: 'Sent automatically by Numirio. Replies to this address are not read.',
    colon: ':',
  },
  de: {
    addressBelow:
      'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
    footer: 'Automatisch gesendet von Numirio. Antworten an diese Adresse werden nicht gelesen.',
    colon: ':',
  },
  fr: {
    addressBelow:
      'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u00a0:',
    footer: 'Envoyé automatiquement par Numirio. Les réponses à cette adresse ne sont pas lues.',
    colon: '\u00a0:',
  },
};

const textWidth = 72;

/** Lays a message out as plain text and as HTML for light and dark. */
export function layOut(message: Message): Body {
  const around = surroundings[message.language];
  return { text: textOf(message, around), html: htmlOf(message, around) };
}

/** The text alternative: what one would type oneself, wrapped but for addresses, which must stay whole. */
function textOf(message: Message, { footer, colon }: Surroundings): string {
  const { action, closing, facts = [] } = message;
  const labelWidth = Math.max(0, ...facts.map(({ label }) => label.length)) + colon.length + 1;
  const factLines = facts.map(
    ({ label, value }) => `${`${label}${colon}`.padEnd(labelWidth)}${oneLine(value)}`,
  );
  const blocks = [
    ...message.paragraphs.map((paragraph) => wrap(oneLine(paragraph))),
    ...(factLines.length > 0 ? [factLines.join('\n')] : []),
    ...(action ? [`${action.label}${colon}\n${action.url}`] : []),
    ...(closing ? [wrap(oneLine(closing))] : []),
    // The signature separator of RFC 3676 §4.3, below which mail programs fold or grey the text.
    `-- \n${wrap(footer)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > textWidth) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
