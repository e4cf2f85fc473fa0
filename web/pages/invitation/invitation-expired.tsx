import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { queries } from '../../queries.ts';
import { forgetMailLink } from '../../session/mail-links.ts';
import { buttonClass } from '../../ui/button.tsx';
import { IdentityLayout } from '../identity/identity-layout.tsx';
import { invitationPath } from './invitation-path.ts';

/** Used, withdrawn, replaced, too old, or no link at all: what to do, and the way on. */
export function InvitationExpired() {
  const me = useQuery(queries.me());
  useEffect(() => forgetMailLink(invitationPath), []);
  return (
    <IdentityLayout isAnswer title={words.expiredTitle} detail={words.expiredDetail}>
      <p className="text-14 text-ink-2">{words.expiredMember}</p>
      {me.data ? (
        <Link to="/" className={buttonClass('primary')}>
          {words.toWorkspaces}
        </Link>
      ) : (
        <Link to="/sign-in" className={buttonClass('primary')}>
          {words.toSignIn}
        </Link>
      )}
    </IdentityLayout>
  );
}
