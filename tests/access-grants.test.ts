import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newId } from '#lib/ids.ts';
import {
  addEngineer,
  approveAccess,
  disableEngineer,
  getSigner,
  openAccess,
  revokeAccess,
  sweepAccess,
} from '#modules/access/index.ts';
import {
  type AccessDesk,
  as,
  ask,
  askApproved,
  engage,
  openDesk,
  openGrant,
  type TestEngineer,
} from './support/access.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { execute } from './support/database.ts';
import { queuedMails } from './support/queued-mails.ts';

let server: TestApp;
let desk: AccessDesk;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  server.clock.now = new Date();
  desk = await openDesk(server);
  ana = await server.signUp('Studio Ana');
});
afterAll(async () => {
  await desk.access.owner.close();
  await server.close();
});

const asSuperuser = (statement: string, values: unknown[] = []) =>
  execute(server.database.superuserUrl, statement, values);

const approve = (engineer: TestEngineer, grantId: string) =>
  as(desk.access, engineer, (tx, signer) =>
    approveAccess(tx, signer, grantId, server.context.now()),
  );

function travel(hours: number): void {
  const { now } = server.clock;
  server.clock.now = new Date(now.getTime() + hours * 3_600_000);
  onTestFinished(() => {
    server.clock.now = now;
  });
}

describe('asking', () => {
  it('needs a workspace that exists, a reason, a ticket, and minutes up to four hours', async () => {
    const { workspaceId } = ana;
    const refused: [object, string][] = [
      [{ workspaceId: newId() }, 'There is no workspace'],
      [{ workspaceId: "'; drop table users" }, 'There is no workspace'],
      [{ minutes: 241 }, 'from 1 to 240'],
      [{ minutes: 0 }, 'from 1 to 240'],
      [{ minutes: 1.5 }, 'from 1 to 240'],
      [{ minutes: Number.NaN }, 'from 1 to 240'],
      [{ ticket: '  ' }, 'The ticket needs'],
      [{ ticket: 'x'.repeat(201) }, 'The ticket needs'],
      [{ ticket: 'a\nb' }, 'The ticket needs'],
      [{ reason: 'curiosity' }, 'The reason is one of customer_request, incident'],
    ];
    for (const [wrong, text] of refused) {
      await expect(ask(desk, { workspaceId, ...wrong })).rejects.toThrow(text);
    }
  });

  it('needs the key that its engineer was added with', async () => {
    const { email, name } = desk.asker;
    const strange = { email, name, key: desk.approver.key };
    await expect(ask({ ...desk, asker: strange }, ana)).rejects.toThrow('This is not the key');
    const unknown = { ...desk.asker, email: 'nobody@numirio.example' };
    await expect(ask({ ...desk, asker: unknown }, ana)).rejects.toThrow('There is no engineer');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = { ...desk.asker, key: privateKey };
    await expect(ask({ ...desk, asker: rsa }, ana)).rejects.toThrow('not an Ed25519 key');
  });
});

describe('approving', () => {
  it('is for another engineer, once', async () => {
    const grantId = await ask(desk, ana);
    await expect(approve(desk.asker, grantId)).rejects.toThrow('another engineer has to');
    await approve(desk.approver, grantId);
    await expect(approve(desk.approver, grantId)).rejects.toThrow('has approved it already');
    await expect(approve(desk.approver, newId())).rejects.toThrow('There is no grant');
  });

  it('is of what was asked for: a row that was changed by hand is refused', async () => {
    const changes = [
      'minutes = 240',
      "ticket = 'T-2'",
      "reason = 'legal'",
      "requested_at = requested_at + interval '1 day'",
      `workspace_id = '${(await server.signUp('Another')).workspaceId}'`,
      `request_signature = decode('${'00'.repeat(64)}', 'hex')`,
    ];
    for (const change of changes) {
      const grantId = await ask(desk, ana);
      await asSuperuser(`update access_grants set ${change} where id = $1`, [grantId]);
      await expect(approve(desk.approver, grantId)).rejects.toThrow(
        'does not bear the signature of Eva Lind',
      );
    }
  });

  it('is not for an engineer who is disabled, nor of what one asked for', async () => {
    const eva = await engage(desk.access, 'Eva Zwei');
    const jan = await engage(desk.access, 'Jan Zwei');
    const grantId = await ask({ ...desk, asker: eva }, ana);
    await disableEngineer(desk.access, jan.email);
    await expect(approve(jan, grantId)).rejects.toThrow('Jan Zwei is disabled');
    await disableEngineer(desk.access, eva.email);
    await expect(approve(desk.approver, grantId)).rejects.toThrow('It was revoked');
    await expect(ask({ ...desk, asker: eva }, ana)).rejects.toThrow('Eva Zwei is disabled');
  });
});

