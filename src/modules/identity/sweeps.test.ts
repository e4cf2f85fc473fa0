import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { silentLog } from '#platform/log.ts';
import { type SealingKeys, seal, unseal } from '#platform/sealed.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { jobHandlers } from '../../jobs.ts';
import { deriveRefreshToken } from './sessions/refresh-tokens.ts';

let server: TestApp;
let ana: Member;
const now = new Date('2026-11-22T12:00:00Z');
const secondMs = 1_000;
const dayMs = 86_400_000;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

const sweep = () => jobHandlers(server.context)['identity.sweep']?.({});
const rows = async (statement: string, values: unknown[] = []) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;
const daysAgo = (days: number, plusMs = 0) => new Date(now.getTime() - days * dayMs + plusMs);
const hash = (text: string) => createHash('sha256').update(text).digest();

/** How each table's rows are written with a name, an end and the rest that it needs. */
type Written = {
  table: string;
  days: number;
  ends: string[];
  write(name: string, end: Date, how: string): Promise<void>;
};

const insert = async (table: string, row: Record<string, unknown>) => {
  const names = Object.keys(row);
  const places = names.map((_name, index) => `$${index + 1}`).join(', ');
  await execute(
    server.database.superuserUrl,
    `insert into ${table} (${names.join(', ')}) values (${places})`,
    Object.values(row),
  );
};
const later = new Date('2099-01-01T00:00:00Z');
const longAgo = new Date('2020-01-01T00:00:00Z');
/** A token that ended by being used, or by expiring. */
const ended = (end: Date, how: string) =>
  how === 'used'
    ? { consumed_at: end, expires_at: later, created_at: longAgo }
    : { expires_at: end, created_at: longAgo };
const mailbox = { email: 'a', email_key: 'a' };

const written: Written[] = [
  {
    table: 'registrations',
    days: 30,
    ends: ['used', 'expired'],
    write: (name, end, how) =>
      insert('registrations', { id: newId(), ...mailbox, token_hash: name, ...ended(end, how) }),
  },
  {
    table: 'password_resets',
    days: 30,
    ends: ['used', 'expired', 'never begun'],
    write: (name, end, how) =>
      insert('password_resets', {
        id: newId(),
        ...mailbox,
        ip: '',
        token_hash: name,
        ...(how === 'never begun' ? { created_at: end } : ended(end, how)),
      }),
  },
  {
    table: 'email_changes',
    days: 30,
    ends: ['used', 'expired'],
    write: (name, end, how) =>
      insert('email_changes', {
        id: newId(),
        user_id: ana.userId,
        ...mailbox,
        token_hash: name,
        ...ended(end, how),
      }),
  },
  {
    table: 'challenges',
    days: 1,
    ends: ['used', 'expired'],
    write: (name, end, how) =>
      insert('challenges', { token_hash: name, purpose: 'second-factor', ...ended(end, how) }),
  },
  {
    table: 'oidc_authorizations',
    days: 30,
    ends: ['used', 'expired'],
    write: (name, end, how) =>
      insert('oidc_authorizations', { token_hash: name, purpose: 'sign-in', ...ended(end, how) }),
  },
  {
    table: 'identity_links',
    days: 30,
    ends: ['used', 'expired'],
    write: (name, end, how) =>
      insert('identity_links', {
        token_hash: name,
        cookie_hash: name,
        user_id: ana.userId,
        issuer: 'i',
        subject: 's',
        email: 'a',
        ...ended(end, how),
      }),
  },
  {
    table: 'totps',
    days: 30,
    ends: ['never confirmed'],
    write: async (name, end) => {
      const { userId } = await server.signUp();
      await insert('totps', { user_id: userId, sealed_secret: name, created_at: end });
    },
  },
  {
    table: 'sessions',
    days: 90,
    ends: ['revoked', 'idle', 'too old'],
    write: (name, end, how) =>
      insert('sessions', {
        id: newId(),
        user_id: ana.userId,
        method: 'password',
        generation: 1,
        current_hash: name,
        created_at: longAgo,
        last_used_at: longAgo,
        idle_expires_at: how === 'idle' ? end : later,
        absolute_expires_at: how === 'too old' ? end : later,
        revoked_at: how === 'revoked' ? end : null,
        user_agent: '',
        ip: '',
      }),
  },
  {
    table: 'devices',
    days: 400,
    ends: ['unused'],
    write: (name, end) =>
      insert('devices', {
        user_id: ana.userId,
        token_hash: name,
        user_agent: '',
        created_at: longAgo,
        last_used_at: end,
      }),
  },
  {
    table: 'security_events',
    days: 365,
    ends: ['happened'],
    write: (name, end) =>
      insert('security_events', { id: newId(), user_id: ana.userId, at: end, type: name }),
  },
  {
    table: 'personal_idempotency_keys',
    days: 1,
    ends: ['first sent'],
    write: (name, end) =>
      insert('personal_idempotency_keys', {
        user_id: ana.userId,
        key: name,
        request_hash: name,
        created_at: end,
      }),
  },
  {
    table: 'idempotency_keys',
    days: 1,
    ends: ['first sent'],
    write: (name, end) =>
      insert('idempotency_keys', {
        workspace_id: ana.workspaceId,
        user_id: ana.userId,
        key: name,
        request_hash: name,
        created_at: end,
      }),
  },
  {
    table: 'rate_limits',
    days: 1,
    ends: ['full again'],
    write: (name, end) => insert('rate_limits', { key: name, full_at: end }),
  },
];

