import { publicRoute, type Route } from '#platform/http/route.ts';
import { registrationSchema } from '../schema.ts';
import { languageOf } from './language.ts';
import { startRegistration } from './registrations.ts';

export const accountRoutes: Route[] = [
  publicRoute({
    method: 'post',
    path: '/v1/registrations',
    summary: 'Sends a confirmation link; the answer never tells whether an account exists',
    body: registrationSchema,
    status: 202,
    async handle({ body: { email, language = null } }, request, context) {
      const wanted = { email, language: language ?? languageOf(request) };
      await context.db.inSystem((tx) => startRegistration(tx, context, wanted));
      return { status: 202 };
    },
  }),
];
