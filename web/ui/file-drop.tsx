import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { UploadIcon } from './icons.tsx';

export interface FileDropProps {
  label: string;
  detail?: ReactNode;
  /** Media types: ['image/png']. */
  accept: readonly string[];
  onFile: (file: File) => void;
  isDisabled?: boolean;
}

/** Drop a file, or press to choose one. */
export function FileDrop({ label, detail, accept, onFile, isDisabled }: FileDropProps) {
  return (
    <DropZone
      isDisabled={isDisabled}
      getDropOperation={() => 'copy'}
      onDrop={async (event) => {
        const [item] = event.items;
        if (item?.kind === 'file') onFile(await item.getFile());
      }}
      className="rounded border border-dashed border-control data-[drop-target]:border-accent data-[drop-target]:bg-accent-soft"
    >
      <FileTrigger
        acceptedFileTypes={accept}
        onSelect={(files) => {
          const file = files?.item(0);
          if (file) onFile(file);
        }}
      >
        <Button className="flex w-full flex-col items-center gap-1 rounded px-4 py-6 text-14 text-ink-2 data-[hovered]:bg-hover">
          <UploadIcon className="text-ink-3" />
          {label}
          {detail !== undefined && <span className="text-12 text-ink-3">{detail}</span>}
        </Button>
      </FileTrigger>
    </DropZone>
  );
}
