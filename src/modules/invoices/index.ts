export { type Balance, changePaid } from './balances.ts';
export { checkInvoice } from './checks.ts';
export { templateVersion } from './document.ts';
export { type Drafted, draftInvoice, getInvoice, putTogether } from './drafts.ts';
export { issueInvoice } from './issuance.ts';
export { listInvoices } from './list.ts';
export { getSeries } from './number-series.ts';
export { forecastNumber } from './numbering.ts';
export { invoiceRoutes } from './routes.ts';
