import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustedKeys } from '#modules/audit/index.ts';
import { openFolderStore } from '#platform/object-store.ts';
import { jobHandlers } from '../src/jobs.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { anchorNow, appendEvents, asSuperuser, verify } from './support/audit-trails.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** Somebody new with five events, the last of them anchored. */
async function anchored(): Promise<Member> {
  const member = await server.signUp();
  await appendEvents(server, member.workspaceId, 4);
  await anchorNow(server);
  return member;
}

const folderOf = ({ workspaceId }: Member) => `ws/${workspaceId}/audit-anchors/`;
const keysOf = (member: Member) => server.context.store.list(folderOf(member));
const objects = (...path: string[]) => join(server.context.config.dataDir, 'objects', ...path);

async function headOf(member: Member) {
  return asSuperuser(server, async (client) => {
    const { rows } = await client.query('select * from audit_heads where workspace_id = $1', [
      member.workspaceId,
    ]);
    return {
      ...rows[0],
      sequence: Number(rows[0].sequence),
      anchored_sequence: Number(rows[0].anchored_sequence),
    };
  });
}

describe('the hourly anchoring', () => {
  it('stores one signed anchor for each head that moved, and none where nothing did', async () => {
    ana = await anchored();
    const [key, ...others] = await keysOf(ana);
    expect(others).toEqual([]);
    const head = await headOf(ana);
    expect(key).toBe(`${folderOf(ana)}000000000005-${head.hash.toString('hex')}.jws`);
    expect(head).toMatchObject({
      sequence: 5,
      anchored_sequence: 5,
      anchored_at: server.clock.now,
    });
    const jws = new TextDecoder().decode((await server.context.store.get(key ?? '')) ?? undefined);
    const [protectedHeader = '', payload = ''] = jws
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    const [ownKey] = (await server.anonymous.request('GET', '/v1/audit-keys')).json.keys;
    expect(JSON.parse(protectedHeader)).toEqual({
      alg: 'EdDSA',
      kid: ownKey.kid,
      typ: 'numirio-audit-anchor',
    });
    expect(JSON.parse(payload)).toEqual({
      workspaceId: ana.workspaceId,
      sequence: 5,
      hash: head.hash.toString('hex'),
      at: server.clock.now.toISOString(),
    });
    await anchorNow(server);
    expect(await keysOf(ana)).toEqual([key]);
  });

  it('is done by several workers at once, and again after one was killed in between', async () => {
    const member = await anchored();
    // As it is where the anchor was stored and the worker was killed before it could say so.
    await asSuperuser(server, (client) =>
      client.query('update audit_heads set anchored_sequence = 0 where workspace_id = $1', [
        member.workspaceId,
      ]),
    );
    const run = jobHandlers(server.context)['audit.anchor'];
    await Promise.all([run?.({}), run?.({}), run?.({})]);
    expect((await keysOf(member)).length).toBe(1);
    expect((await headOf(member)).anchored_sequence).toBe(5);
    expect(await verify(member)).toMatchObject({ state: 'intact', findings: [] });
  });
});

describe('an anchor in the store', () => {
  it('counts for nothing where a stranger signed it, or for another workspace', async () => {
    const [member, other] = [await anchored(), await anchored()];
    const [foreign = ''] = await keysOf(other);
    const bytes = (await server.context.store.get(foreign)) ?? new Uint8Array();
    writeFileSync(objects(folderOf(member), '000000000009-foreign.jws'), bytes);
    expect(await verify(member)).toMatchObject({
      state: 'broken',
      anchors: { count: 1 },
      findings: [{ kind: 'anchor_invalid', detail: 'an anchor belongs to another workspace' }],
    });
    rmSync(objects(folderOf(member), '000000000009-foreign.jws'));
    // A stranger's key in the store is trusted as little as its owner.
    const { context } = server;
    const stranger = {
      ...context,
      secrets: { ...context.secrets, anchorKeys: [randomBytes(32)] as const },
    };
    await appendEvents(server, member.workspaceId, 1);
    await jobHandlers(stranger)['audit.anchor']?.({});
    const { findings } = await verify(member);
    expect(findings.map(({ kind }) => kind)).toEqual(['anchor_invalid', 'anchor_invalid']);
    expect(findings[0]?.detail).toMatch(/^an anchor is not signed by a trusted key: /);
    expect(findings[1]?.detail).toBe('the anchor of place 6 is not in the object store');
  });

  it('is missed where the database tells of it', async () => {
    const member = await anchored();
    rmSync(objects(folderOf(member)), { recursive: true });
    expect(await verify(member)).toMatchObject({
      state: 'broken',
      findings: [{ kind: 'anchor_invalid', sequence: 5 }],
    });
  });
});

describe('what was written after the newest anchor', () => {
  it('can be rewritten by the owner of the database until the next one: the limit of it', async () => {
    const member = await anchored();
    await appendEvents(server, member.workspaceId, 3);
    const cutOff = (sequence: number) =>
      asSuperuser(server, async (client) => {
        const values = [member.workspaceId, sequence];
        await client.query(
          'delete from audit_events where workspace_id = $1 and sequence > $2',
          values,
        );
        await client.query(
          `update audit_heads h set sequence = e.sequence, hash = e.hash from audit_events e
          where e.workspace_id = h.workspace_id and h.workspace_id = $1 and e.sequence = $2`,
          values,
        );
      });
    await cutOff(6);
    expect(await verify(member)).toMatchObject({ state: 'intact', events: 6 });
    await anchorNow(server);
    await cutOff(5);
    expect(await verify(member)).toMatchObject({
      state: 'broken',
      findings: [{ kind: 'truncated', sequence: 6 }],
    });
  });
});

describe('the keys that sign anchors', () => {
  it('are renewed with the secret, and each vouches for the one before it', async () => {
    const member = await anchored();
    const [oldest] = server.context.secrets.anchorKeys;
    const [second, third] = [randomBytes(32), randomBytes(32)];
    const use = (...anchorKeys: [Buffer, ...Buffer[]]) => {
      server.context.secrets = { ...server.context.secrets, anchorKeys };
    };
    for (const keys of [[second, oldest], [second], [third, second], [third]] as [
      Buffer,
      ...Buffer[],
    ][]) {
      use(...keys);
      await appendEvents(server, member.workspaceId, 1);
      await anchorNow(server);
      expect(await verify(member)).toMatchObject({ state: 'intact', findings: [] });
    }
    expect((await server.anonymous.request('GET', '/v1/audit-keys')).json.keys).toHaveLength(3);
    use(randomBytes(32));
    expect((await trustedKeys(server.context)).size).toBe(1);
    expect((await verify(member)).state).toBe('broken');
    use(oldest);
  });
});

describe('the object store', () => {
  it('lists the keys below a folder, in order and after one of them', async () => {
    const store = openFolderStore(objects('listed'));
    const keys = ['a/1', 'a/10', 'a/2/x', 'a-b/1', 'b/1'];
    for (const key of keys) await store.put(key, Buffer.from(key));
    expect(await store.list('a/')).toEqual(['a/1', 'a/10', 'a/2/x']);
    expect(await store.list('a/', 'a/10')).toEqual(['a/2/x']);
    expect(await store.list('nothing/')).toEqual([]);
    await expect(store.list('../')).rejects.toThrow('leaves the store');
    await expect(store.list('a')).rejects.toThrow('is no folder');
  });
});
