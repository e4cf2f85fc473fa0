import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '#lib/ids.ts';
import { clientDetails, draft, invoiceDetails, issue } from '../tests/support/fixtures.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import { median, milliseconds, printTable } from './support/measure.ts';
import { addMember, type Member, signIn } from './support/member.ts';
import { bootstrapInterval, mannWhitney } from './support/two-samples.ts';

/** Whether the time of an answer tells that an id exists in another workspace; see bench/README.md. */

const turns = Number(process.env.TURNS ?? 300);
const idsOfEachKind = 40;
/** One session may ask 50 times per second. */
const pauseMs = 22;

/** Ids of one kind of thing, as many of another workspace as of nowhere, made at the same time. */
type Ids = { foreign: string[]; unknown: string[] };
type Probe = {
  name: string;
  status: number;
  ids: Ids;
  send(id: string, headers?: Record<string, string>): ReturnType<Member['request']>;
};

const installation = await startInstallation();
try {
  const ana = await addMember(installation);
  const probes = await makeProbes(installation, ana);
  const rows = [];
  for (const probe of probes) {
    // Many routes take longer than an access token lasts.
    const headers = { cookie: await signIn(installation, ana.userId) };
    const send: Probe['send'] = (id) => probe.send(id, headers);
    rows.push(await compare({ ...probe, send }, probes.length));
  }
  console.log(`\n${turns} requests of each kind, one after the other in turns of random order:`);
  console.log('median / 95th percentile in ms, the difference of the medians with the interval in');
  console.log('which it lies 95 times of 100, how often the foreign one took longer, and how');
  console.log(`probable that is by chance (of ${probes.length} routes, told apart is below 0.05).`);
  printTable(
    ['', 'status', 'foreign', 'unknown', 'difference', 'interval', 'longer', 'p', 'told apart'],
    rows,
  );
} finally {
  await installation.close();
}

async function compare(probe: Probe, comparisons: number): Promise<(string | number)[]> {
  const samples: Record<keyof Ids, number[]> = { foreign: [], unknown: [] };
  const warmUp = Math.ceil(turns / 10);
  for (let turn = -warmUp; turn < turns; turn += 1) {
    const kinds: (keyof Ids)[] =
      Math.random() < 0.5 ? ['foreign', 'unknown'] : ['unknown', 'foreign'];
    for (const kind of kinds) {
      const id = probe.ids[kind][(turn + warmUp) % idsOfEachKind] ?? '';
      await delay(pauseMs);
      const startedAt = performance.now();
      const { status, json } = await probe.send(id);
      if (turn >= 0) samples[kind].push(performance.now() - startedAt);
      if (status !== probe.status && !(isControl(probe) && kind === 'foreign')) {
        throw new Error(`${probe.name}: ${status} ${JSON.stringify(json)}`);
      }
    }
  }
  const { foreign, unknown } = samples;
  const difference = (a: number[], b: number[]) => median(a) - median(b);
  const { above, p } = mannWhitney(foreign, unknown);
  // Bonferroni: with many routes one of them is far off by chance.
  const isTold = p * (isControl(probe) ? 1 : comparisons) < 0.05;
  return [
    probe.name,
    probe.status,
    milliseconds(foreign),
    milliseconds(unknown),
    difference(foreign, unknown).toFixed(2),
    bootstrapInterval(foreign, unknown, difference)
      .map((bound) => bound.toFixed(2))
      .join(' … '),
    `${(above * 100).toFixed(0)} %`,
    p.toFixed(3),
    isTold === isControl(probe) ? (isTold ? 'yes, as it should be' : 'no') : 'UNEXPECTED',
  ];
}

/** One's own ids are answered, which takes longer: what is not told apart here, no figure would tell. */
function isControl({ name }: Probe): boolean {
  return name.startsWith('control');
}

async function makeProbes(installation: Installation, ana: Member): Promise<Probe[]> {
  const bobs = await Promise.all(
    Array.from({ length: idsOfEachKind }, () => addMember(installation)),
  );
  const things: Record<'workspace' | 'client' | 'draft' | 'invoice' | 'series', string[]> = {
    workspace: bobs.map((bob) => bob.workspaceId),
    client: bobs.map((bob) => bob.clientId),
    draft: [],
    invoice: [],
    series: [],
  };
  const own: string[] = [];
  for (const bob of bobs) {
    things.draft.push(await draft(bob, bob.clientId));
    const { id } = await issue(bob, bob.clientId);
    things.invoice.push(id);
    await bob.request('GET', `${bob.path}/invoices/${id}/pdf`);
    await bob.request('POST', `${bob.path}/invoices/${id}/comments`, { text: 'Paid?' });
    const series = await bob.request('GET', `${bob.path}/number-series`);
    things.series.push(series.json.items[0].id);
    own.push(await draft(ana, ana.clientId));
  }
  const unknown = bobs.map(() => newId());
  const probe = (name: string, status: number, foreign: string[], send: Probe['send']): Probe => ({
    name,
    status,
    ids: { foreign, unknown },
    send,
  });
  const inAnas = (
    method: string,
    path: (id: string) => string,
    foreign: string[],
    options: { status?: number; body?: (id: string) => unknown } = {},
  ): Probe =>
    probe(`${method} ${path(':id')}`, options.status ?? 404, foreign, (id, headers) =>
      ana.request(method, ana.path + path(id), options.body?.(id), headers),
    );
  const invoice = (rest: string) => (id: string) => `/invoices/${id}${rest}`;
  const { draft: drafts, invoice: invoices, client: clients } = things;
  return [
    probe('control: GET one’s own invoice', 404, own, (id, headers) =>
      ana.request('GET', `${ana.path}/invoices/${id}`, undefined, headers),
    ),
    inAnas('GET', invoice(''), invoices),
    inAnas('GET', invoice('/pdf'), invoices),
    inAnas('GET', invoice('/pages'), invoices),
    inAnas('GET', invoice('/payments'), invoices),
    inAnas('GET', invoice('/comments'), invoices),
    inAnas('POST', invoice('/comments'), invoices, { body: () => ({ text: 'Paid?' }) }),
    inAnas('POST', invoice('/payments'), invoices, {
      body: () => ({ amountMinor: 100, paidOn: '2026-11-22' }),
    }),
    inAnas('PATCH', invoice(''), drafts, { body: () => ({ subject: 'Mine' }) }),
    inAnas('DELETE', invoice(''), drafts),
    inAnas('POST', invoice('/issuance'), drafts, { body: () => ({}) }),
    inAnas('POST', invoice('/duplicate'), drafts),
    inAnas('GET', (id) => `/clients/${id}`, clients),
    inAnas('PATCH', (id) => `/clients/${id}`, clients, { body: () => ({ ...clientDetails }) }),
    inAnas('DELETE', (id) => `/clients/${id}`, clients),
    inAnas('POST', (id) => `/invoices${id === ':id' ? ' with a clientId' : ''}`, clients, {
      status: 422,
      body: (id) => ({ ...invoiceDetails, clientId: id }),
    }),
    inAnas('GET', (id) => `/invoices?clientId=${id}`, clients, { status: 200 }),
    inAnas('GET', (id) => `/audit-events?subjectId=${id}`, invoices, { status: 200 }),
    inAnas('GET', (id) => `/number-series/${id}/continuity`, things.series),
    ...['', '/invoices', '/audit-events', '/exports/invoices'].map((rest) =>
      probe(`GET /v1/workspaces/:id${rest}`, 404, things.workspace, (id, headers) =>
        ana.request('GET', `/v1/workspaces/${id}${rest}`, undefined, headers),
      ),
    ),
  ];
}
