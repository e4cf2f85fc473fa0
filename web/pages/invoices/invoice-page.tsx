import { messages } from '../../messages/index.ts';
import { Page, PageHeader } from '../../ui/page.tsx';

export function InvoicePage() {
  return (
    <Page>
      <PageHeader title={messages.invoices.title} />
    </Page>
  );
}
