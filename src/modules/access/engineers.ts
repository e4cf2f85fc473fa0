import { createHash, type KeyObject } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Context } from '#context.ts';
import { emailAddress } from '#lib/fields.ts';
import { newId } from '#lib/ids.ts';
import { queueEmail } from '#modules/email/index.ts';
import type { DB } from '#platform/database-types.ts';
import type { SystemTx } from '#platform/db.ts';
import { StartError } from '#platform/errors.ts';
import { fingerprint, publicPem } from './signatures.ts';

export type Engineer = Selectable<DB['engineers']>;

/** An engineer with their private key, at the machine. */
export type Signer = { engineer: Engineer; key: KeyObject };

const maxNameLength = 100;

/** Adds an engineer and tells all others by mail, so that nobody adds a second self unseen. */
export async function addEngineer(
  tx: SystemTx,
  context: Context,
  wanted: { email: string; name: string; publicKey: string },
): Promise<Engineer> {
  const email = emailAddress.safeParse(wanted.email);
  if (!email.success) throw new StartError(`${wanted.email} is no e-mail address.`);
  const name = wanted.name.trim();
  if (name === '' || name.length > maxNameLength || /\p{Cc}/u.test(name)) {
    throw new StartError(`The name needs 1 to ${maxNameLength} characters.`);
  }
  const others = await listEngineers(tx);
  const address = email.data.toLowerCase();
  if (others.some((other) => other.email === address)) {
    throw new StartError(
      `There is an engineer with ${address} already, and a key is not replaced.`,
    );
  }
  if (others.some((other) => other.public_key === wanted.publicKey)) {
    throw new StartError('Another engineer has this key; each needs one of their own.');
  }
  const engineer = {
    id: newId(),
    email: address,
    name,
    public_key: wanted.publicKey,
    added_at: context.now(),
    disabled_at: null,
  };
  await tx.insertInto('engineers').values(engineer).execute();
  for (const other of others.filter(({ disabled_at }) => disabled_at === null)) {
    await queueEmail(tx, context, {
      to: other.email,
      language: 'en',
      kind: 'engineer_added',
      subject: `${name} can now ask for access to customers’ data`,
      paragraphs: [
        `${name} (${address}) was added as an engineer who asks for and approves access to customers’ data.`,
      ],
      facts: [{ label: 'Key', value: fingerprint(wanted.publicKey) }],
      closing: `If you do not know ${name}, run “numirio access disable-engineer ${address}” now and treat it as an incident.`,
    });
  }
  return engineer;
}

export function listEngineers(tx: SystemTx): Promise<Engineer[]> {
  return tx.selectFrom('engineers').selectAll().orderBy('added_at').limit(1_000).execute();
}

/** An engineer who is not disabled; throws StartError. */
export async function getEngineer(tx: SystemTx, email: string): Promise<Engineer> {
  const engineer = await tx
    .selectFrom('engineers')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  if (!engineer) throw new StartError(`There is no engineer with ${email}.`);
  if (engineer.disabled_at) throw new StartError(`${engineer.name} is disabled.`);
  return engineer;
}

/** An engineer who shows the private half of the key that they were added with; throws StartError. */
export async function getSigner(tx: SystemTx, email: string, key: KeyObject): Promise<Signer> {
  const engineer = await getEngineer(tx, email);
  if (digest(publicPem(key)) !== digest(engineer.public_key)) {
    throw new StartError(`This is not the key that ${engineer.name} was added with.`);
  }
  return { engineer, key };
}

function digest(pem: string): string {
  return createHash('sha256').update(pem.trim()).digest('hex');
}
