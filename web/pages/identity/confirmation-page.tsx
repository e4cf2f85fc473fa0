import { useMutation } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { forgetMailLink, readMailLink } from '../../session/mail-links.ts';
import { tellTabs } from '../../session/tabs.ts';
import { buttonClass } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityForm } from './identity-form.tsx';
import { IdentityLayout } from './identity-layout.tsx';
import { isLinkRefused, LinkRefused } from './link-refused.tsx';
import { NewPasswordField } from './password-field.tsx';
import { forgetPerson } from './use-signed-in.ts';

/** Ends a registration: the link of a mail, or the way back from Google, which needs no password. */
export function ConfirmationPage() {
  const { pathname } = useLocation();
  const link = readMailLink(pathname);
  const token = link.get('token') ?? '';
  const isGoogle = link.get('google') === '1';
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [workspaceName, setWorkspaceName] = useState('');
  const [password, setPassword] = useState('');
  const confirmation = useMutation({
    mutationFn: () => {
      const names = { token, name, workspaceName };
      return api.confirmRegistration(isGoogle ? names : { ...names, password });
    },
    onSuccess: async ({ user, workspaceId }) => {
      forgetMailLink(pathname);
      forgetPerson();
      tellTabs({ type: 'signed-in', userId: user.id });
      await navigate({ to: '/w/$workspaceId', params: { workspaceId }, replace: true });
    },
  });

  if (token === '' || isLinkRefused(confirmation.error)) {
    return (
      <LinkRefused>
        <Link to="/sign-up" className={buttonClass('primary')}>
          {words.signUp}
        </Link>
      </LinkRefused>
    );
  }
  return (
    <IdentityLayout
      title={words.confirmTitle}
      detail={isGoogle ? words.confirmGoogleDetail : words.confirmDetail}
    >
      <IdentityForm
        onSubmit={() => confirmation.mutate()}
        error={confirmation.error}
        submit={words.confirm}
        isPending={confirmation.isPending}
      >
        <TextField
          autoFocus
          isRequired
          name="name"
          autoComplete="name"
          label={words.yourName}
          value={name}
          onChange={setName}
        />
        <TextField
          isRequired
          name="workspaceName"
          autoComplete="organization"
          label={words.businessName}
          description={words.businessNameHint}
          value={workspaceName}
          onChange={setWorkspaceName}
        />
        {!isGoogle && (
          <NewPasswordField label={words.password} value={password} onChange={setPassword} />
        )}
      </IdentityForm>
    </IdentityLayout>
  );
}
