import { Link } from '@tanstack/react-router';
import { historyMessages as words } from '../../messages/audit.ts';
import { buttonClass } from '../../ui/button.tsx';
import { useWorkspace } from '../../workspace.ts';

/** Leads to everything that was recorded about one thing, with its proof. */
export function TrailLink({ subjectId }: { subjectId: string }) {
  const { id } = useWorkspace();
  return (
    <Link
      to="/w/$workspaceId/settings/audit"
      params={{ workspaceId: id }}
      search={{ subjectId }}
      className={buttonClass('ghost', 'small')}
    >
      {words.inTrail}
    </Link>
  );
}
