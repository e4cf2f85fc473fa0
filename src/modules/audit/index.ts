export {
  type Actor,
  type AuditFilters,
  listAuditEvents,
  recordAudit,
  systemActor,
} from './audit-events.ts';
