import { randomBytes } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import type { TestDatabase } from '../support/database.ts';
import { connected } from './tables.ts';

type Rows = Record<string, Record<string, unknown>>;

/** Puts at least one row of a person into every system table, so that hiding them proves something. */
export function plantPerson(database: TestDatabase, userId: string, at: Date): Promise<void> {
  const rows = { ...keptOf(userId, at), ...pendingOf(userId, at) };
  return connected(database.superuserUrl, async (client) => {
    for (const [table, row] of Object.entries(rows)) {
      const columns = Object.keys(row);
      const places = columns.map((_column, index) => `$${index + 1}`);
      await client.query(
        `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`,
        Object.values(row),
      );
    }
  });
}

const hash = () => randomBytes(32);
const issuer = 'https://issuer.example';
const email = 'a@example.com';

/** What stays with an account. */
function keptOf(userId: string, at: Date): Rows {
  const owned = { user_id: userId, created_at: at };
  return {
    security_events: { id: newId(), user_id: userId, at, type: 'session.opened' },
    identities: { ...owned, issuer, subject: userId, email, last_used_at: at },
    passkeys: {
      ...owned,
      id: newId(),
      name: 'Laptop',
      credential_id: newId(),
      public_key: hash(),
      counter: 0,
      synced: false,
    },
    totps: { ...owned, sealed_secret: hash() },
    recovery_codes: { ...owned, code_hash: hash() },
    devices: { ...owned, token_hash: hash(), user_agent: '', last_used_at: at },
    throttles: { key: hash(), attempts: 1, blocked_until: at, updated_at: at },
    rate_limits: { key: hash(), full_at: at },
    personal_idempotency_keys: { ...owned, key: newId(), request_hash: hash() },
    email_events: { id: newId(), type: 'email.delivered', at, received_at: at },
  };
}

/** What waits for somebody's next step. */
function pendingOf(userId: string, at: Date): Rows {
  const expires_at = new Date(at.getTime() + 3_600_000);
  const token = { token_hash: hash(), expires_at, created_at: at };
  const mailed = { ...token, id: newId(), user_id: userId, email, email_key: email };
  return {
    oidc_authorizations: { ...token, purpose: 'sign-in' },
    identity_links: {
      ...token,
      cookie_hash: hash(),
      user_id: userId,
      issuer,
      subject: newId(),
      email,
    },
    password_resets: { ...mailed, ip: '' },
    email_changes: mailed,
    challenges: { ...token, purpose: 'second-factor', user_id: userId },
  };
}
