import { randomBytes } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import type { TestDatabase } from '../support/database.ts';
import { connected } from './tables.ts';

/** Puts at least one row of a person into every system table, so that hiding them proves something. */
export function plantPerson(database: TestDatabase, userId: string, at: Date): Promise<void> {
  const hash = () => randomBytes(32);
  const soon = new Date(at.getTime() + 3_600_000);
  const rows: Record<string, Record<string, unknown>> = {
    security_events: { id: newId(), user_id: userId, at, type: 'session.opened' },
    identities: {
      issuer: 'https://issuer.example',
      subject: userId,
      user_id: userId,
      email: 'a@example.com',
      created_at: at,
      last_used_at: at,
    },
    oidc_authorizations: {
      token_hash: hash(),
      purpose: 'sign-in',
      expires_at: soon,
      created_at: at,
    },
    identity_links: {
      token_hash: hash(),
      cookie_hash: hash(),
      user_id: userId,
      issuer: 'https://issuer.example',
      subject: newId(),
      email: 'a@example.com',
      expires_at: soon,
      created_at: at,
    },
    password_resets: {
      id: newId(),
      email: 'a@example.com',
      email_key: 'a@example.com',
      ip: '',
      language: 'en',
      user_id: userId,
      token_hash: hash(),
      expires_at: soon,
      created_at: at,
    },
    email_changes: {
      id: newId(),
      user_id: userId,
      email: 'b@example.com',
      email_key: 'b@example.com',
      token_hash: hash(),
      expires_at: soon,
      created_at: at,
    },
    passkeys: {
      id: newId(),
      user_id: userId,
      name: 'Laptop',
      credential_id: newId(),
      public_key: hash(),
      counter: 0,
      synced: false,
      created_at: at,
    },
    totps: { user_id: userId, sealed_secret: hash(), created_at: at },
    recovery_codes: { user_id: userId, code_hash: hash(), created_at: at },
    challenges: {
      token_hash: hash(),
      purpose: 'second-factor',
      user_id: userId,
      expires_at: soon,
      created_at: at,
    },
    devices: {
      user_id: userId,
      token_hash: hash(),
      user_agent: '',
      created_at: at,
      last_used_at: at,
    },
    throttles: { key: hash(), attempts: 1, blocked_until: at, updated_at: at },
    email_events: { id: newId(), type: 'email.delivered', at, received_at: at },
  };
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
