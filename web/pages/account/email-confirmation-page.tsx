import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, Navigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { ApiError, hasStatus } from '../../http.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { formProblem } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { forgetMailLink, readMailLink } from '../../session/mail-links.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { IdentityLayout } from '../identity/identity-layout.tsx';
import { accountQueries, refreshAccount } from './account-queries.ts';

/** Where the link was put away, and where one comes back to after signing in. */
const ownPath = '/account/email';

/** The link of the mail that a change of address sends to the new one. */
export function EmailConfirmationPage() {
  const [token] = useState(() => readMailLink(ownPath).get('token'));
  return token === null ? <BadLink /> : <Confirmation token={token} />;
}

function Confirmation({ token }: { token: string }) {
  const me = useQuery(queries.me());
  const ways = useQuery({ ...accountQueries.waysIn(), enabled: me.isSuccess });
  const confirming = useMutation({
    mutationFn: () => api.confirmEmailChange({ token }),
    onSuccess: async () => {
      forgetMailLink(ownPath);
      await refreshAccount();
    },
  });

  if (hasStatus(me.error, 401)) {
    return <Navigate to="/sign-in" search={{ from: ownPath }} replace />;
  }
  if (confirming.isSuccess) {
    return (
      <IdentityLayout title={words.emailPageDoneTitle} detail={words.emailPageDoneDetail}>
        <Link to="/account" className={buttonClass('primary')}>
          {words.emailPageToAccount}
        </Link>
      </IdentityLayout>
    );
  }
  if (isLinkRefused(confirming.error)) return <BadLink />;
  const pending = ways.data?.pendingEmail;
  const isLoading = me.isPending || ways.isPending;
  return (
    <IdentityLayout
      title={words.emailPageTitle}
      detail={
        isLoading ? undefined : pending ? words.emailPageDetail(pending) : words.emailPageUnknown
      }
    >
      {isLoading ? (
        <SkeletonRows rows={2} />
      ) : (
        <Form
          onSubmit={() => confirming.mutate()}
          problem={formProblem(confirming.error ?? me.error)}
        >
          <Button type="submit" variant="primary" isPending={confirming.isPending}>
            {words.emailPageConfirm}
          </Button>
        </Form>
      )}
    </IdentityLayout>
  );
}

/** Used, expired, replaced, mangled, or meant for another account: there is nothing to try again. */
function isLinkRefused(error: unknown): boolean {
  return error instanceof ApiError && [404, 410, 422].includes(error.problem.status);
}

function BadLink() {
  useEffect(() => forgetMailLink(ownPath), []);
  return (
    <IdentityLayout title={words.emailPageBadTitle} detail={words.emailPageBadDetail}>
      <Link to="/account" className={buttonClass('primary')}>
        {words.emailPageToAccount}
      </Link>
    </IdentityLayout>
  );
}
