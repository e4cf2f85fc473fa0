import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { WaysIn } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { Button } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { Status } from '../../ui/status.tsx';
import { showToast } from '../../ui/toast.tsx';
import { accountQueries, refreshAccount } from './account-queries.ts';
import { AccountRow, Loaded } from './account-row.tsx';
import { useConfirmation, useSensitiveCall } from './confirmation.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

const TotpDialog = lazy(() =>
  import('./totp-dialog.tsx').then((module) => ({ default: module.TotpDialog })),
);

/** What is asked for after a password or Google, and what stands in for it. */
export function SecondStepSection() {
  const ways = useQuery(accountQueries.waysIn());
  const [shown, setShown] = useState<{ codes: string[]; done: string }>();
  return (
    <Section isAside title={words.secondStep} detail={words.secondStepDetail}>
      <Loaded query={ways} failed={words.failed} rows={2}>
        {(known) => (
          <ul>
            <AppRow
              ways={known}
              onCodes={(codes) => setShown({ codes, done: words.appTurnedOn })}
            />
            <CodesRow
              ways={known}
              onCodes={(codes) => setShown({ codes, done: words.codesMade })}
            />
          </ul>
        )}
      </Loaded>
      {shown && <RecoveryCodesDialog {...shown} onClose={() => setShown(undefined)} />}
    </Section>
  );
}

interface RowProps {
  ways: WaysIn;
  onCodes: (codes: string[]) => void;
}

function AppRow({ ways, onCodes }: RowProps) {
  const { confirmAhead } = useConfirmation();
  const [started, setStarted] = useState<{ secret: string; uri: string }>();
  const [isRemoving, setIsRemoving] = useState(false);
  const starting = useSensitiveCall(api.startTotp, setStarted);
  const problem = starting.problem?.detail ?? starting.problem?.title;
  const { totp } = ways;
  return (
    <AccountRow
      title={words.app}
      badge={totp && <Status tone="success">{words.on}</Status>}
      detail={totp ? words.appOn(formatDay(totp.enabledAt)) : words.appOff}
      actions={
        totp ? (
          <Button
            size="small"
            onPress={async () => {
              if (await confirmAhead()) setIsRemoving(true);
            }}
          >
            {words.turnOff}
          </Button>
        ) : (
          <Button
            size="small"
            isPending={starting.isPending}
            onPress={() => starting.run(undefined)}
          >
            {words.appSetUp}
          </Button>
        )
      }
    >
      {problem && (
        <p role="alert" className="mt-2 text-13 text-danger">
          {problem}
        </p>
      )}
      <Suspense>
        {started && (
          <TotpDialog
            {...started}
            onClose={() => setStarted(undefined)}
            onEnabled={async (codes) => {
              await refreshAccount();
              setStarted(undefined);
              if (codes) onCodes(codes);
              else showToast({ text: words.appTurnedOn });
            }}
          />
        )}
      </Suspense>
      {isRemoving && (
        <QuestionDialog
          title={words.appRemoveTitle}
          detail={
            <>
              <p>{words.appRemoveDetail}</p>
              {ways.passkeys.length === 0 && <p className="mt-2">{words.appRemoveLast}</p>}
              <p className="mt-2">{words.factorEnds}</p>
            </>
          }
          action={words.turnOff}
          run={api.removeTotp}
          onClose={() => setIsRemoving(false)}
          onDone={async () => {
            await refreshAccount();
            showToast({ text: words.appRemoved });
          }}
        />
      )}
    </AccountRow>
  );
}

const fewCodes = 3;

function CodesRow({ ways, onCodes }: RowProps) {
  const { confirmAhead } = useConfirmation();
  const [isAsking, setIsAsking] = useState(false);
  const hasFactor = ways.totp !== null || ways.passkeys.length > 0;
  const left = ways.recoveryCodesLeft;
  return (
    <AccountRow
      title={words.codes}
      badge={hasFactor && left <= fewCodes && <Status tone="notice">{words.codesFew}</Status>}
      detail={hasFactor ? words.codesLeft(left) : words.codesNone}
      actions={
        hasFactor && (
          <Button
            size="small"
            onPress={async () => {
              if (await confirmAhead()) setIsAsking(true);
            }}
          >
            {words.codesRenew}
          </Button>
        )
      }
    >
      {isAsking && (
        <QuestionDialog
          title={words.codesRenewTitle}
          detail={words.codesRenewDetail}
          action={words.codesRenewConfirm}
          isDanger={false}
          run={async () => {
            const { recoveryCodes } = await api.renewRecoveryCodes();
            if (recoveryCodes) onCodes(recoveryCodes);
          }}
          onClose={() => setIsAsking(false)}
          onDone={refreshAccount}
        />
      )}
    </AccountRow>
  );
}
