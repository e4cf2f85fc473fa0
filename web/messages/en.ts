import { clients } from './en/clients.ts';
import { frame } from './en/frame.ts';
import { identity } from './en/identity.ts';
import { invoices } from './en/invoices.ts';
import { outbox } from './en/outbox.ts';
import { overview } from './en/overview.ts';
import { settings } from './en/settings.ts';
import { ui } from './en/ui.ts';

/** Every word the interface shows, by the module that shows it. */
export const en = { ui, frame, identity, outbox, overview, settings, invoices, clients };
