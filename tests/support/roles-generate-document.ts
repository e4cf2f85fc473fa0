import { writeFileSync } from 'node:fs';
import { routes } from '../../src/app.ts';
import { permissionsDocument } from './roles-document.ts';

/** `npm run docs:permissions`: writes docs/permissions.md from the permission table and the routes. */
writeFileSync(new URL('../../docs/permissions.md', import.meta.url), permissionsDocument(routes));
