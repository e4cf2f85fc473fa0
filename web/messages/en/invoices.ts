import { formatCount, formatDate, formatMoney } from '../../ui/format.ts';
import { invoiceDocument } from './invoice-document.ts';
import { invoiceEditor } from './invoice-editor.ts';

export const invoices = {
  title: 'Invoices',
  new: 'New invoice',
  draft: 'Draft',
  status: {
    draft: 'Draft',
    issued: 'Open',
    partially_paid: 'Partly paid',
    paid: 'Paid',
    overdue: 'Overdue',
  },
  noClient: 'No client yet',
  list: {
    label: 'Invoices',
    columns: {
      status: 'Status',
      number: 'Number',
      client: 'Client',
      issued: 'Issued',
      due: 'Due',
      amount: 'Amount',
      balance: 'Balance',
    },
    row: (number: string, client: string) => `${number}, ${client}`,
    loadFailed: 'The invoices could not be loaded',
    loadFailedDetail: 'Nothing is lost; they are still with us.',
    moreFailed: 'The next invoices could not be loaded.',
    loadingMore: 'Loading more…',
    emptyTitle: 'No invoices yet',
    emptyDetail:
      'Your first invoice takes two minutes: choose a client, say what you did, look at the page, issue it.',
    noMatchTitle: 'Nothing matches these filters',
    noMatchDetail: 'Take one away or look at everything.',
    clearFilters: 'Show all invoices',
  },
  filters: {
    label: 'Filters',
    all: 'All',
    status: { draft: 'Drafts', open: 'Open', overdue: 'Overdue', paid: 'Paid' },
    client: 'Client',
    anyClient: 'Any client',
    clear: 'Clear',
    search: 'Search number, client or subject',
    searchPlaceholder: 'Search',
    period: 'Period',
    periods: {
      any: 'Any time',
      month: 'This month',
      quarter: 'This quarter',
      year: 'This year',
      custom: 'From … to …',
    },
    from: 'Issued from',
    to: 'Issued until',
  },
  sums: {
    label: 'Sums of these invoices',
    count: (count: number) => (count === 1 ? '1 invoice' : `${formatCount(count)} invoices`),
    total: 'Total',
    net: 'Without VAT',
    balance: 'Outstanding',
  },
  panel: {
    label: (name: string) => `Details of ${name}`,
    open: 'Open',
    continue: 'Continue writing',
    close: 'Close',
    page: 'The first page of the invoice',
    failed: 'This invoice could not be loaded',
  },
  amountDue: (amountMinor: number, currency: string, on: string) =>
    `${formatMoney(amountMinor, currency)} due on ${formatDate(on)}`,
  document: invoiceDocument,
  editor: invoiceEditor,
};