/** What another module looks after, or keeps for a reason. */
const elsewhere: Record<string, string> = {
  invitations: 'workspaces.sweep deletes them 30 days after their end',
  ownership_transfers: 'a business has few in its life, and its trail speaks of them',
  access_grants: 'their owner may ask for as long as the business exists who looked at it',
};

/** Where a row is told by something else than the hash of a token. */
const nameColumns: Record<string, string> = {
  sessions: 'current_hash',
  security_events: 'type',
  totps: 'sealed_secret',
  personal_idempotency_keys: 'key',
  idempotency_keys: 'key',
  rate_limits: 'key',
};

describe('what has served its time', () => {
  beforeEach(() => {
    server.clock.now = now;
  });

  it.each(written.flatMap(({ ends, ...table }) => ends.map((how) => ({ ...table, how }))))(
    'goes from $table when it was $how $days days ago, and not a second earlier',
    async ({ table, days, how, write }) => {
      const column = nameColumns[table] ?? 'token_hash';
      await write('goes', daysAgo(days, -secondMs), how);
      await write('stays', daysAgo(days, secondMs), how);
      await sweep();
      const left = await rows(
        `select ${column}::text as name from ${table} where ${column}::text in ('goes', 'stays', $1, $2)`,
        ['goes', 'stays'].map((name) => `\\x${Buffer.from(name).toString('hex')}`),
      );
      const names = left.map(({ name }) =>
        name.startsWith('\\x') ? Buffer.from(name.slice(2), 'hex').toString() : name,
      );
      expect(names).toEqual(['stays']);
      await rows(`delete from ${table} where ${column}::text = any($1)`, [
        left.map(({ name }) => name),
      ]);
    },
  );

  it('is every kind of row that ends, so that none grows for ever', async () => {
    const ending = await rows(
      `select distinct c.relname as table from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
         and a.attname in ('expires_at', 'consumed_at', 'revoked_at', 'blocked_until')
       order by 1`,
    );
    const swept = [...written.map(({ table }) => table), 'throttles', ...Object.keys(elsewhere)];
    expect(ending.map(({ table }) => table).filter((table) => !swept.includes(table))).toEqual([]);
  });

  it('goes batch by batch, however much there is', async () => {
    await execute(
      server.database.superuserUrl,
      `insert into devices select $1, sha256(n::text::bytea), '', $2, $2 from generate_series(1, 2500) n`,
      [ana.userId, longAgo],
    );
    await sweep();
    expect(await rows('select from devices')).toEqual([]);
  });

  it('holds nobody back in the throttles any more', async () => {
    await insert('throttles', {
      key: 'old',
      attempts: 9,
      blocked_until: longAgo,
      updated_at: longAgo,
    });
    await insert('throttles', { key: 'new', attempts: 9, blocked_until: now, updated_at: now });
    await sweep();
    expect(await rows(`select attempts from throttles where key in ('old', 'new')`)).toHaveLength(
      1,
    );
  });

  it('leaves those who live: the user, their session, their ways in', async () => {
    await insert('passkeys', {
      id: newId(),
      user_id: ana.userId,
      name: 'k',
      credential_id: newId(),
      public_key: 'x',
      counter: 0,
      synced: false,
      created_at: longAgo,
    });
    const row = { user_id: ana.userId, sealed_secret: 'x', created_at: longAgo };
    await insert('totps', { ...row, confirmed_at: longAgo });
    await sweep();
    expect((await ana.request('GET', '/v1/me')).status).toBe(200);
    expect(await rows('select from passkeys')).toHaveLength(1);
    expect(await rows('select from totps where confirmed_at is not null')).toHaveLength(1);
  });
});

