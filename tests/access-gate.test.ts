import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AccessContext,
  approveAccess,
  type OpenAccess,
  openAccess,
  requestAccess,
} from '#modules/access/index.ts';
import { accessOf, as, engage, type TestEngineer } from './support/access.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { furnish } from './support/fixtures.ts';
import { gateUrl, missingPsql, psql } from './support/psql.ts';

let server: TestApp;
let access: AccessContext;
let eva: TestEngineer;
let jan: TestEngineer;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  server.clock.now = new Date();
  access = accessOf(server);
  eva = await engage(access, 'Eva Lind');
  jan = await engage(access, 'Jan Krol');
  ana = await server.signUp('Studio Ana');
  await furnish(ana);
});
afterAll(async () => {
  await access.owner.close();
  await server.close();
});

async function open(): Promise<OpenAccess> {
  const wanted = {
    workspaceId: ana.workspaceId,
    reason: 'customer_request',
    ticket: 'T-1',
    minutes: 30,
  };
  const grantId = await as(access, eva, (tx, signer) =>
    requestAccess(tx, signer, wanted, server.context.now()),
  );
  await as(access, jan, (tx, signer) => approveAccess(tx, signer, grantId, server.context.now()));
  const signer = await as(access, eva, async (_tx, signer) => signer);
  return openAccess(access, signer, grantId, { pollMs: 50 });
}

describe.skipIf(missingPsql())('a gate', () => {
  it('lets psql read, and shows the owner what it read', async () => {
    const opened = await open();
    const run = await psql(gateUrl(opened), 'select name from clients;\nselect 1; select 2;');
    expect(run).toEqual({ code: 0, stdout: 'Müller & Söhne GmbH\n1\n2\n', stderr: '' });
    opened.stop();
    await opened.ended;
    const log = await ana.request('GET', `${ana.path}/access-log`);
    expect(log.json.items).toMatchObject([{ engineer: 'Eva Lind', statements: 3 }]);
    const path = `${ana.path}/access-log/${log.json.items[0].id}/statements`;
    const statements = await ana.request('GET', path);
    expect(statements.json.items).toMatchObject([
      { statement: 'select name from clients;', rows: 1, outcome: 'SELECT 1' },
      {},
      {},
    ]);
  });
});
