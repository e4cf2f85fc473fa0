import { Page } from '../../ui/page.tsx';
import { AccountSettings } from '../settings/account-settings.tsx';

/** The person: who they are and how they sign in. */
export function AccountPage() {
  return (
    <Page>
      <AccountSettings />
    </Page>
  );
}
