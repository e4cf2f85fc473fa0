import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { Note } from '../../ui/states.tsx';
import { useWorkspace } from '../../workspace.ts';
import { PageImages } from '../invoices/page-images.tsx';

const words = messages.settings;
const sampleAmounts = [
  { quantity: '12', unit: 'HUR', unitPrice: '95.00' },
  { quantity: '3', unit: 'DAY', unitPrice: '760.00' },
  { quantity: '1', unit: 'C62', unitPrice: '184.20' },
] as const;

/** A real page of a sample invoice with the stored settings; nothing of it is kept. */
export function SamplePage() {
  const workspace = useWorkspace();
  const { id, accentColor, footerNote, locale, logo, currency } = workspace;
  const pages = useQuery({
    queryKey: [id, 'sample-page', { accentColor, footerNote, locale, logo, currency }],
    queryFn: ({ signal }) =>
      api.previewPages(
        id,
        { language: locale, currency, lines: sampleLines(workspace) },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <aside
      aria-label={words.preview}
      className="py-6 max-lg:border-t max-lg:border-hairline lg:sticky lg:top-0 lg:self-start"
    >
      <h2 className="pb-3 text-14 font-semibold">{words.preview}</h2>
      {pages.isError ? (
        <Note tone="notice">{words.previewFailed}</Note>
      ) : (
        <div
          className={`max-w-md transition-opacity duration-100 ${pages.isFetching ? 'opacity-60' : ''}`}
        >
          <PageImages svgs={pages.data?.pages} describe={() => words.previewAlt} limit={1} />
        </div>
      )}
    </aside>
  );
}

function sampleLines({ vatStatus }: { vatStatus: 'regular' | 'small_business' }) {
  const vat =
    vatStatus === 'regular'
      ? { category: 'S' as const, rate: '19' }
      : { category: 'E' as const, rate: '0' };
  return sampleAmounts.map((amounts, index) => ({
    ...amounts,
    description: words.previewSample[index] ?? '',
    discountPercent: null,
    vat: { ...vat, exemptionCode: null, exemptionText: null },
  }));
}
