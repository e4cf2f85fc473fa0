import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { readPendingSignIn, rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityForm } from './identity-form.tsx';
import { IdentityLayout, quietLink } from './identity-layout.tsx';
import { MailNotice } from './mail-notice.tsx';

/** Asks for the mailbox; the answer is the same for every address. */
export function ForgotPasswordPage() {
  const [email, setEmail] = useState(() => readPendingSignIn().email ?? '');
  const reset = useMutation({
    mutationFn: api.requestPasswordReset,
    onSuccess: () => rememberPendingSignIn({ email: email.trim() }),
  });
  const footer = (
    <Link to="/sign-in" className={quietLink}>
      {words.backToSignIn}
    </Link>
  );

  if (reset.isSuccess) {
    return (
      <MailNotice detail={words.resetMailDetail(email.trim())} footer={footer}>
        <Button onPress={() => reset.reset()}>{words.checkMailOther}</Button>
        <p className="mt-2 text-13 text-ink-3">{words.resetMailNothing}</p>
      </MailNotice>
    );
  }
  return (
    <IdentityLayout title={words.forgotTitle} detail={words.forgotDetail} footer={footer}>
      <IdentityForm
        onSubmit={() => reset.mutate({ email })}
        error={reset.error}
        submit={words.sendLink}
        isPending={reset.isPending}
      >
        <TextField
          autoFocus
          isRequired
          name="email"
          type="email"
          autoComplete="username"
          label={words.email}
          value={email}
          onChange={setEmail}
        />
      </IdentityForm>
    </IdentityLayout>
  );
}
