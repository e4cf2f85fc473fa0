import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'react-aria-components/Button';
import { api } from '../api.ts';
import { messages } from '../messages/index.ts';
import { problemText } from '../problems.ts';
import { queries, queryClient } from '../queries.ts';
import { KeyboardIcon, MailIcon, PersonIcon, SettingsIcon, SignOutIcon } from '../ui/icons.tsx';
import { MenuItem, MenuSeparator, MenuTrigger } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.tsx';
import type { FrameProps } from './navigation.tsx';

/** Ends this session and forgets everything that was loaded. */
export async function signOut(): Promise<boolean> {
  try {
    await api.signOut();
    queryClient.clear();
    return true;
  } catch (error) {
    showToast({ tone: 'danger', text: problemText(error) });
    return false;
  }
}

export function PersonMenu({
  workspaceId,
  openHelp,
  isCompact,
}: FrameProps & { isCompact?: boolean }) {
  const navigate = useNavigate();
  const me = useQuery(queries.me());
  const config = useQuery(queries.publicConfig());
  const name = me.data?.user.name ?? '';
  return (
    <MenuTrigger
      label={messages.frame.account}
      trigger={
        <Button className="flex min-h-10 items-center gap-2.5 rounded px-1.5 text-left data-[hovered]:bg-hover">
          <span className="flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken text-ink-2">
            <PersonIcon />
          </span>
          <span className="sr-only">{messages.frame.account}</span>
          {!isCompact && (
            <span className="min-w-0 flex-1">
              <span className="block truncate text-13 font-medium">{name}</span>
              <span className="block truncate text-12 text-ink-3">{me.data?.user.email}</span>
            </span>
          )}
        </Button>
      }
    >
      <MenuItem icon={<SettingsIcon />} href={`/w/${workspaceId}/settings/account`}>
        {messages.frame.account}
      </MenuItem>
      <MenuItem icon={<KeyboardIcon />} onAction={openHelp}>
        {messages.frame.help}
      </MenuItem>
      {config.data?.outbox ? (
        <MenuItem icon={<MailIcon />} href="/outbox">
          {messages.frame.outbox}
        </MenuItem>
      ) : null}
      <MenuSeparator />
      <MenuItem
        icon={<SignOutIcon />}
        onAction={async () => {
          if (await signOut()) await navigate({ to: '/sign-in' });
        }}
      >
        {messages.frame.signOut}
      </MenuItem>
    </MenuTrigger>
  );
}
