import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WaysIn } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';
import { accountQueries, refreshAccount } from './account-queries.ts';
import { AccountRow, Loaded } from './account-row.tsx';
import { useConfirmation } from './confirmation.tsx';
import { Passkeys } from './passkeys.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { QuestionDialog } from './question-dialog.tsx';

/** What can begin a session: password, Google, passkeys. */
export function WaysInSection() {
  const ways = useQuery(accountQueries.waysIn());
  const config = useQuery(queries.publicConfig());
  return (
    <Section isAside title={words.signingIn} detail={words.signingInDetail}>
      <Loaded query={ways} failed={words.failed} rows={3}>
        {(known) => (
          <>
            <ul>
              <PasswordRow ways={known} />
              {(config.data?.google || known.google.length > 0) && <GoogleRow ways={known} />}
            </ul>
            <Passkeys ways={known} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function PasswordRow({ ways }: { ways: WaysIn }) {
  const { confirmAhead } = useConfirmation();
  const [isOpen, setIsOpen] = useState(false);
  const { password } = ways;
  return (
    <AccountRow
      title={words.password}
      detail={passwordDetail(password)}
      actions={
        <Button
          size="small"
          aria-label={password ? words.passwordChange : words.passwordAdd}
          // The current password says who it is where there is one.
          onPress={async () => {
            if (password || (await confirmAhead())) setIsOpen(true);
          }}
        >
          {password ? words.change : words.passwordAdd}
        </Button>
      }
    >
      {isOpen && (
        <PasswordDialog hasPassword={password !== null} onClose={() => setIsOpen(false)} />
      )}
    </AccountRow>
  );
}

function passwordDetail(password: WaysIn['password']): string {
  if (!password) return words.passwordNone;
  return password.changedAt
    ? words.passwordChangedOn(formatDay(password.changedAt))
    : words.passwordSet;
}

function GoogleRow({ ways }: { ways: WaysIn }) {
  const { confirmAhead } = useConfirmation();
  const [isDisconnecting, setIsDisconnecting] = useState(false);
  const [first] = ways.google;
  const connect = async () => {
    if (await confirmAhead()) window.location.assign(api.googleUrl('link'));
  };
  const disconnect = async () => {
    if (await confirmAhead()) setIsDisconnecting(true);
  };
  return (
    <AccountRow
      title={words.google}
      detail={
        first
          ? ways.google.map(({ email, connectedAt }) => (
              <p key={email}>{words.googleConnected(email, formatDay(connectedAt))}</p>
            ))
          : words.googleNone
      }
      actions={
        first ? (
          <Button size="small" onPress={disconnect}>
            {words.googleDisconnect}
          </Button>
        ) : (
          <Button size="small" onPress={connect}>
            {words.googleConnect}
          </Button>
        )
      }
    >
      {isDisconnecting && first && (
        <QuestionDialog
          title={words.googleDisconnectTitle}
          detail={words.googleDisconnectDetail(first.email)}
          action={words.googleDisconnect}
          run={api.disconnectGoogle}
          onClose={() => setIsDisconnecting(false)}
          onDone={async () => {
            await refreshAccount();
            showToast({ text: words.googleDisconnected });
          }}
        />
      )}
    </AccountRow>
  );
}
