import { createHash, randomBytes } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import type { Member, TestApp } from '../support/app.ts';
import { connected } from './tables.ts';

/** What a workspace holds of people who work together, and of who looks after it. */
export type PlantedTeam = {
  invitationId: string;
  /** The token of the invitation's link, which still works. */
  token: string;
  transferId: string;
  commentId: string;
  grantId: string;
};

type Place = { owner: Member; colleague: Member; invoiceId: string; word: string };

/** The engineers of every test database: one asks, the other approves. */
export const engineers = {
  asking: '00000000-0000-7000-8000-00000000e001',
  approving: '00000000-0000-7000-8000-00000000e002',
};

/** Plants what no owner makes alone, as superuser: it needs two people, or an engineer. */
export async function plantTeam(server: TestApp, place: Place): Promise<PlantedTeam> {
  const token = `niv_${randomBytes(32).toString('base64url')}`;
  const planted: PlantedTeam = {
    invitationId: newId(),
    token,
    transferId: newId(),
    commentId: newId(),
    grantId: newId(),
  };
  const at = server.clock.now;
  await connected(server.database.superuserUrl, async (client) => {
    const insert = (table: string, row: Record<string, unknown>) => {
      const places = Object.keys(row).map((_column, index) => `$${index + 1}`);
      return client.query(
        `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})
        on conflict do nothing`,
        Object.values(row),
      );
    };
    for (const [name, id] of Object.entries(engineers)) {
      const email = `${name}@numirio.test`;
      await insert('engineers', { id, name, email, public_key: '', added_at: at });
    }
    // With room for everybody; what the free plan allows is for the tests of teams.
    await client.query(`update workspaces set plan = 'team' where id = $1`, [
      place.owner.workspaceId,
    ]);
    for (const [table, row] of Object.entries(rowsOf(place, planted, at))) {
      await insert(table, { workspace_id: place.owner.workspaceId, ...row });
    }
  });
  return planted;
}

function rowsOf({ owner, colleague, invoiceId, word }: Place, planted: PlantedTeam, at: Date) {
  const inAWeek = new Date(at.getTime() + 7 * 86_400_000);
  return {
    invitations: {
      id: planted.invitationId,
      email: `${word}@example.com`,
      email_key: `${word}@example.com`,
      role: 'member',
      language: 'en',
      token_hash: createHash('sha256').update(planted.token).digest(),
      invited_by: owner.userId,
      inviter_name: word,
      created_at: at,
      expires_at: inAWeek,
    },
    ownership_transfers: {
      id: planted.transferId,
      from_user_id: owner.userId,
      to_user_id: colleague.userId,
      created_at: at,
      expires_at: inAWeek,
    },
    comments: {
      id: planted.commentId,
      invoice_id: invoiceId,
      author_id: owner.userId,
      author_name: word,
      text: word,
      created_at: at,
    },
    access_grants: {
      id: planted.grantId,
      engineer_id: engineers.asking,
      engineer_name: word,
      reason: 'incident',
      ticket: word,
      minutes: 60,
      requested_at: at,
      request_signature: randomBytes(64),
      approver_id: engineers.approving,
      approver_name: word,
      approved_at: at,
      approval_signature: randomBytes(64),
    },
    idempotency_keys: {
      user_id: owner.userId,
      key: word,
      request_hash: randomBytes(32),
      sealed_reply: randomBytes(32),
      created_at: at,
    },
  };
}
