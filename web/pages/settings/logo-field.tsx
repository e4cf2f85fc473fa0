import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { TrashIcon } from '../../ui/icons.tsx';
import { Note } from '../../ui/states.tsx';
import { useWorkspace } from '../../workspace.ts';
import { workspaceSaved } from './use-workspace-form.ts';

const words = messages.settings;
const accepted = ['image/png', 'image/jpeg', 'image/svg+xml'];
const maxLogoBytes = 1024 * 1024;

/** The logo is stored as soon as it is chosen: one sees at once how it looks. */
export function LogoField() {
  const { id, logo } = useWorkspace();
  const [refusal, setRefusal] = useState<string>();
  const upload = useMutation({
    mutationFn: (file: File) => api.uploadLogo(id, file),
    onSuccess: workspaceSaved,
  });
  const removal = useMutation({ mutationFn: () => api.removeLogo(id), onSuccess: workspaceSaved });
  const error = upload.error ?? removal.error;

  function take(file: File) {
    const reason = accepted.includes(file.type)
      ? file.size > maxLogoBytes
        ? words.logoTooLarge
        : undefined
      : words.logoWrongType;
    setRefusal(reason);
    removal.reset();
    if (reason === undefined) upload.mutate(file);
  }

  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-13 font-medium text-ink-2">{words.logo}</h3>
      {logo ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {/* On white, as on paper, whatever the appearance of the interface. */}
          <div className="flex h-24 w-56 items-center justify-center rounded border border-hairline bg-paper p-3">
            <img
              src={api.logoUrl(id, logo.sha256)}
              alt={words.logoAlt}
              className="max-h-full max-w-full object-contain"
            />
          </div>
          <Button
            icon={<TrashIcon />}
            variant="ghost"
            isPending={removal.isPending}
            onPress={() => removal.mutate()}
          >
            {words.logoRemove}
          </Button>
        </div>
      ) : (
        <FileDrop
          label={words.logoChoose}
          detail={words.logoDetail}
          accept={accepted}
          isDisabled={upload.isPending}
          onFile={take}
        />
      )}
      {(refusal ?? error) && <Note tone="danger">{refusal ?? problemText(error)}</Note>}
    </div>
  );
}
