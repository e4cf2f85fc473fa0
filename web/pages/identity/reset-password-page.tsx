import { useMutation } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { forgetMailLink, readMailLink } from '../../session/mail-links.ts';
import { rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { buttonClass } from '../../ui/button.tsx';
import { HiddenUsername, IdentityForm } from './identity-form.tsx';
import { IdentityLayout } from './identity-layout.tsx';
import { isLinkRefused, LinkRefused } from './link-refused.tsx';
import { NewPasswordField } from './password-field.tsx';

/** The link of a mail: a new password, which ends every session. */
export function ResetPasswordPage() {
  const { pathname } = useLocation();
  const link = readMailLink(pathname);
  const token = link.get('token') ?? '';
  const email = link.get('email') ?? undefined;
  const [password, setPassword] = useState('');
  const reset = useMutation({
    mutationFn: api.resetPassword,
    onSuccess: () => {
      rememberPendingSignIn({ email });
      forgetMailLink(pathname);
    },
  });

  if (reset.isSuccess) {
    return (
      <IdentityLayout isAnswer title={words.resetDoneTitle} detail={words.resetDoneDetail}>
        <Link to="/sign-in" replace className={buttonClass('primary')}>
          {words.signIn}
        </Link>
      </IdentityLayout>
    );
  }
  if (token === '' || isLinkRefused(reset.error)) {
    return (
      <LinkRefused>
        <Link to="/forgot-password" className={buttonClass('primary')}>
          {words.sendNewLink}
        </Link>
      </LinkRefused>
    );
  }
  return (
    <IdentityLayout title={words.newPasswordTitle} detail={words.newPasswordDetail}>
      <IdentityForm
        onSubmit={() => reset.mutate({ token, password })}
        error={reset.error}
        submit={words.newPasswordSave}
        isPending={reset.isPending}
      >
        <HiddenUsername email={email} />
        <NewPasswordField
          autoFocus
          label={words.newPassword}
          value={password}
          onChange={setPassword}
        />
      </IdentityForm>
    </IdentityLayout>
  );
}
