import { useState } from 'react';
import type { WaysIn } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import type { Passkey } from '../../identity-api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { EditIcon, MoreIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import { MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { showToast } from '../../ui/toast.tsx';
import { refreshAccount } from './account-queries.ts';
import { AccountRow } from './account-row.tsx';
import { useConfirmation, useSensitiveCall } from './confirmation.tsx';
import { NewPasskeyDialog } from './new-passkey-dialog.tsx';
import { PasskeyNameDialog } from './passkey-name-dialog.tsx';
import { passkeysAreSupported } from './passkey-prompts.ts';
import { QuestionDialog } from './question-dialog.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

type Open =
  | { kind: 'new'; options: Record<string, unknown> }
  | { kind: 'rename' | 'remove'; passkey: Passkey }
  | { kind: 'codes'; codes: string[] };

/** The passkeys of an account, each with where it lives and when it was used. */
export function Passkeys({ ways }: { ways: WaysIn }) {
  const { confirmAhead } = useConfirmation();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  // Asked for before the dialog opens, so that the browser's prompt follows the press at once: Safari
  // shows it for nothing else.
  const beginning = useSensitiveCall(api.newPasskeyOptions, ({ options }) =>
    setOpen({ kind: 'new', options }),
  );
  const problem = beginning.problem?.detail ?? beginning.problem?.title;
  return (
    <div className="mt-3.5 border-t border-hairline pt-3.5">
      <ul>
        <AccountRow
          title={words.passkeys}
          detail={passkeysAreSupported() ? words.passkeysDetail : words.passkeyUnsupported}
          actions={
            passkeysAreSupported() && (
              <Button
                size="small"
                icon={<PlusIcon />}
                isPending={beginning.isPending}
                onPress={() => beginning.run(undefined)}
              >
                {words.passkeyAdd}
              </Button>
            )
          }
        >
          {problem && (
            <p role="alert" className="mt-2 text-13 text-danger">
              {problem}
            </p>
          )}
        </AccountRow>
        {ways.passkeys.map((passkey) => (
          <PasskeyRow
            key={passkey.id}
            passkey={passkey}
            onRename={() => setOpen({ kind: 'rename', passkey })}
            onRemove={async () => {
              if (await confirmAhead()) setOpen({ kind: 'remove', passkey });
            }}
          />
        ))}
      </ul>
      {open?.kind === 'new' && (
        <NewPasskeyDialog
          options={open.options}
          isFirstFactor={ways.passkeys.length === 0 && ways.totp === null}
          hasPassword={ways.password !== null}
          onClose={close}
          onAdded={async ({ recoveryCodes }) => {
            await refreshAccount();
            if (recoveryCodes) {
              setOpen({ kind: 'codes', codes: recoveryCodes });
            } else {
              close();
              showToast({ text: words.passkeyAdded });
            }
          }}
        />
      )}
      {open?.kind === 'rename' && <PasskeyNameDialog passkey={open.passkey} onClose={close} />}
      {open?.kind === 'remove' && (
        <QuestionDialog
          title={words.passkeyRemoveTitle(open.passkey.name)}
          detail={
            <>
              <p>{words.passkeyRemoveDetail}</p>
              <p className="mt-2">{words.factorEnds}</p>
            </>
          }
          action={words.remove}
          run={() => api.removePasskey(open.passkey.id)}
          onClose={close}
          onDone={async () => {
            await refreshAccount();
            showToast({ text: words.passkeyRemoved });
          }}
        />
      )}
      {open?.kind === 'codes' && (
        <RecoveryCodesDialog codes={open.codes} done={words.passkeyAdded} onClose={close} />
      )}
    </div>
  );
}

function PasskeyRow({
  passkey,
  onRename,
  onRemove,
}: {
  passkey: Passkey;
  onRename: () => void;
  onRemove: () => void;
}) {
  const used = passkey.lastUsedAt
    ? words.passkeyUsed(formatDay(passkey.lastUsedAt))
    : words.passkeyUnused(formatDay(passkey.createdAt));
  return (
    <AccountRow
      title={passkey.name}
      detail={`${passkey.synced ? words.passkeySynced : words.passkeyBound} · ${used}`}
      actions={
        <MenuTrigger
          label={words.passkeyActions(passkey.name)}
          trigger={
            <IconButton
              size="small"
              label={words.passkeyActions(passkey.name)}
              icon={<MoreIcon />}
            />
          }
        >
          <MenuItem icon={<EditIcon />} onAction={onRename}>
            {words.rename}
          </MenuItem>
          <MenuItem isDanger icon={<TrashIcon />} onAction={onRemove}>
            {words.remove}
          </MenuItem>
        </MenuTrigger>
      }
    />
  );
}
