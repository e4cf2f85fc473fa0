export { addClient, getClient } from './clients.ts';
export { findClient } from './queries.ts';
export { clientRoutes } from './routes.ts';
