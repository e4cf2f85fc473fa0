import { z } from 'zod';

/** The languages in which mails are written. */
export const emailLanguage = z.enum(['en', 'de', 'fr']);
export type EmailLanguage = z.infer<typeof emailLanguage>;
