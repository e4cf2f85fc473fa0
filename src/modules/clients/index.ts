export { addClient, getClient } from './clients.ts';
export { deleteClientsExcept, findClient } from './queries.ts';
export { clientRoutes } from './routes.ts';
