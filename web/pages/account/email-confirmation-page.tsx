import { PendingPage } from '../../frame/fallbacks.tsx';

export function EmailConfirmationPage() {
  return <PendingPage />;
}
