import { useQuery } from '@tanstack/react-query';
import { accountQueries } from './account-queries.ts';
import { ActivitySection } from './activity-section.tsx';
import { ConfirmationProvider } from './confirmation.tsx';
import { DeletionNote, DeletionSection } from './deletion-section.tsx';
import { SecondStepSection } from './second-step-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { WaysInSection } from './ways-in-section.tsx';
import { YouSection } from './you-section.tsx';

/** Everything about the account, on its own page and in the settings of a business alike. */
export function AccountSections() {
  return (
    <ConfirmationProvider>
      <PendingDeletion />
      <YouSection />
      <WaysInSection />
      <SecondStepSection />
      <SessionsSection />
      <ActivitySection />
      <DeletionSection />
    </ConfirmationProvider>
  );
}

/** Above everything, since whoever comes here to keep the account should not have to look for it. */
function PendingDeletion() {
  const { data } = useQuery(accountQueries.waysIn());
  if (!data?.deletionDueAt) return null;
  return (
    <div className="pb-6">
      <DeletionNote dueAt={data.deletionDueAt} />
    </div>
  );
}
