export { type Message, queueEmail } from './emails.ts';
export { sendEmail } from './jobs.ts';
export { emailRoutes } from './routes.ts';
export { sweepEmails } from './sweep.ts';
