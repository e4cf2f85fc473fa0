import { api, type InvoiceFilters } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { buttonClass } from '../../ui/button.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';

const texts = messages.invoices;

/** What was issued in the chosen period as a file for bookkeeping. */
export function ExportLink({ filters: { from, to } }: { filters: InvoiceFilters }) {
  const workspace = useWorkspace();
  const mayExport = useMay('exports.read');
  const isPeriod = from === undefined || to === undefined || from <= to;
  if (!mayExport || !isPeriod) return null;
  return (
    <a
      href={api.invoiceExportUrl(workspace.id, {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      })}
      download
      title={texts.exportHint}
      className={buttonClass('ghost')}
    >
      <DownloadIcon />
      {texts.export}
    </a>
  );
}
