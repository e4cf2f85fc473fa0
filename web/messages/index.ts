import { en } from './en.ts';

/** The words of the interface. A further language has the same shape, which the type enforces. */
export type Messages = typeof en;
export const messages: Messages = en;
