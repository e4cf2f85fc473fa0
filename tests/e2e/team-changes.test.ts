import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import {
  confirmWithPassword,
  invite,
  openPeople,
  type Person,
  row,
  settle,
  switchTo,
} from './team-people.ts';

const { browser, reason } = await launchBrowser();

describe.skipIf(!browser)(`changes in a team${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);
  let ana: Person;
  let ben: Person;
  let home: string;

  beforeAll(async () => {
    [ana, ben] = await Promise.all([
      settle(app, { name: 'Ana Weber', business: 'Studio Ana' }),
      settle(app, { name: 'Ben Okafor', business: 'Atelier Nord' }),
    ]);
    home = ana.path.replace('/v1/workspaces', '/w');
    await app.operate('plan', ana.path.split('/').at(-1) ?? '', 'team');
  });

  it('begins with somebody who joins', async () => {
    await ana.page.reload();
    await ben.page.goto(await invite(app, ana.page, ben.email, 'Member'));
    await ben.page.getByRole('button', { name: 'Accept and join' }).click();
    await ben.page.waitForURL(`**${home}`);
  });

  it('sends an invitation again, and withdraws it', async () => {
    const { page } = ana;
    await invite(app, page, 'mira@example.com', 'Admin');
    await page.getByRole('button', { name: 'Send again: mira@example.com' }).click();
    await page.getByText('A new invitation to mira@example.com is on its way').waitFor();
    await page.getByRole('button', { name: 'Withdraw: mira@example.com' }).click();
    await page.getByText('The invitation to mira@example.com no longer works').waitFor();
    await row(page, 'mira@example.com').waitFor({ state: 'hidden' });
  });

  it('counts a new role at the next click, says so, and takes the buttons away', async () => {
    await ben.page.getByRole('link', { name: 'Clients' }).click();
    await ben.page.getByRole('button', { name: 'New client' }).first().click();
    const sheet = ben.page.getByRole('dialog', { name: 'New client' });
    await sheet.getByLabel('Name', { exact: true }).fill('Verlag Blaue Stunde GmbH');

    await giveRole(ana.page, 'Ben Okafor', 'Accountant');
    await sheet.getByRole('button', { name: 'Add client' }).click();
    await ben.page.getByText('Your role here has changed: Accountant.').waitFor();
    await ben.page.getByRole('button', { name: 'New client' }).waitFor({ state: 'hidden' });
    expect((await ana.request('GET', `${ana.path}/clients`)).json.items).toEqual([]);

    await giveRole(ana.page, 'Ben Okafor', 'Admin');
    await ben.page.reload();
    await ben.page.getByRole('button', { name: 'New client' }).first().waitFor();
  });

  it('hands the business over once both have confirmed it', async () => {
    const { page } = ana;
    await offer(page, ana.password);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('The offer is taken back.').waitFor();
    await page.getByRole('button', { name: 'Hand over…' }).click();
    await page.getByRole('button', { name: 'Offer it' }).click();
    await page.getByText('You offered this business to Ben Okafor.').waitFor();

    await ben.page.reload();
    await ben.page.getByText('Ana Weber would like to hand this business over').first().waitFor();
    await ben.page.getByRole('link', { name: 'See the offer' }).click();
    await ben.page.getByRole('button', { name: 'Accept', exact: true }).click();
    await ben.page.getByRole('button', { name: 'Become the owner' }).click();
    await confirmWithPassword(ben.page, ben.password);
    await ben.page.getByText('Your role here has changed: Owner.').waitFor();
    await row(ben.page, 'Ben Okafor').getByText('Owner').waitFor();

    await page.reload();
    await row(page, 'Ana Weber').getByText('Admin').waitFor();
    expect(await page.getByRole('button', { name: 'Hand over…' }).count()).toBe(0);
  });

  it('deletes the business after its name is typed, and keeps it when asked', async () => {
    const { page } = ben;
    await page.goto(`${home}/settings/company`);
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Studio Ana?' });
    await dialog.getByText('in Germany for eight years').waitFor();
    const go = dialog.getByRole('button', { name: 'Delete in fourteen days' });
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByLabel('To be sure, type the name: Studio Ana').fill('studio ana');
    await go.click();
    await page.getByText('This business will be deleted on').first().waitFor();

    await ana.page.reload();
    await ana.page.getByText('Until then its owner can still keep it.').waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText('This business stays.').waitFor();
    await page.getByText('This business will be deleted on').waitFor({ state: 'hidden' });
  });

  it('shows whoever was removed the way to the others', async () => {
    await ana.page.goto(`${home}/clients`);
    await ana.page.getByRole('heading', { name: 'Clients', exact: true }).waitFor();
    await openPeople(ben.page);
    await ben.page.getByRole('button', { name: 'Ana Weber: actions' }).click();
    await ben.page.getByRole('menuitem', { name: 'Remove' }).click();
    const question = ben.page.getByRole('dialog', { name: 'Remove Ana Weber?' });
    await question.getByRole('button', { name: 'Remove' }).click();
    await row(ben.page, 'Ana Weber').waitFor({ state: 'hidden' });

    await ana.page.getByRole('link', { name: 'Invoices' }).click();
    await ana.page.getByText('You no longer belong to Studio Ana').waitFor();
    await ana.page.getByRole('button', { name: 'New business…' }).waitFor();
  });

  it('lets somebody leave, who then finds themselves in another business of theirs', async () => {
    const cleo = await settle(app, { name: 'Cleo Marchetti', business: 'Marchetti Books' });
    await cleo.page.goto(await invite(app, ben.page, cleo.email, 'Accountant'));
    await cleo.page.getByRole('button', { name: 'Accept and join' }).click();
    await cleo.page.waitForURL(`**${home}`);
    await openPeople(cleo.page);
    await cleo.page.getByRole('button', { name: 'Leave this business' }).click();
    const question = cleo.page.getByRole('dialog', { name: 'Leave Studio Ana?' });
    await question.getByRole('button', { name: 'Leave', exact: true }).click();
    await cleo.page.waitForURL(`**${cleo.path.replace('/v1/workspaces', '/w')}`);
    await cleo.page.getByText('You left Studio Ana.').waitFor();
    await switchTo(cleo.page, 'Marchetti Books');
  });

  async function giveRole(page: Page, name: string, role: string) {
    await openPeople(page);
    await page.getByRole('button', { name: `${name}: actions` }).click();
    await page.getByRole('menuitem', { name: 'Change role' }).click();
    const dialog = page.getByRole('dialog', { name: `Role of ${name}` });
    await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check({ force: true });
    await dialog.getByRole('button', { name: 'Save the role' }).click();
    await row(page, name).getByText(role).waitFor();
  }

  async function offer(page: Page, password: string) {
    await openPeople(page);
    await page.getByRole('button', { name: 'Hand over…' }).click();
    await page.getByRole('button', { name: 'Offer it' }).click();
    await confirmWithPassword(page, password);
    await page.getByText('You offered this business to Ben Okafor.').waitFor();
  }
});
