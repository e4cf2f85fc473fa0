import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { hasStatus, isProblem } from '../../http.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { queries } from '../../queries.ts';
import { readPendingSignIn, rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityForm } from './identity-form.tsx';
import { IdentityLayout, quietLink } from './identity-layout.tsx';
import { MailNotice } from './mail-notice.tsx';
import { OtherWaysIn } from './other-ways-in.tsx';
import { PasswordField } from './password-field.tsx';
import { useSignedIn } from './use-signed-in.ts';

export function SignInPage() {
  const { from, problem, google } = useSearch({ from: '/sign-in' });
  const isBack = problem !== undefined || google !== undefined;
  useEffect(() => {
    // Whoever comes back from Google or a second step has brought along where to go, and no `from`.
    if (!isBack) rememberPendingSignIn({ from });
  }, [from, isBack]);

  if (google === 'mailbox') {
    return (
      <MailNotice detail={words.mailboxDetail}>
        <Link to="/sign-in" className={`${quietLink} mt-2 text-13`}>
          {words.backToSignIn}
        </Link>
      </MailNotice>
    );
  }
  return (
    <IdentityLayout
      title={words.signInTitle}
      footer={
        <>
          {words.newHere}{' '}
          <Link to="/sign-up" className={quietLink}>
            {words.signUp}
          </Link>
        </>
      }
    >
      {problem !== undefined && (
        <Note tone="notice">{words.problems[problem] ?? words.problemOther}</Note>
      )}
      <WaysIn />
    </IdentityLayout>
  );
}

function WaysIn() {
  const config = useQuery(queries.publicConfig());
  const onSignedIn = useSignedIn();
  const [email, setEmail] = useState(() => readPendingSignIn().email ?? '');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: (account: { email: string; password: string }) => {
      rememberPendingSignIn({ email: account.email });
      return api.signIn(account);
    },
    onSuccess: onSignedIn,
  });
  const demo = config.data?.demo;
  const isWrong = isProblem(signIn.error, 'invalid_credentials');

  return (
    <>
      <IdentityForm
        onSubmit={() => signIn.mutate({ email, password })}
        error={signIn.error}
        problem={isWrong ? { title: words.signInWrong } : undefined}
        submit={words.signIn}
        isPending={signIn.isPending}
      >
        <TextField
          autoFocus
          isRequired
          name="email"
          type="email"
          autoComplete="username webauthn"
          label={words.email}
          value={email}
          onChange={(text) => {
            setEmail(text);
            // The pause is for the account that was tried, not for another one.
            if (hasStatus(signIn.error, 429)) signIn.reset();
          }}
        />
        {/* The link stands above the field and comes after it, so that Tab leads on to the password. */}
        <div className="relative">
          <PasswordField
            name="password"
            autoComplete="current-password"
            label={words.password}
            value={password}
            onChange={setPassword}
          />
          <Link
            to="/forgot-password"
            className={`${quietLink} absolute top-0 right-0 text-13`}
            onClick={() => rememberPendingSignIn({ email: email.trim() })}
          >
            {words.forgotTitle}
          </Link>
        </div>
      </IdentityForm>
      <OtherWaysIn google={config.data?.google === true} onSignedIn={onSignedIn} />
      {demo ? (
        <div className="flex flex-col items-center gap-1 pt-1">
          <Button variant="ghost" onPress={() => signIn.mutate(demo)} isDisabled={signIn.isPending}>
            {words.demo}
          </Button>
          <p className="text-center text-12 text-ink-3">{words.demoDetail}</p>
        </div>
      ) : null}
    </>
  );
}