describe('a secret that was replaced', () => {
  const oldKey = randomBytes(32);
  const newKey = randomBytes(32);
  const keys: SealingKeys = [newKey, oldKey];

  /** Sweeps as a server that was started with both secrets, and returns what it logged. */
  async function sweepWith(sealing: SealingKeys): Promise<unknown[]> {
    const logged: unknown[] = [];
    const warn = (...line: unknown[]) => logged.push(line);
    const context = {
      ...server.context,
      log: { ...silentLog, warn: warn as typeof silentLog.warn },
      secrets: {
        ...server.context.secrets,
        sealingKeys: sealing,
        refreshTokenKeys: sealing,
        passwordPeppers: new Map(sealing.map((key, index) => [2 - index, key])),
      },
    };
    await jobHandlers(context)['identity.sweep']?.({});
    return logged;
  }

  it('is not spoken of while there is one only', async () => {
    expect(await sweepWith([newKey])).toEqual([]);
  });

  it('seals authenticator secrets anew, and tells what else still needs it', async () => {
    await rows('delete from sessions');
    await rows('delete from emails');
    const users: Member[] = [];
    for (let count = 0; count < 3; count += 1) users.push(await server.signUp());
    await rows('delete from sessions where user_id = $1', [users[2]?.userId]);
    for (const [index, { userId }] of users.entries()) {
      const by: SealingKeys = index === 2 ? [newKey] : [oldKey];
      await insert('totps', {
        user_id: userId,
        sealed_secret: seal(by, `totp:${userId}`, `secret ${index}`),
        created_at: now,
      });
      // The first has come back since, the second has not.
      const [session] = await rows('select id, generation from sessions where user_id = $1', [
        userId,
      ]);
      if (session) {
        const { id: sessionId, generation } = session;
        const token = deriveRefreshToken(index === 0 ? newKey : oldKey, { sessionId, generation });
        await rows('update sessions set current_hash = $2 where id = $1', [sessionId, hash(token)]);
      }
      await rows('update users set password_hash = $2, password_pepper_id = $3 where id = $1', [
        userId,
        'x',
        index === 2 ? 2 : 1,
      ]);
    }
    for (const by of [oldKey, newKey]) {
      const id = newId();
      await insert('emails', {
        id,
        recipient: 'a',
        subject: 's',
        kind: 'k',
        language: 'en',
        sealed_body: seal([by], `email:${id}`, '{}'),
        created_at: now,
      });
    }
    const needed = 'NUMIRIO_SECRET_PREVIOUS is still needed';
    expect(await sweepWith(keys)).toEqual([
      [{ resealed: 2, sessions: 1, passwords: 2, mails: 1 }, needed],
    ]);
    for (const [index, { userId }] of users.entries()) {
      const [totp] = await rows('select sealed_secret from totps where user_id = $1', [userId]);
      expect(unseal([newKey], `totp:${userId}`, totp.sealed_secret)).toBe(`secret ${index}`);
    }
    expect(await sweepWith(keys)).toEqual([
      [{ resealed: 0, sessions: 1, passwords: 2, mails: 1 }, needed],
    ]);
    await rows('update sessions set revoked_at = $1', [now]);
    await rows('update users set password_pepper_id = 2 where password_pepper_id is not null');
    await rows('update emails set sealed_body = null');
    expect(await sweepWith(keys)).toEqual([
      [
        { resealed: 0, sessions: 0, passwords: 0, mails: 0 },
        'NUMIRIO_SECRET_PREVIOUS is not needed any more',
      ],
    ]);
  });

  it('leaves alone what neither secret has sealed', async () => {
    const { userId } = await server.signUp();
    const sealed = seal([randomBytes(32)], `totp:${userId}`, 'lost');
    await insert('totps', { user_id: userId, sealed_secret: sealed, created_at: now });
    await sweepWith(keys);
    const [totp] = await rows('select sealed_secret from totps where user_id = $1', [userId]);
    expect(totp.sealed_secret).toEqual(sealed);
  });
});
