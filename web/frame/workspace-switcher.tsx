import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { messages } from '../messages/index.ts';
import { queries } from '../queries.ts';
import { ChevronUpDownIcon, PlusIcon } from '../ui/icons.tsx';
import { MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../ui/menu.tsx';
import type { FrameProps } from './navigation.tsx';

const NewWorkspace = lazy(() =>
  import('./new-workspace.tsx').then((module) => ({ default: module.NewWorkspace })),
);

/** A square with the first letter, so that two businesses are told apart at a glance. */
function Initial({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="flex size-7 shrink-0 items-center justify-center rounded-[6px] bg-accent-soft text-13 font-semibold text-accent"
    >
      {[...name.trim()][0]?.toUpperCase() ?? '·'}
    </span>
  );
}

export function WorkspaceSwitcher({ workspaceId, workspaceName }: FrameProps) {
  const navigate = useNavigate();
  const me = useQuery(queries.me());
  const [isCreating, setIsCreating] = useState(false);
  return (
    <>
      <MenuTrigger
        label={messages.frame.workspaces}
        trigger={
          <Button className="flex w-full items-center gap-2.5 rounded p-1.5 text-left data-[hovered]:bg-hover">
            <Initial name={workspaceName} />
            <span className="min-w-0 flex-1 truncate text-14 font-semibold">{workspaceName}</span>
            <span className="sr-only">{messages.frame.changeWorkspace}</span>
            <ChevronUpDownIcon className="text-ink-3" />
          </Button>
        }
      >
        <MenuSection title={messages.frame.workspaces}>
          {(me.data?.workspaces ?? []).map((workspace) => (
            <MenuItem
              key={workspace.id}
              isChosen={workspace.id === workspaceId}
              onAction={() =>
                void navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } })
              }
            >
              {workspace.legalName}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSeparator />
        <MenuItem icon={<PlusIcon />} onAction={() => setIsCreating(true)}>
          {messages.frame.newWorkspace}
        </MenuItem>
      </MenuTrigger>
      <Suspense>{isCreating && <NewWorkspace onClose={() => setIsCreating(false)} />}</Suspense>
    </>
  );
}
