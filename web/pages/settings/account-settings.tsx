import { AccountSections } from '../account/account-sections.tsx';

/** The account within the settings of a business: the same as at /account, without leaving the frame. */
export function AccountSettings() {
  return <AccountSections />;
}
