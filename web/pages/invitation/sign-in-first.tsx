import { Link } from '@tanstack/react-router';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { buttonClass } from '../../ui/button.tsx';
import { IdentityLayout } from '../identity/identity-layout.tsx';
import type { InvitationProps } from './invitation-page.tsx';
import { invitationPath } from './invitation-path.ts';
import { InvitationText } from './invitation-text.tsx';

/** The invited address has an account: one signs in with it and comes back here. */
export function SignInFirst({ invitation }: InvitationProps) {
  return (
    <IdentityLayout
      title={words.title(invitation.workspaceName)}
      detail={<InvitationText invitation={invitation} />}
    >
      <div className="flex flex-col gap-2">
        <Link
          to="/sign-in"
          search={{ from: invitationPath }}
          onClick={() => rememberPendingSignIn({ email: invitation.email })}
          className={buttonClass('primary')}
        >
          {words.signIn}
        </Link>
        <p className="text-13 break-words text-ink-3">{words.signInDetail(invitation.email)}</p>
      </div>
    </IdentityLayout>
  );
}
