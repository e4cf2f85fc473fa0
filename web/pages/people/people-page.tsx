import { useQuery } from '@tanstack/react-query';
import { useWorkspace } from '../../workspace.ts';
import { ConfirmationProvider } from '../account/confirmation.tsx';
import { InvitationsSection } from './invitations-section.tsx';
import { LeaveSection } from './leave-section.tsx';
import { MembersSection } from './members-section.tsx';
import { OwnershipSection } from './ownership-section.tsx';
import { peopleQueries } from './people-queries.ts';
import { RolesSection } from './roles-section.tsx';

/** Who works here, who is invited, who owns it, and what each role may do. */
export function PeoplePage() {
  const workspace = useWorkspace();
  const members = useQuery(peopleQueries.members(workspace.id));
  return (
    <ConfirmationProvider>
      <MembersSection members={members} />
      <InvitationsSection list={members.data} />
      <OwnershipSection list={members.data} />
      <RolesSection />
      {workspace.role !== 'owner' && <LeaveSection />}
    </ConfirmationProvider>
  );
}
