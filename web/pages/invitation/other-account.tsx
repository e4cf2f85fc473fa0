import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { api, type Me } from '../../api.ts';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { problemText } from '../../problems.ts';
import { rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/states.tsx';
import { IdentityLayout, quietLink } from '../identity/identity-layout.tsx';
import { forgetPerson } from '../identity/use-signed-in.ts';
import type { InvitationProps } from './invitation-page.tsx';
import { invitationPath } from './invitation-path.ts';

/** Signed in as somebody else than the invited one: says so, and offers to go on as the right one. */
export function OtherAccount({ invitation, me, onLookAgain }: InvitationProps & { me: Me }) {
  const navigate = useNavigate();
  const { email, workspaceName, hasAccount } = invitation;
  const leaving = useMutation({
    mutationFn: api.signOut,
    onSuccess: async () => {
      if (hasAccount) {
        rememberPendingSignIn({ email });
        await navigate({ to: '/sign-in', search: { from: invitationPath } });
      }
      forgetPerson();
      // Without an account this page itself goes on, with the form for a new one.
      if (!hasAccount) await onLookAgain();
    },
  });
  return (
    <IdentityLayout
      isAnswer
      title={words.otherTitle}
      detail={words.otherDetail(workspaceName, email, me.user.email)}
      footer={
        <Link to="/" className={quietLink}>
          {words.otherStay}
        </Link>
      }
    >
      {leaving.isError && <Note tone="danger">{problemText(leaving.error)}</Note>}
      <div className="flex flex-col gap-2">
        <Button variant="primary" isPending={leaving.isPending} onPress={() => leaving.mutate()}>
          <span className="truncate">{words.otherSwitch(email)}</span>
        </Button>
        <p className="text-13 text-ink-3">{words.otherSwitchDetail}</p>
      </div>
      <p className="text-13 text-ink-3">{words.otherAsk}</p>
    </IdentityLayout>
  );
}
