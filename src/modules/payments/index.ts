export { recordPayment } from './payments.ts';
export { paymentRoutes } from './routes.ts';
