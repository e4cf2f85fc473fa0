import { people } from './en/people.ts';

/** The words about people in a business, apart from the others, so that they are loaded with their screens. */
export const peopleMessages = people;
