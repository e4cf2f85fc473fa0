import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { formProblem } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { MailIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityLayout, quietLink } from './identity-layout.tsx';

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
      <IdentityLayout
        title={words.checkMailTitle}
        detail={words.checkMailDetail(email)}
        footer={footer}
      >
        <div className="flex flex-col gap-2">
          {config.data?.outbox ? (
            <Link to="/outbox" className={buttonClass('primary')}>
              <MailIcon />
              {words.openOutbox}
            </Link>
          ) : null}
          <Button onPress={() => registration.reset()}>{words.checkMailOther}</Button>
        </div>
      </IdentityLayout>
    );
  }
  return (
    <IdentityLayout title={words.signUpTitle} detail={words.signUpDetail} footer={footer}>
      <Form
        onSubmit={() => registration.mutate({ email })}
        problem={formProblem(registration.error)}
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
        <Button type="submit" variant="primary" isPending={registration.isPending} className="mt-2">
          {words.sendLink}
        </Button>
      </Form>
    </IdentityLayout>
  );
}
