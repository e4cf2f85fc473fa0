export { producePdf } from './archive.ts';
export { closeRenderers } from './render.ts';
export { documentRoutes } from './routes.ts';
