export { type Actor, listAuditEvents, recordAudit, systemActor } from './audit-events.ts';
