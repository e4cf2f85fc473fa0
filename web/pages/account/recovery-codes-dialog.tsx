import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { accountMessages as words } from '../../messages/account.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { formatDay } from '../../ui/format.ts';
import { CheckIcon, CopyIcon, DownloadIcon, PrintIcon } from '../../ui/icons.tsx';
import { Note } from '../../ui/states.tsx';

/** Shows recovery codes the only time that they can be shown; closes once they are kept. */
export function RecoveryCodesDialog({
  codes,
  done,
  onClose,
}: {
  codes: readonly string[];
  /** What brought them. */
  done: string;
  onClose: () => void;
}) {
  const me = useQuery(queries.me());
  const [isKept, setIsKept] = useState(false);
  const [isReminded, setIsReminded] = useState(false);
  const heading = words.codesFor(me.data?.user.email ?? '', formatDay(new Date()));
  const text = `${heading}\n\n${codes.join('\n')}\n\n${words.codesOnce}\n`;
  useDialogAlonePrints();

  function close() {
    if (isKept) onClose();
    else setIsReminded(true);
  }

  return (
    <Dialog isOpen isFirm onClose={close} title={words.codesTitle} width="small">
      <div className="flex flex-col gap-4 pb-3">
        <div className="flex flex-col gap-2 print:hidden">
          <p role="status" className="flex items-center gap-2 text-14 font-medium text-paid">
            <CheckIcon />
            {done}
          </p>
          <p className="text-14 text-ink-2">{words.codesDetail}</p>
        </div>
        <p className="hidden text-14 print:block">
          {heading}. {words.codesOnce}
        </p>
        <ol
          aria-label={words.codes}
          className="flex flex-col gap-1.5 rounded bg-sunken px-4 py-3 print:px-0"
        >
          {codes.map((code) => (
            <li key={code} className="font-mono text-13 whitespace-nowrap">
              {code}
            </li>
          ))}
        </ol>
        <div className="flex flex-wrap gap-2 print:hidden">
          <Button size="small" icon={<CopyIcon />} onPress={() => void copyText(text)}>
            {words.codesCopy}
          </Button>
          <Button size="small" icon={<DownloadIcon />} onPress={() => download(text)}>
            {words.codesDownload}
          </Button>
          <Button size="small" icon={<PrintIcon />} onPress={() => window.print()}>
            {words.codesPrint}
          </Button>
        </div>
        <div className="flex flex-col gap-4 border-t border-hairline pt-4 print:hidden">
          {isReminded && !isKept && <Note tone="danger">{words.codesKeepFirst}</Note>}
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
            <Checkbox isSelected={isKept} onChange={setIsKept}>
              {words.codesKept}
            </Checkbox>
            <Button variant="primary" isDisabled={!isKept} onPress={close}>
              {words.done}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}

/** The dialog stands beside the app in the document: while it is open, paper shows it alone. */
function useDialogAlonePrints() {
  useEffect(() => {
    const app = document.getElementById('root');
    app?.classList.add('print:hidden');
    return () => app?.classList.remove('print:hidden');
  }, []);
}

function download(text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = words.codesFile;
  link.click();
  URL.revokeObjectURL(address);
}
