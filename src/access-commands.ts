import { parseArgs } from 'node:util';
import {
  type AccessContext,
  addEngineer,
  approveAccess,
  disableEngineer,
  fingerprint,
  getEngineer,
  getSigner,
  listEngineers,
  listGrants,
  listOtherLogins,
  makeKeyFiles,
  openAccess,
  readPrivateKey,
  readPublicKey,
  requestAccess,
  revokeAccess,
  type Signer,
  stateOf,
} from '#modules/access/index.ts';
import { StartError } from '#platform/errors.ts';
import { withAccess } from './access-installation.ts';
import { askPassphrase } from './passphrase.ts';
import { say } from './wiring.ts';

const usage = `Usage: numirio access <command>

  key <file>                                       makes a key pair: <file> and <file>.pub
  add-engineer <e-mail> <name> <public key file>   lets somebody ask and approve
  disable-engineer <e-mail>                        ends that, and what they asked for or approved
  request <workspace id> --reason <code> --ticket <text> --minutes <1 to 240> --as <e-mail> --key <file>
  approve <grant id> --as <e-mail> --key <file>    by another engineer, good for 12 hours
  open <grant id> --as <e-mail> --key <file>       opens a gate for psql until the time is over, or Ctrl-C
  revoke <grant id> [--as <e-mail>]                ends it at once
  list                                             engineers, and the newest grants
  logins                                           logins and sessions in Postgres that are not ours

Reasons: customer_request, incident, data_correction, security, legal.
The passphrase of a key is asked for, or read from --passphrase-file <file>.`;

