import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { invalidInput } from '#platform/errors.ts';
import { wordsOfOurs } from './words-of-ours.ts';

const minCodePoints = 12;
const maxCodePoints = 128;
/** What is beyond can only make a password better, and the time of the estimate grows with its square. */
const judgedCodePoints = 64;
/** zxcvbn's best class: more than ten thousand million guesses by someone who knows how people choose. */
const enoughGuesses = 1e10;

/**
 * Checks a new password as NIST SP 800-63B and ASVS 6.2 ask: length, well known ones, what is close to the
 * person; no composition rules. `about` is what others know of them: address, name, business. Throws 422
 * naming `field`, with how to mend it.
 */
export function assertAcceptablePassword(
  password: string,
  about: readonly string[],
  field = 'password',
): void {
  const problem = passwordProblem(password, about);
  if (problem) throw invalidInput([{ field, message: problem }]);
}

function passwordProblem(password: string, about: readonly string[]): string | undefined {
  if (!password.isWellFormed()) return 'contains an unpaired surrogate';
  const codePoints = [...password];
  if (codePoints.length < minCodePoints) return `must have at least ${minCodePoints} characters`;
  if (codePoints.length > maxCodePoints) return `must have at most ${maxCodePoints} characters`;
  if (new Set(password).size < 5) return 'must not repeat the same few characters';
  const folded = password.toLowerCase();
  const email = about.find((text) => text.includes('@'));
  if (email && folded.includes(email.toLowerCase())) return 'must not contain your e-mail address';
  const judged = codePoints.slice(0, judgedCodePoints).join('');
  const { guesses, sequence } = estimator().check(judged, about.flatMap(partsOf));
  if (guesses >= enoughGuesses) return undefined;
  const reason =
    sequence.map(reasonOf).find((text) => text !== undefined) ?? 'is too easy to guess';
  return `${reason}; four words that have nothing to do with each other are strong`;
}

/** What an estimate found, in words. */
function reasonOf({ pattern, dictionaryName }: Match): string | undefined {
  switch (pattern) {
    case 'dictionary':
      return dictionaryName === 'userInputs'
        ? 'is built from your name or address'
        : 'is built from words that many people choose';
    case 'spatial':
      return 'follows the keys of a keyboard';
    case 'repeat':
      return 'repeats itself';
    case 'sequence':
      return 'follows the alphabet or counts';
    case 'date':
    case 'regex':
      return 'is built from a date or a year';
    default:
      return undefined;
  }
}

type Match = { pattern: string; dictionaryName?: string };

/** A text and its words: "eva.klein@example.com" is known as a whole, and so are "eva" and "klein". */
function partsOf(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  const joined = words.join('');
  return [text, text.split('@')[0] ?? '', joined, ...words].filter((part) => part.length > 2);
}

// Made when first needed, since a process that only works on jobs never does; it takes 40 ms and 10 MB.
let made: ZxcvbnFactory | undefined;
function estimator(): ZxcvbnFactory {
  made ??= new ZxcvbnFactory({
    dictionary: { ...dictionary, ours: [...wordsOfOurs] },
    graphs: adjacencyGraphs,
  });
  return made;
}
