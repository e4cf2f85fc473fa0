import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { draft, furnish, issue } from '../support/fixtures.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import { lookAt, tamper } from './operator-hands.ts';
import { invite, type Person, settle } from './team-people.ts';

const { browser, reason } = await launchBrowser();
const password = 'nine slow swans on the canal';

describe.skipIf(!browser)(`the trail in a browser${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);
  let ana: Person;
  let page: Page;
  let accountant: Page;
  let home: string;
  let workspaceId: string;
  let clientId: string;
  let issued: { id: string; number: string };

  beforeAll(async () => {
    ana = await settle(app, { name: 'Ana Weber', business: 'Studio Ana' });
    page = ana.page;
    home = ana.path.replace('/v1/workspaces', '/w');
    workspaceId = ana.path.split('/').at(-1) ?? '';
    clientId = await furnish(ana);
    issued = await issue(ana, clientId);
    await ana.request('POST', `${ana.path}/invoices/${issued.id}/payments`, {
      amountMinor: 5_000,
      paidOn: '2026-11-21',
      note: '',
    });
    await ana.request('PATCH', `${ana.path}/clients/${clientId}`, { paymentTermDays: 21 });
    await page.reload();
    accountant = await (await app.newContext()).newPage();
    await accountant.goto(await invite(app, page, 'cleo@example.com', 'Accountant'));
    await accountant.getByLabel('Your name').fill('Cleo Marchetti');
    await accountant.getByLabel('Password', { exact: true }).fill(password);
    await accountant.getByRole('button', { name: 'Create my account and join' }).click();
    await accountant.waitForURL(`**${home}`);
  });

  describe('of a workspace', () => {
    it('tells what was done in sentences that lead to what they are about', async () => {
      await openTrail();
      await event(`Ana Weber issued invoice ${issued.number}`).waitFor();
      await event('Cleo Marchetti joined the team as accountant').waitFor();
      await page
        .getByRole('link', { name: `invoice ${issued.number}` })
        .first()
        .click();
      await page.getByRole('heading', { name: `Invoice ${issued.number}` }).waitFor();
      await page.goBack();
      await event(`Ana Weber issued invoice ${issued.number}`).waitFor();
    });

    it('opens to what was before and after, and to the proof', async () => {
      await event(/Ana Weber changed client/).click();
      const item = page.getByRole('listitem').filter({ has: event(/Ana Weber changed client/) });
      await item.getByText('Payment term in days').waitFor();
      await item.getByText('21', { exact: true }).waitFor();
      expect(await item.locator('code').last().textContent()).toMatch(/^[0-9a-f]{64}$/);
    });

    it('keeps its filters in the address', async () => {
      await page.getByRole('button', { name: /Kind of thing/ }).click();
      await page.getByRole('option', { name: 'Clients', exact: true }).click();
      await event(/issued invoice/).waitFor({ state: 'hidden' });
      await event(/added client/).waitFor();
      expect(new URL(page.url()).searchParams.get('subjectType')).toBe('client');
      await page.reload();
      await event(/added client/).waitFor();
      expect(await event(/issued invoice/).count()).toBe(0);

      await page.goto(`${home}/settings/audit?to=2020-01-01`);
      await page.getByText('Nothing was recorded that matches').waitFor();
      await page.getByRole('button', { name: 'Show everything' }).click();
      await event(/issued invoice/).waitFor();
      expect(new URL(page.url()).search).toBe('');
    });

    it('loads older events while one scrolls, without drawing those out of sight', async () => {
      const name = (turn: number) => ({ name: `Müller & Söhne GmbH ${turn}` });
      for (let turn = 0; turn < 160; turn += 1) {
        await ana.request('PATCH', `${ana.path}/clients/${clientId}`, name(turn));
      }
      await openTrail();
      await event(/changed client/).hover();
      const scrollOn = async () => {
        await page.mouse.wheel(0, 3_000);
        return event('Ana Weber opened this workspace').isVisible();
      };
      await expect.poll(scrollOn, { timeout: 30_000 }).toBe(true);
      await page.getByText('This is where the trail begins.').waitFor();
      const drawn = () => page.getByRole('button', { name: /changed client/ }).count();
      await expect.poll(drawn).toBeLessThan(150);
    });

    it('is verified at a press, and explains what that proves', async () => {
      await openTrail();
      await page.getByText('Chain intact').waitFor();
      await page.getByRole('button', { name: 'What this proves' }).click();
      await page.getByRole('dialog').getByText('It does not prove').waitFor();
      await page.keyboard.press('Escape');
    });

    it('hands over a file that the command finds intact with the keys, and broken once it was edited', async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      const dialog = page.getByRole('dialog', { name: 'Export the audit trail' });
      const trail = await download(dialog.getByRole('link', { name: 'Download', exact: true }));
      const keys = await download(dialog.getByRole('link', { name: 'Download the public keys' }));
      const shown = await dialog.locator('code').textContent();
      expect(shown).toBe(`numirio audit verify ${trail.name} --keys ${keys.name}`);
      await page.keyboard.press('Escape');

      const [file, keyFile] = [keep(trail), keep(keys)];
      const verified = await app.operate('audit', 'verify', file, '--keys', keyFile);
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('INTACT') });
      writeFileSync(file, trail.text.replace(issued.number, '2026-9999'));
      const edited = await app.operate('audit', 'verify', file, '--keys', keyFile);
      expect(edited).toMatchObject({ code: 1, stdout: expect.stringContaining('BROKEN') });
    });
  });

  describe('of an invoice', () => {
    it('stands beside it, with what was said about it', async () => {
      await accountant.goto(`${home}/invoices/${issued.id}`);
      const life = accountant.getByRole('region', { name: 'Life so far' });
      await life.getByText(`Ana Weber issued it as ${issued.number}`).waitFor();
      await life.getByText('Ana Weber recorded €50.00 received on 21 Nov 2026').waitFor();
      await life
        .getByRole('textbox', { name: 'Comment' })
        .fill('Which project is this?\nhttps://example.com/a');
      await accountant.keyboard.press('Control+Enter');
      await life.getByRole('button', { name: 'Delete this comment' }).waitFor();
      expect(await life.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe('');
      expect(await life.getByRole('link', { name: /example/ }).count()).toBe(0);

      await page.goto(`${home}/invoices/${issued.id}`);
      const owners = page.getByRole('region', { name: 'Life so far' });
      await owners.getByText('Which project is this?').waitFor();
      expect(await owners.getByRole('button', { name: 'Delete this comment' }).count()).toBe(0);
    });

    it('keeps the text of a comment that could not be sent', async () => {
      const life = accountant.getByRole('region', { name: 'Life so far' });
      await accountant.route('**/comments', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      );
      await life.getByRole('textbox', { name: 'Comment' }).fill('Second thoughts');
      await life.getByRole('button', { name: /^Comment/ }).click();
      await life.getByText('The comment was not sent').waitFor();
      expect(await life.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe(
        'Second thoughts',
      );
      await accountant.unroute('**/comments');
      await life.getByRole('button', { name: /^Comment/ }).click();
      await life.getByRole('button', { name: 'Delete this comment' }).nth(1).waitFor();
      expect(await life.getByText('Second thoughts').count()).toBe(1);
    });

    it('says how much room is left, and sends nothing that is too long', async () => {
      const life = accountant.getByRole('region', { name: 'Life so far' });
      await life.getByRole('textbox', { name: 'Comment' }).fill('x'.repeat(2_001));
      await life.getByText('1 character too many').waitFor();
      expect(await life.getByRole('button', { name: /^Comment/ }).isDisabled()).toBe(true);
      await life.getByRole('textbox', { name: 'Comment' }).fill('');
    });

    it('takes back a comment after a question, and tells of it', async () => {
      const life = accountant.getByRole('region', { name: 'Life so far' });
      await life.getByRole('button', { name: 'Delete this comment' }).first().click();
      await accountant.getByRole('button', { name: 'Delete comment' }).click();
      await life.getByText('Cleo Marchetti deleted a comment').waitFor();
      expect(await life.getByText('Second thoughts').count()).toBe(0);
    });

    it('opens from the editor of a draft', async () => {
      await page.goto(`${home}/invoices/${await draft(ana, clientId)}`);
      await page.getByRole('button', { name: 'History and comments' }).click();
      await page.getByRole('dialog').getByText('Ana Weber started the draft').waitFor();
    });
  });

  describe('of access by engineers', () => {
    it('says that nobody has looked', async () => {
      await page.goto(`${home}/settings/access`);
      await page.getByText('Nobody at Numirio has looked at your data').waitFor();
    });

    it('shows who looked, why, and every statement with what came of it', async () => {
      await lookAt(app.dataDir(), workspaceId, ['select number from invoices', 'select nonsense']);
      await page.reload();
      const grant = page.getByRole('article', { name: 'Eva Lind' });
      await grant.getByText('To solve an incident').waitFor();
      await grant.getByText('Jan Krol').waitFor();
      await grant.getByText('SUP-12').waitFor();
      await grant.getByText('Ended').waitFor();
      await grant.getByRole('button', { name: '2 statements of Eva Lind' }).click();
      await grant.getByText('select number from invoices').waitFor();
      await grant.getByText('2 rows').waitFor();
      await grant.getByText(/column "nonsense" does not exist/).waitFor();

      await openTrail();
      await event('Eva Lind (Numirio) ran select number from invoices').waitFor();
    });

    it('is not for an accountant, who sees what was done and no log of it', async () => {
      await accountant.goto(`${home}/settings/audit`);
      await accountant.getByText('Chain intact').waitFor();
      const settings = accountant.getByRole('navigation', { name: 'Settings' });
      expect(await settings.getByText('Access log').count()).toBe(0);
    });
  });

  describe('that somebody tampered with', () => {
    it('names what is wrong, in red and in words', async () => {
      await openTrail();
      await page.getByText('Chain intact').waitFor();
      await tamper(
        app.dataDir(),
        `update audit_events set data = jsonb_set(data, '{dueMinor}', '1')
          where workspace_id = '${workspaceId}' and type = 'invoice.issued'`,
        `delete from audit_events where workspace_id = '${workspaceId}' and sequence = 4`,
      );
      await page.getByRole('button', { name: 'Verify now' }).click();
      await page.getByText('The chain is broken in 2 places').waitFor();
      await page.getByText('Event 4 is missing').waitFor();
      await page.getByText(/^Event \d+ is not what was recorded then$/).waitFor();
    });
  });

  async function openTrail(): Promise<void> {
    await page.goto(`${home}/settings/audit`);
    await page.getByRole('heading', { name: 'Audit trail' }).waitFor();
  }

  /** The button that opens an event, which reads as its sentence. */
  function event(sentence: string | RegExp) {
    const name = typeof sentence === 'string' ? `Details: ${sentence}` : sentence;
    return page.getByRole('button', { name }).first();
  }

  async function download(link: ReturnType<Page['getByRole']>) {
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    return { name: file.suggestedFilename(), text: Buffer.concat(chunks).toString() };
  }

  function keep({ name, text }: { name: string; text: string }): string {
    const path = join(app.dataDir(), name);
    writeFileSync(path, text);
    return path;
  }
});
