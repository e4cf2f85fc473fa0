import { clients } from './en/clients.ts';
import { frame } from './en/frame.ts';
import { invoices } from './en/invoices.ts';
import { outbox } from './en/outbox.ts';
import { overview } from './en/overview.ts';
import { settings } from './en/settings.ts';
import { ui } from './en/ui.ts';

/** The words that the app shows once signed in, by the module that shows them. */
export const en = { ui, frame, outbox, overview, settings, invoices, clients };
