import { Link } from '@tanstack/react-router';
import type { AuditEvent } from '#modules/audit/schema.ts';
import { useMay, useWorkspace } from '../../workspace.ts';

const linkClass =
  'relative z-1 rounded-sm text-ink underline decoration-hairline underline-offset-3 hover:decoration-current';

/** Leads to what an event is about, where it has a page of its own. */
export function SubjectLink({ event, children }: { event: AuditEvent; children: string }) {
  const { id: workspaceId } = useWorkspace();
  const mayReadAccess = useMay('access-log.read');
  const { subjectId } = event;
  switch (event.subjectType) {
    case 'invoice':
    case 'payment':
    case 'document':
    case 'comment':
      return (
        <Link
          to="/w/$workspaceId/invoices/$invoiceId"
          params={{ workspaceId, invoiceId: subjectId }}
          className={linkClass}
        >
          {children}
        </Link>
      );
    case 'client':
      return (
        <Link
          to="/w/$workspaceId/clients/$clientId"
          params={{ workspaceId, clientId: subjectId }}
          className={linkClass}
        >
          {children}
        </Link>
      );
    case 'number_series':
      return (
        <Link to="/w/$workspaceId/settings/numbers" params={{ workspaceId }} className={linkClass}>
          {children}
        </Link>
      );
    case 'workspace':
      return (
        <Link to="/w/$workspaceId/settings/company" params={{ workspaceId }} className={linkClass}>
          {children}
        </Link>
      );
    case 'member':
    case 'invitation':
    case 'ownership':
      return (
        <Link to="/w/$workspaceId/settings/people" params={{ workspaceId }} className={linkClass}>
          {children}
        </Link>
      );
    case 'access':
      return mayReadAccess ? (
        <Link to="/w/$workspaceId/settings/access" params={{ workspaceId }} className={linkClass}>
          {children}
        </Link>
      ) : (
        children
      );
    default:
      return children;
  }
}
