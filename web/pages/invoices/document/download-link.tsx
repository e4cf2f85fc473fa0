import type { Invoice } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { type ButtonVariant, buttonClass } from '../../../ui/button.tsx';
import { DownloadIcon } from '../../../ui/icons.tsx';
import { useWorkspace } from '../../../workspace.ts';

/** The stored PDF under the invoice's number. */
export function DownloadLink({
  invoice,
  variant = 'primary',
}: {
  invoice: Invoice;
  variant?: ButtonVariant;
}) {
  const workspace = useWorkspace();
  // A number may hold a slash, a file's name may not.
  const fileName = `${invoice.number?.replaceAll('/', '-') ?? 'invoice'}.pdf`;
  return (
    <a
      href={api.invoicePdfUrl(workspace.id, invoice.id)}
      download={fileName}
      className={buttonClass(variant)}
    >
      <DownloadIcon />
      {messages.invoices.document.download}
    </a>
  );
}
