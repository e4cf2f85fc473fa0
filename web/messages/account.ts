import { account } from './en/account.ts';

/** The words of the account page, apart from the others, so that they are loaded with it. */
export const accountMessages = account;
