import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { messages } from '../messages/index.ts';
import { queries } from '../queries.ts';
import { ChevronUpDownIcon, PlusIcon } from '../ui/icons.tsx';
import { MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../ui/menu.tsx';
import { Initial } from './initial.tsx';
import type { FrameProps } from './navigation.tsx';
import { roleName } from './role-name.ts';

const words = messages.frame;
/** More than these are searched; fewer are seen at a glance. */
const seenAtAGlance = 7;

const NewWorkspace = lazy(() =>
  import('./new-workspace.tsx').then((module) => ({ default: module.NewWorkspace })),
);

/** Which business this is, and the way to all others one belongs to, each with one's role there. */
export function WorkspaceSwitcher({ workspaceId, workspaceName }: FrameProps) {
  const navigate = useNavigate();
  const me = useQuery(queries.me());
  const [isCreating, setIsCreating] = useState(false);
  const workspaces = me.data?.workspaces ?? [];
  return (
    <>
      <MenuTrigger
        label={words.workspaces}
        search={workspaces.length > seenAtAGlance ? words.workspaceSearch : undefined}
        trigger={
          <Button className="flex w-full items-center gap-2.5 rounded p-1.5 text-left data-[hovered]:bg-hover">
            <Initial name={workspaceName} />
            <span className="min-w-0 flex-1 truncate text-14 font-semibold">{workspaceName}</span>
            <span className="sr-only">{words.changeWorkspace}</span>
            <ChevronUpDownIcon className="text-ink-3" />
          </Button>
        }
      >
        <MenuSection title={words.workspaces}>
          {workspaces.map((workspace) => (
            <MenuItem
              key={workspace.id}
              detail={roleName(workspace.role)}
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
          {words.newWorkspace}
        </MenuItem>
      </MenuTrigger>
      <Suspense>{isCreating && <NewWorkspace onClose={() => setIsCreating(false)} />}</Suspense>
    </>
  );
}
