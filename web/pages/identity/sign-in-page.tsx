import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { isProblem } from '../../http.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { formProblem } from '../../problems.ts';
import { queries, queryClient } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IdentityLayout, quietLink } from './identity-layout.tsx';
import { PasswordField } from './password-field.tsx';

export function SignInPage() {
  const { from } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const config = useQuery(queries.publicConfig());
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: api.signIn,
    onSuccess: async () => {
      queryClient.removeQueries({ queryKey: ['me'] });
      await router.navigate({ href: from && isOwnAddress(from) ? from : '/', replace: true });
    },
  });
  const demo = config.data?.demo;
  const problem = isProblem(signIn.error, 'invalid_credentials')
    ? { title: words.signInWrong }
    : formProblem(signIn.error);

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
      <Form onSubmit={() => signIn.mutate({ email, password })} problem={problem}>
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
        <PasswordField
          name="password"
          autoComplete="current-password"
          label={words.password}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" variant="primary" isPending={signIn.isPending} className="mt-2">
          {words.signIn}
        </Button>
      </Form>
      {demo ? (
        <div className="mt-3 flex flex-col gap-2">
          <Button onPress={() => signIn.mutate(demo)} isDisabled={signIn.isPending}>
            {words.demo}
          </Button>
          <p className="text-center text-12 text-ink-3">{words.demoDetail}</p>
        </div>
      ) : null}
    </IdentityLayout>
  );
}

/** Only a path of this app, so that a crafted link cannot lead elsewhere after the sign-in. */
function isOwnAddress(address: string): boolean {
  return (
    new URL(address, window.location.origin).origin === window.location.origin &&
    address.startsWith('/w/')
  );
}
