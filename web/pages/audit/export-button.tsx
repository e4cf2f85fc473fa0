import { useState } from 'react';
import { todayIn } from '#lib/dates.ts';
import { api } from '../../api.ts';
import { auditMessages } from '../../messages/audit.ts';
import { messages } from '../../messages/index.ts';
import { Button, buttonClass, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { CopyIcon, DownloadIcon } from '../../ui/icons.tsx';
import { useWorkspace } from '../../workspace.ts';

const words = auditMessages.export;

/** The trail as a file, and how to check that file without us. */
export function ExportButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={<DownloadIcon />} onPress={() => setOpen(true)}>
        {words.button}
      </Button>
      {isOpen && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const fileName = words.fileName(todayIn(workspace.timeZone, new Date()));
  const command = words.command(fileName, words.keysFileName);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.title}
      actions={
        <>
          <Button onPress={onClose}>{messages.ui.close}</Button>
          <a
            href={api.auditExportUrl(workspace.id)}
            download={fileName}
            className={buttonClass('primary')}
          >
            <DownloadIcon />
            {words.download}
          </a>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-14 text-ink-2">
        <p>{words.detail}</p>
        <div>
          <h3 className="font-semibold text-ink">{words.checkTitle}</h3>
          <p className="mt-1">{words.check}</p>
          <div className="mt-2 flex items-center gap-2 rounded border border-hairline bg-canvas py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 py-1 font-mono text-12 break-all text-ink">
              {command}
            </code>
            <IconButton
              size="small"
              label={words.copy}
              icon={<CopyIcon />}
              onPress={() => void copyText(command)}
            />
          </div>
          <a
            href={api.auditKeysUrl()}
            download={words.keysFileName}
            className={`${buttonClass('ghost', 'small')} mt-1.5 -ml-2`}
          >
            <DownloadIcon />
            {words.keys}
          </a>
        </div>
      </div>
    </Dialog>
  );
}
