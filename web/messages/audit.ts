import { access } from './en/access.ts';
import { audit } from './en/audit.ts';
import { history } from './en/history.ts';

/** The words of the audit trail, the access log and the histories; they load with those screens. */
export const auditMessages = audit;
export const accessMessages = access;
export const historyMessages = history;
