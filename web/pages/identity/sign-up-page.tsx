import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityForm } from './identity-form.tsx';
import { Divider, IdentityLayout, quietLink } from './identity-layout.tsx';
import { MailNotice } from './mail-notice.tsx';
import { GoogleLink } from './other-ways-in.tsx';

export function SignUpPage() {
  const config = useQuery(queries.publicConfig());
  const [email, setEmail] = useState('');
  const registration = useMutation({ mutationFn: api.register });
  const footer = (
    <>
      {words.haveAccount}{' '}
      <Link to="/sign-in" className={quietLink}>
        {words.signIn}
      </Link>
    </>
  );

  if (registration.isSuccess) {
    return (
      <MailNotice detail={words.checkMailDetail(email.trim())} footer={footer}>
        <Button onPress={() => registration.reset()}>{words.checkMailOther}</Button>
      </MailNotice>
    );
  }
  return (
    <IdentityLayout title={words.signUpTitle} detail={words.signUpDetail} footer={footer}>
      <IdentityForm
        onSubmit={() => registration.mutate({ email })}
        error={registration.error}
        submit={words.sendLink}
        isPending={registration.isPending}
      >
        <TextField
          autoFocus
          isRequired
          name="email"
          type="email"
          autoComplete="email"
          label={words.email}
          value={email}
          onChange={setEmail}
        />
      </IdentityForm>
      {config.data?.google ? (
        <>
          <Divider>{words.or}</Divider>
          <div className="flex flex-col">
            <GoogleLink />
          </div>
        </>
      ) : null}
    </IdentityLayout>
  );
}
