import { useMutation } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ApiError, isProblem } from '../../http.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { formProblem } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityLayout } from './identity-layout.tsx';
import { PasswordField } from './password-field.tsx';

const minimumPasswordLength = 12;

/** The token stands behind the #, which browsers never send to a server or in a referrer. */
function tokenOf(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
}

/** Whether it is the link that is refused, not what was typed. */
function isLinkRefused(error: unknown): boolean {
  const isMangled = error instanceof ApiError && fieldErrors(error.problem).token !== undefined;
  return isMangled || isProblem(error, 'registration_expired');
}

export function ConfirmationPage() {
  const token = tokenOf(useLocation().hash);
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [workspaceName, setWorkspaceName] = useState('');
  const [password, setPassword] = useState('');
  const missing = minimumPasswordLength - [...password].length;
  const confirmation = useMutation({
    mutationFn: () => api.confirmRegistration({ token, name, workspaceName, password }),
    onSuccess: async ({ workspaceId }) => {
      queryClient.clear();
      await navigate({ to: '/w/$workspaceId', params: { workspaceId }, replace: true });
    },
  });

  if (token === '' || isLinkRefused(confirmation.error)) {
    return (
      <IdentityLayout title={words.linkInvalidTitle} detail={words.linkInvalidDetail}>
        <Link to="/sign-up" className={buttonClass('primary')}>
          {words.signUp}
        </Link>
      </IdentityLayout>
    );
  }
  return (
    <IdentityLayout title={words.confirmTitle} detail={words.confirmDetail}>
      <Form onSubmit={() => confirmation.mutate()} problem={formProblem(confirmation.error)}>
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
        <PasswordField
          name="password"
          autoComplete="new-password"
          label={words.password}
          description={missing > 0 ? words.passwordHint(missing) : words.passwordEnough}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" variant="primary" isPending={confirmation.isPending} className="mt-2">
          {words.confirm}
        </Button>
      </Form>
    </IdentityLayout>
  );
}
