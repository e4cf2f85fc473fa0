import { messages } from '../../messages/index.ts';
import { Page, PageHeader } from '../../ui/page.tsx';

export function ClientPage() {
  return (
    <Page>
      <PageHeader title={messages.clients.title} />
    </Page>
  );
}
