import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import type { Route } from '#platform/http/route.ts';
import { routes } from '../src/app.ts';
import { type Planted, plant } from './isolation/planted.ts';
import { fixtures, isWorkspaceRoute, requestFor, routeName } from './isolation/route-requests.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { verify } from './support/audit-trails.ts';

let server: TestApp;
type Place = { owner: Member; planted: Planted };

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const unsafe = routes.filter((route) => isWorkspaceRoute(route) && route.method !== 'get');

/** What changes nothing, and so is not recorded. */
const unrecorded: Record<string, string> = {
  'post /invoices/preview': 'shows what a draft would look like and stores nothing',
};

/** What an owner cannot do, or not here; the colleague can. */
const byColleague = new Set([
  'delete /membership',
  'post /ownership-transfer/acceptance',
  'post /ownership-transfer/refusal',
]);

/** The noun of an event where it is not that of the path. */
const nouns: Record<string, string> = {
  '': 'workspace',
  logo: 'workspace',
  deletion: 'workspace',
  membership: 'member',
  'ownership-transfer': 'ownership',
};

async function makePlace(): Promise<Place> {
  const owner = await server.signUp('C');
  return { owner, planted: await plant(server, owner, 'clover') };
}

/** What has to be asked for before it can be taken back. */
const preparations: Record<string, string> = { 'delete /deletion': 'post /deletion' };

function send({ owner, planted }: Place, route: Route) {
  const { method, path, body, headers } = requestFor(route, planted);
  const caller = byColleague.has(routeName(route)) ? planted.colleague : owner;
  return caller.request(method, path, body, headers);
}

/** "/invoices/:invoiceId/payments/:paymentId" → "payment", "/number-series" → "number_series". */
function nounOf(route: Route): string {
  const steps = route.path.replace('/v1/workspaces/:workspaceId', '').split('/');
  const collections = steps.filter((step) => step !== '' && !step.startsWith(':'));
  const actions = ['issuance', 'duplicate', 'acceptance', 'refusal'];
  const noun = collections.filter((step) => !actions.includes(step)).at(-1) ?? '';
  if (nouns[noun]) return nouns[noun];
  return noun === 'number-series' ? 'number_series' : noun.replace(/s$/, '').replaceAll('-', '_');
}

type Recorded = { sequence: number; type: string; actorId: string | null; data: object };

async function newest({ owner }: Place): Promise<Recorded[]> {
  const answer = await owner.request('GET', `${owner.path}/audit-events?limit=20`);
  return answer.json.items;
}

describe.each(unsafe.map((route) => [routeName(route), route] as const))('%s', (name, route) => {
  it(name in unrecorded ? 'records nothing' : 'records what it changes', async () => {
    const place = await makePlace();
    const prepared = unsafe.find((one) => routeName(one) === preparations[name]);
    if (prepared) await send(place, prepared);
    const before = (await newest(place))[0]?.sequence ?? 0;
    const answer = await send(place, route);
    const byOwner = byColleague.has(name) ? undefined : fixtures[name]?.ownerStatus;
    const wanted = byOwner ?? route.status ?? 200;
    expect([answer.status, answer.json?.detail]).toEqual([wanted, undefined]);

    const recorded = (await newest(place)).filter(({ sequence }) => sequence > before);
    if (name in unrecorded) {
      expect(recorded).toEqual([]);
      return;
    }
    expect(recorded.map(({ type }) => type.split('.')[0])).toContain(nounOf(route));
    const { owner, planted } = place;
    const caller = byColleague.has(name) ? planted.colleague : owner;
    expect(recorded.map(({ actorId }) => actorId)).toContain(caller.userId);
    expect(JSON.stringify(recorded)).not.toContain(planted.token);
    expect(await verify(owner)).toMatchObject({ state: 'intact', findings: [] });
  });
});

it('names no route that is gone', () => {
  const names = unsafe.map(routeName);
  const named = [...Object.keys(unrecorded), ...byColleague, ...Object.keys(preparations)];
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});