describe('opening', () => {
  const openAs = (engineer: TestEngineer, grantId: string) =>
    openGrant({ ...desk, asker: engineer }, grantId);

  it('needs an approval that is at most twelve hours old', async () => {
    await expect(openAs(desk.asker, await ask(desk, ana))).rejects.toThrow('Nobody has approved');
    const grantId = await askApproved(desk, ana);
    travel(12);
    await expect(openAs(desk.asker, grantId)).rejects.toThrow('was good for 12 hours');
    server.clock.now = new Date(server.clock.now.getTime() - 1);
    const opened = await openAs(desk.asker, grantId);
    // The time runs from the opening.
    expect(opened.expiresAt).toEqual(new Date(server.clock.now.getTime() + 30 * 60_000));
    opened.stop();
    expect(await opened.ended).toBe('stopped');
  });

  it('is for whoever asked, once', async () => {
    const grantId = await askApproved(desk, ana);
    await expect(openAs(desk.approver, grantId)).rejects.toThrow('Eva Lind asked for it');
    const opened = await openAs(desk.asker, grantId);
    await expect(openAs(desk.asker, grantId)).rejects.toThrow('It was opened already');
    opened.stop();
    await opened.ended;
    await expect(openAs(desk.asker, grantId)).rejects.toThrow('It was opened already');
  });

  it('refuses what was revoked, and tells nobody of it', async () => {
    const grantId = await askApproved(desk, ana);
    await revokeAccess(desk.access, grantId, 'Jan Krol');
    await expect(openAs(desk.asker, grantId)).rejects.toThrow('It was revoked');
    await expect(revokeAccess(desk.access, grantId, 'Jan Krol')).rejects.toThrow('already');
  });

  it('believes no approval that its approver has not signed', async () => {
    const { approver } = desk;
    const jan = await asSuperuser('select id from engineers where email = $1', [approver.email]);
    const janId = jan.rows[0].id;
    const forgeries: ((grantId: string) => Promise<unknown>)[] = [
      // Eva, who may change rows, fills the approval in; she has no key but her own.
      async (grantId) =>
        asSuperuser(
          `update access_grants set approver_id = $2, approver_name = 'Jan Krol', approved_at = now(),
            approval_signature = request_signature where id = $1`,
          [grantId, janId],
        ),
      // Or she has another approval of his copied over.
      async (grantId) => {
        const other = await askApproved(desk, ana);
        await asSuperuser(
          `update access_grants g set approver_id = o.approver_id, approver_name = o.approver_name,
            approved_at = o.approved_at, approval_signature = o.approval_signature
          from access_grants o where g.id = $1 and o.id = $2`,
          [grantId, other],
        );
      },
      // Or she makes an approval of thirty minutes one of four hours, or a fresh one.
      async (grantId) => {
        await approve(approver, grantId);
        await asSuperuser('update access_grants set minutes = 240 where id = $1', [grantId]);
      },
      async (grantId) => {
        await approve(approver, grantId);
        await asSuperuser(
          "update access_grants set approved_at = approved_at + interval '1 second' where id = $1",
          [grantId],
        );
      },
    ];
    for (const forge of forgeries) {
      const grantId = await ask(desk, ana);
      await forge(grantId);
      await expect(openAs(desk.asker, grantId)).rejects.toThrow('does not bear the signature');
      const row = await asSuperuser('select login, opened_at from access_grants where id = $1', [
        grantId,
      ]);
      expect(row.rows).toEqual([{ login: null, opened_at: null }]);
    }
  });

  it('takes neither a key that was replaced nor an approver who is disabled since', async () => {
    const jan = await engage(desk.access, 'Jan Drei');
    const grantId = await askApproved({ ...desk, approver: jan }, ana);
    const { publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const before = await asSuperuser('select public_key from engineers where email = $1', [
      jan.email,
    ]);
    const replace = (key: string) =>
      asSuperuser('update engineers set public_key = $1 where email = $2', [key, jan.email]);
    await replace(pem);
    await expect(openAs(desk.asker, grantId)).rejects.toThrow('does not bear the signature');
    await replace(before.rows[0].public_key);
    await asSuperuser('update engineers set disabled_at = now() where email = $1', [jan.email]);
    await expect(openAs(desk.asker, grantId)).rejects.toThrow('Jan Drei is disabled');
  });

  it('leaves no login behind where no gate can be opened', async () => {
    const grantId = await askApproved(desk, ana);
    const signer = await as(desk.access, desk.asker, async (_tx, signer) => signer);
    const broken = { ...desk.access, migratingUrl: 'no address' };
    await expect(openAccess(broken, signer, grantId)).rejects.toThrow();
    const { rows } = await asSuperuser(
      `select closed_at is not null as closed, r.rolname from access_grants g
      left join pg_roles r on r.rolname = g.login where g.id = $1`,
      [grantId],
    );
    expect(rows).toEqual([{ closed: true, rolname: null }]);
  });
});

describe('the sweep', () => {
  it('removes the login of a gate that died, and closes its grant', async () => {
    const grantId = await askApproved(desk, ana);
    const opened = await openGrant(desk, grantId);
    onTestFinished(async () => {
      opened.stop();
      await opened.ended;
    });
    expect(await sweepAccess(desk.access)).toBe(0);
    await asSuperuser(
      `update access_grants set opened_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
      where id = $1`,
      [grantId],
    );
    await asSuperuser(`grant create on database ${server.database.name} to ${opened.user}`);
    expect(await sweepAccess(desk.access)).toBe(1);
    expect(await sweepAccess(desk.access)).toBe(0);
    const role = await asSuperuser('select from pg_roles where rolname = $1', [opened.user]);
    expect(role.rowCount).toBe(0);
  });
});

describe('adding an engineer', () => {
  const add = (email: string, name: string, publicKey: string) =>
    desk.access.owner.inSystem((tx) => addEngineer(tx, server.context, { email, name, publicKey }));
  const newKey = () =>
    generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

  it('is told to all the others by mail', async () => {
    await add('Mia@numirio.example', 'Mia Roth', newKey());
    const mails = await queuedMails(server, desk.approver.email);
    expect(mails.at(-1)?.subject).toBe('Mia Roth can now ask for access to customers’ data');
    expect(mails.at(-1)?.text).toMatch(/mia@numirio\.example.*SHA256:/s);
  });

  it('refuses an address or a key that another one has, and what is no name', async () => {
    const { key, email } = desk.asker;
    await expect(add(email.toUpperCase(), 'Eva', newKey())).rejects.toThrow('already');
    const signer = await desk.access.owner.inSystem((tx) => getSigner(tx, email, key));
    await expect(add('x@numirio.example', 'X', signer.engineer.public_key)).rejects.toThrow(
      'Another engineer has this key',
    );
    await expect(add('nobody', 'X', newKey())).rejects.toThrow('no e-mail address');
    await expect(add('y@numirio.example', ' ', newKey())).rejects.toThrow('The name needs');
  });
});
