import { addDays, startOfDay } from '#lib/dates.ts';
import { exportTrail, listAuditEvents, trustedKeys, verifyTrail } from '#modules/audit/index.ts';
import {
  auditEventListQuery,
  auditEventPageSchema,
  auditKeySetSchema,
  auditVerificationSchema,
} from '#modules/audit/schema.ts';
import { cursorParts, decodeCursor, pageFrom } from '#platform/cursor.ts';
import { publicRoute, type Route } from '#platform/http/route.ts';
import { openTurns } from '#platform/turns.ts';
import { getWorkspace } from './queries.ts';
import { workspaceRoute, workspaceWorkRoute } from './route.ts';

/** Reading a whole trail is work; whoever asks for it ten times at once waits for it ten times. */
const inTurn = openTurns(1);

/** The routes of the audit trail; they stand here, since the module audit is to the left of permissions. */
export const auditRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/audit-events',
    permission: 'audit.read',
    summary: 'Who did what, newest first; of one thing where subjectId is given',
    query: auditEventListQuery,
    response: auditEventPageSchema,
    async handle(tx, _actor, { query }) {
      const [before] = query.cursor ? decodeCursor(query.cursor, [cursorParts.count]) : [];
      const { timeZone } = await getWorkspace(tx);
      const events = await listAuditEvents(tx, {
        subjectId: query.subjectId,
        subjectType: query.subjectType,
        actorId: query.actorId,
        from: query.from ? startOfDay(query.from, timeZone) : undefined,
        to: query.to ? startOfDay(addDays(query.to, 1), timeZone) : undefined,
        before: before === undefined ? undefined : Number(before),
        limit: query.limit + 1,
      });
      const page = pageFrom(events, query.limit, (event) => [String(event.sequence)]);
      return { json: { items: page.rows, nextCursor: page.nextCursor } };
    },
  }),
  workspaceWorkRoute({
    method: 'get',
    path: '/audit-events/verification',
    permission: 'audit.read',
    summary: 'Whether the trail is what was recorded: its chain, its head and its anchors',
    response: auditVerificationSchema,
    // A trail of a hundred thousand events takes some ten seconds.
    maxWorkMs: 120_000,
    async handle(enter, { params }, context) {
      const { workspaceId } = params;
      await enter(async () => {});
      const verification = await inTurn(workspaceId, () =>
        verifyTrail(context, enter, workspaceId),
      );
      return { json: verification };
    },
  }),
  workspaceWorkRoute({
    method: 'get',
    path: '/audit-events/export',
    permission: 'audit.export',
    summary: 'The whole trail with its anchors, a line of JSON each, to be verified anywhere',
    produces: ['application/x-ndjson'],
    async handle(enter, { params }, context) {
      const { legalName } = await enter((tx) => getWorkspace(tx));
      const workspace = { id: params.workspaceId, name: legalName };
      const stream = await exportTrail(context, enter, workspace);
      const day = context.now().toISOString().slice(0, 10);
      const headers = { 'content-disposition': `attachment; filename="audit-trail-${day}.ndjson"` };
      return { stream, contentType: 'application/x-ndjson', headers };
    },
  }),
  publicRoute({
    method: 'get',
    path: '/v1/audit-keys',
    summary:
      'The public keys that sign the anchors of audit trails (RFC 7517), to be kept by auditors',
    response: auditKeySetSchema,
    async handle(_input, _request, context) {
      return { json: { keys: [...(await trustedKeys(context)).values()] } };
    },
  }),
];
