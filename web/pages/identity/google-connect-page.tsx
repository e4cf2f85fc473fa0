import { useMutation } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { forgetMailLink, readMailLink } from '../../session/mail-links.ts';
import { buttonClass } from '../../ui/button.tsx';
import { IdentityForm } from './identity-form.tsx';
import { IdentityLayout } from './identity-layout.tsx';
import { isLinkRefused, LinkRefused } from './link-refused.tsx';
import { useSignedIn } from './use-signed-in.ts';

/** The link of a mail: connects Google with the account of its mailbox. Mail scanners press no button. */
export function GoogleConnectPage() {
  const { pathname } = useLocation();
  const token = readMailLink(pathname).get('token') ?? '';
  const onSignedIn = useSignedIn();
  const connecting = useMutation({
    mutationFn: () => api.confirmGoogleLink({ token }),
    onSuccess: async (answer) => {
      forgetMailLink(pathname);
      await onSignedIn(answer);
    },
  });

  if (token === '' || isLinkRefused(connecting.error)) {
    return (
      <LinkRefused>
        <Link to="/sign-in" className={buttonClass('primary')}>
          {words.backToSignIn}
        </Link>
      </LinkRefused>
    );
  }
  return (
    <IdentityLayout title={words.connectTitle} detail={words.connectDetail}>
      <IdentityForm
        onSubmit={() => connecting.mutate()}
        error={connecting.error}
        submit={words.connect}
        isPending={connecting.isPending}
      >
        {null}
      </IdentityForm>
    </IdentityLayout>
  );
}
