import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { messages } from '../messages/index.ts';
import { classNames } from './class-names.ts';
import { SearchIcon, SpinnerIcon } from './icons.tsx';
import { Kbd } from './page.tsx';

export interface Command {
  id: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  keys?: string;
  run: () => void;
}
export interface CommandGroup {
  title: string;
  commands: readonly Command[];
}

export interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  groups: readonly CommandGroup[];
  query: string;
  onQuery: (query: string) => void;
  isLoading?: boolean;
}

/** One field that finds everything; arrows choose, Enter goes. The caller filters. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <ModalOverlay
      isOpen={props.isOpen}
      onOpenChange={(open) => !open && props.onClose()}
      isDismissable
      className="fixed inset-0 z-40 flex animate-fade items-start justify-center bg-scrim px-4 pt-[12dvh]"
    >
      <Modal className="floating animate-rise w-full max-w-xl overflow-hidden">
        <AriaDialog
          aria-label={messages.ui.palette}
          className="flex max-h-[70dvh] flex-col outline-none"
        >
          <Search {...props} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function Search({ groups, query, onQuery, onClose, isLoading }: CommandPaletteProps) {
  const listId = useId();
  const commands = groups.flatMap((group) => group.commands);
  const [chosenId, setChosenId] = useState<string>();
  const position = Math.max(
    0,
    commands.findIndex((command) => command.id === chosenId),
  );
  const chosen = commands[position];

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    command.run();
  }

  function move(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && commands.length > 0) {
      event.preventDefault();
      const next = commands[(position + step + commands.length) % commands.length];
      setChosenId(next?.id);
      document.getElementById(`${listId}-${next?.id}`)?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(chosen);
    }
  }

  return (
    <>
      <div className="flex items-center gap-3 border-b border-hairline px-4">
        {isLoading ? <SpinnerIcon className="text-ink-3" /> : <SearchIcon className="text-ink-3" />}
        <input
          // biome-ignore lint/a11y/noAutofocus: a palette is opened in order to type at once.
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
          aria-autocomplete="list"
          aria-label={messages.ui.palette}
          placeholder={messages.ui.palettePlaceholder}
          value={query}
          onChange={(event) => {
            setChosenId(undefined);
            onQuery(event.target.value);
          }}
          onKeyDown={move}
          className="h-12 min-w-0 flex-1 bg-transparent text-16 outline-none"
        />
        <Kbd>esc</Kbd>
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label={messages.ui.palette}
        className="min-h-0 flex-1 overflow-y-auto p-2"
      >
        {groups.map(
          (group) =>
            group.commands.length > 0 && (
              // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand inside a listbox.
              <div key={group.title} role="group" aria-label={group.title}>
                <div aria-hidden="true" className="px-2 pt-2 pb-1 text-12 text-ink-3">
                  {group.title}
                </div>
                {group.commands.map((command) => (
                  <CommandOption
                    key={command.id}
                    id={`${listId}-${command.id}`}
                    command={command}
                    isChosen={command === chosen}
                    onRun={() => run(command)}
                    onPoint={() => setChosenId(command.id)}
                  />
                ))}
              </div>
            ),
        )}
      </div>
      {commands.length === 0 && !isLoading && (
        <p role="status" className="px-4 pb-4 text-14 text-ink-3">
          {messages.ui.nothingFound}
        </p>
      )}
    </>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  isChosen: boolean;
  onRun: () => void;
  onPoint: () => void;
}

function CommandOption({ id, command, isChosen, onRun, onPoint }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field above handles the keys.
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      onClick={onRun}
      onPointerMove={isChosen ? undefined : onPoint}
      className={classNames(
        'flex min-h-10 items-center gap-3 rounded-sm px-2 text-14',
        isChosen && 'bg-hover',
      )}
    >
      <span className="text-ink-3">{command.icon}</span>
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {command.detail !== undefined && (
        <span className="truncate text-12 text-ink-3">{command.detail}</span>
      )}
      {command.keys !== undefined && <Kbd>{command.keys}</Kbd>}
    </div>
  );
}