const options = {
  as: { type: 'string' },
  key: { type: 'string' },
  reason: { type: 'string' },
  ticket: { type: 'string' },
  minutes: { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const;
type Option = keyof typeof options;
type Given = { words: string[]; values: Partial<Record<Option, string>> };

/** What a command takes: how many words, and which options it needs and may have. */
type Command = {
  words: number;
  needs?: Option[];
  may?: Option[];
  run(given: Given): Promise<void>;
};

const signing: Option[] = ['as', 'key'];

const commands: Record<string, Command> = {
  key: { words: 1, may: ['passphrase-file'], run: makeKey },
  'add-engineer': { words: 3, run: add },
  'disable-engineer': { words: 1, run: disable },
  request: {
    words: 1,
    needs: [...signing, 'reason', 'ticket', 'minutes'],
    may: ['passphrase-file'],
    run: request,
  },
  approve: { words: 1, needs: signing, may: ['passphrase-file'], run: approve },
  open: { words: 1, needs: signing, may: ['passphrase-file'], run: open },
  revoke: { words: 1, may: ['as'], run: revoke },
  list: { words: 0, run: list },
  logins: { words: 0, run: logins },
};

/** `numirio access …`: engineers' approved and recorded access to the data of one workspace. */
export async function runAccess(...args: string[]): Promise<void> {
  const [name = '', ...rest] = args;
  const command = commands[name];
  if (!command) throw new StartError(usage);
  const { words, values } = parse(rest);
  const { needs = [], may = [] } = command;
  const missing = needs.find((option) => !values[option]);
  if (missing) throw new StartError(`"access ${name}" needs --${missing}.\n\n${usage}`);
  const known = [...needs, ...may];
  const unknown = Object.keys(values).find((option) => !known.includes(option as Option));
  if (unknown) throw new StartError(`"access ${name}" takes no --${unknown}.\n\n${usage}`);
  if (words.length !== command.words || words.includes('')) {
    throw new StartError(`"access ${name}" takes ${command.words} words.\n\n${usage}`);
  }
  await command.run({ words, values });
}

function parse(args: string[]): Given {
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    return { words: positionals, values };
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

async function makeKey({ words: [file = ''], values }: Given): Promise<void> {
  const passphrase = await askPassphrase(values['passphrase-file'], { twice: true });
  const { publicFile } = makeKeyFiles(file, passphrase);
  say(`${file} is your private key and stays with you; hand over ${publicFile}.`);
  say(`Its fingerprint is ${fingerprint(readPublicKey(publicFile))}; compare it by another way.`);
}

async function add({ words: [email = '', name = '', file = ''] }: Given): Promise<void> {
  const publicKey = readPublicKey(file);
  await withAccess(async ({ context, owner }) => {
    const engineer = await owner.inSystem((tx) =>
      addEngineer(tx, context, { email, name, publicKey }),
    );
    say(`${engineer.name} may ask and approve, with the key ${fingerprint(publicKey)}.`);
  });
}

async function disable({ words: [email = ''] }: Given): Promise<void> {
  await withAccess(async (access) => {
    const revoked = await disableEngineer(access, email);
    say(`${email} is disabled; ${revoked} ${revoked === 1 ? 'grant was' : 'grants were'} revoked.`);
  });
}

async function request({ words: [workspaceId = ''], values }: Given): Promise<void> {
  const { reason = '', ticket = '' } = values;
  const minutes = /^\d{1,4}$/.test(values.minutes ?? '') ? Number(values.minutes) : Number.NaN;
  await withSigner(values, async ({ context, owner }, signer) => {
    const wanted = { workspaceId, reason, ticket, minutes };
    const grantId = await owner.inSystem((tx) => requestAccess(tx, signer, wanted, context.now()));
    say(`Requested: ${grantId}`);
    say(`Another engineer now runs: numirio access approve ${grantId} --as <e-mail> --key <file>`);
  });
}

async function approve({ words: [grantId = ''], values }: Given): Promise<void> {
  await withSigner(values, async ({ context, owner }, signer) => {
    const grant = await owner.inSystem((tx) => approveAccess(tx, signer, grantId, context.now()));
    say(
      `Approved: ${grant.engineer_name} may read ${grant.workspace_id} for ${grant.minutes} minutes (${grant.reason}, ${grant.ticket}), when it is opened within 12 hours.`,
    );
  });
}

async function open({ words: [grantId = ''], values }: Given): Promise<void> {
  await withSigner(values, async (access, signer) => {
    const opened = await openAccess(access, signer, grantId);
    const stop = () => opened.stop();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    say(
      `Reading ${opened.workspaceId} until ${opened.expiresAt.toISOString()}; its owners are told.`,
    );
    say('Every statement is recorded and shown to them. In another terminal of this machine:\n');
    say(
      `  PGPASSWORD=${opened.password} psql "host=127.0.0.1 port=${opened.port} user=${opened.user} dbname=${opened.database} sslmode=disable"\n`,
    );
    say('Ctrl-C ends it.');
    const words = { expired: 'Its time is over', revoked: 'It was revoked', stopped: 'Ended' };
    say(`${words[await opened.ended]}; the login is gone.`);
  });
}

async function revoke({ words: [grantId = ''], values }: Given): Promise<void> {
  await withAccess(async (access) => {
    const as = values.as;
    const engineer = as && (await access.owner.inSystem((tx) => getEngineer(tx, as)));
    const grant = await revokeAccess(access, grantId, engineer ? engineer.name : 'An operator');
    say(`Revoked: ${grant.engineer_name} reads nothing of ${grant.workspace_id} any more.`);
  });
}

const maxListed = 100;

async function list(): Promise<void> {
  await withAccess(async ({ context, owner }) => {
    const [engineers, grants] = await owner.inSystem(
      async (tx) => [await listEngineers(tx), await listGrants(tx, maxListed)] as const,
    );
    say('Engineers');
    for (const { name, email, public_key, disabled_at } of engineers) {
      const state = disabled_at ? `disabled ${disabled_at.toISOString()}` : fingerprint(public_key);
      say(`  ${name} <${email}> ${state}`);
    }
    say(`Grants, newest first${grants.length === maxListed ? ` (the last ${maxListed})` : ''}`);
    for (const grant of grants) {
      const { state, endedAt } = stateOf(grant, context.now());
      const times = [grant.requested_at, grant.opened_at, endedAt].map(
        (at) => at?.toISOString().slice(0, 19) ?? '-',
      );
      say(
        `  ${grant.id} ${state.padEnd(9)} ${times.join(' ')} ${grant.workspace_id} ${grant.engineer_name}, ${grant.approver_name ?? 'not approved'}, ${grant.reason}, ${grant.ticket}`,
      );
    }
  });
}

async function logins(): Promise<void> {
  await withAccess(async ({ context, owner }) => {
    const { roles, sessions } = await owner.inSystem((tx) => listOtherLogins(tx, context.now()));
    say(`Logins that are neither Numirio’s nor a live grant’s: ${roles.length}`);
    for (const { name, superuser, until } of roles) {
      say(
        `  ${name}${superuser ? ', superuser' : ''}${until ? `, until ${until.toISOString()}` : ''}`,
      );
    }
    say(`Sessions of such logins: ${sessions.length}`);
    for (const { name, database, from, since } of sessions) {
      const more = [since && `since ${since.toISOString()}`, from && `from ${from}`];
      say(`  ${[name, `in ${database}`, ...more].filter(Boolean).join(', ')}`);
    }
  });
}

/** The same on behalf of an engineer, who shows their key before anything else is done. */
async function withSigner(
  values: Given['values'],
  work: (access: AccessContext, signer: Signer) => Promise<void>,
): Promise<void> {
  const { as = '', key = '' } = values;
  const privateKey = readPrivateKey(key, await askPassphrase(values['passphrase-file']));
  await withAccess(async (access) => {
    const signer = await access.owner.inSystem((tx) => getSigner(tx, as, privateKey));
    await work(access, signer);
  });
}
