export { type TrustedKeys, trustedKeys } from './anchor-keys.ts';
export { anchorHeads } from './anchors.ts';
export {
  type Actor,
  type AuditFilters,
  listAuditEvents,
  recordAudit,
  systemActor,
} from './audit-events.ts';
export { reAnchor } from './re-anchoring.ts';
export { recordedChange, recordedState } from './recorded-data.ts';
export { exportTrail } from './trail-export.ts';
export { type FileVerdict, verifyTrailFile } from './trail-file.ts';
export { verifyTrail } from './verification.ts';
