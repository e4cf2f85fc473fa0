import { randomInt } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '#lib/ids.ts';
import { hashPassword } from '#modules/identity/passwords/passwords.ts';
import { takeAttempt } from '#modules/identity/throttles.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import { median, printTable, quantile } from './support/measure.ts';
import { addMember } from './support/member.ts';

/** Whether the time of an answer tells of an account, and what many sign-ins do to others; see bench/README.md. */

const tries = Number(process.env.TRIES ?? 300);
const signers = Number(process.env.SIGNERS ?? 200);
const seconds = Number(process.env.DURATION_S ?? 20);
const password = 'four words by the window';
const targetMs = 5;
const targetP99Ms = 250;

const installation = await startInstallation();
try {
  const known = await addAccounts(installation, Math.max(tries, signers), true);
  await compareTimes(installation, known);
  await probeWhileSigningIn(installation, known.slice(0, signers));
} finally {
  await installation.close();
}

type Kind = { path: string; status: number; bodyOf: (attempt: number) => object };

/** Each kind of answer, in turns of random order, each from a network address of its own. */
async function compareTimes(installation: Installation, known: string[]): Promise<void> {
  const google = await addAccounts(installation, tries, false);
  const throttled = await addThrottled(installation);
  const unknown = () => `${newId()}@example.com`;
  const signIn = (emailOf: (attempt: number) => string, status = 401): Kind => ({
    path: '/v1/sessions',
    status,
    bodyOf: (attempt) => ({ email: emailOf(attempt), password: `${password}, wrong` }),
  });
  const mail = (path: string, emailOf: (attempt: number) => string): Kind => ({
    path,
    status: 202,
    bodyOf: (attempt) => ({ email: emailOf(attempt) }),
  });
  const of = (emails: string[]) => (attempt: number) => emails[attempt % emails.length] ?? '';
  await compare(installation, 'sign-in that fails', {
    'known address, wrong password': signIn(of(known)),
    'unknown address': signIn(unknown),
    'Google only': signIn(of(google)),
    'throttled, known': signIn(() => throttled.known, 429),
    'throttled, unknown': signIn(() => throttled.unknown, 429),
  });
  await compare(installation, 'password reset asked for', {
    'known address': mail('/v1/password-resets', of(known)),
    'unknown address': mail('/v1/password-resets', unknown),
  });
  await compare(installation, 'registration asked for', {
    'known address': mail('/v1/registrations', of(known)),
    'unknown address': mail('/v1/registrations', unknown),
  });
}

async function compare(
  { baseUrl }: Installation,
  title: string,
  kinds: Record<string, Kind>,
): Promise<void> {
  const samples: Record<string, number[]> = {};
  const warmUp = Math.min(20, tries);
  for (let attempt = -warmUp; attempt < tries; attempt += 1) {
    for (const [name, kind] of shuffled(Object.entries(kinds))) {
      const startedAt = performance.now();
      const body = kind.bodyOf(attempt + warmUp);
      const { status } = await post(`${baseUrl}${kind.path}`, body);
      if (status !== kind.status) throw new Error(`${name}: ${status} instead of ${kind.status}`);
      samples[name] ??= [];
      if (attempt >= 0) samples[name].push(performance.now() - startedAt);
    }
  }
  const medians = Object.values(samples).map(median);
  const apart = Math.max(...medians) - Math.min(...medians);
  console.log(`\nms of a ${title}, ${tries} of each kind in turns of random order`);
  printTable(
    ['', 'median', '5th percentile', '95th percentile'],
    Object.entries(samples).map(([name, ms]) => [
      name,
      ...[0.5, 0.05, 0.95].map((share) => quantile(ms, share).toFixed(1)),
    ]),
  );
  console.log(`medians lie ${apart.toFixed(1)} ms apart (target: ${targetMs})`);
}

/** Other routes, asked one after the other, alone and beside signers who never stop. */
async function probeWhileSigningIn(installation: Installation, emails: string[]): Promise<void> {
  const member = await addMember(installation);
  const routes = {
    'GET /healthz': '/healthz',
    'list of invoices': `${member.path}/invoices`,
    'list of clients': `${member.path}/clients`,
  };
  const probe = async () => {
    const samples = new Map<string, number[]>(Object.keys(routes).map((name) => [name, []]));
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      for (const [name, path] of Object.entries(routes)) {
        const startedAt = performance.now();
        const { status } = await member.request('GET', path);
        if (status !== 200) throw new Error(`${name}: ${status}`);
        samples.get(name)?.push(performance.now() - startedAt);
      }
      await delay(5);
    }
    return samples;
  };
  await probe();
  const alone = await probe();
  const signing = startSigningIn(installation, emails);
  const beside = await probe();
  const answers = await signing.stop();
  console.log(`\nms of other routes over ${seconds} s, alone and beside ${emails.length} signers`);
  printTable(
    ['', 'alone p50', 'alone p99', 'beside p50', 'beside p99', `target p99 ${targetP99Ms}`],
    [...alone].map(([name, ms]) => {
      const others = beside.get(name) ?? [];
      const figures = [ms, others].flatMap((all) => [quantile(all, 0.5), quantile(all, 0.99)]);
      const met = quantile(others, 0.99) < targetP99Ms ? 'met' : 'missed';
      return [name, ...figures.map((figure) => figure.toFixed(1)), met];
    }),
  );
  const counted = [...answers].map(([status, count]) => `${count} × ${status}`).join(', ');
  console.log(`answers to the signers: ${counted}`);
}

/** As many people as there are addresses sign in at once with their right password, again and again. */
function startSigningIn({ baseUrl }: Installation, emails: string[]) {
  const answers = new Map<number, number>();
  let isStopped = false;
  const sign = async (email: string) => {
    while (!isStopped) {
      const { status } = await post(`${baseUrl}/v1/sessions`, { email, password });
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  const all = Promise.all(emails.map(sign));
  return {
    stop: async () => {
      isStopped = true;
      await all;
      return answers;
    },
  };
}

/** Accounts with one password, hashed once, or with none, as those have who came from Google. */
async function addAccounts(
  { context, superuser }: Installation,
  count: number,
  hasPassword: boolean,
): Promise<string[]> {
  const { hash, pepperId } = await hashPassword(password, context.secrets.passwordPeppers);
  const emails = Array.from({ length: count }, () => `${newId()}@example.com`);
  await superuser.query(
    `insert into users (id, email, email_key, name, password_hash, password_pepper_id)
     select gen_random_uuid(), email, email, 'Ana Weber', $2, $3 from unnest($1::text[]) as email`,
    hasPassword ? [emails, hash, pepperId] : [emails, null, null],
  );
  return emails;
}

/** Two addresses, of which one has an account, that have to wait for an hour. */
async function addThrottled(installation: Installation) {
  const { context, superuser } = installation;
  const [known = ''] = await addAccounts(installation, 1, true);
  const unknown = `${newId()}@example.com`;
  await superuser.query('delete from throttles');
  for (const email of [known, unknown]) await takeAttempt(context, 'sign-in', email);
  await superuser.query("update throttles set blocked_until = now() + interval '1 hour'");
  return { known, unknown };
}

/** Posts from a random address of 127.0.0.0/8, since each network address has a throttle of its own. */
function post(url: string, body: object): Promise<{ status: number }> {
  const payload = JSON.stringify(body);
  const localAddress = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent: false, localAddress, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0 }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}

function shuffled<Item>(items: Item[]): Item[] {
  return items
    .map((item) => ({ item, place: randomInt(2 ** 32) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
