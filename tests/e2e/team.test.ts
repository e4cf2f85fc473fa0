import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { draft, furnish, issue } from '../support/fixtures.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import {
  enterPassword,
  invite,
  openPeople,
  type Person,
  row,
  settle,
  switchTo,
} from './team-people.ts';

const { browser, reason } = await launchBrowser();
const password = 'nine slow swans on the canal';

describe.skipIf(!browser)(`a team in a browser${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);
  let ana: Person;
  let ben: Person;
  let accountant: Page;
  let home: string;
  let issued: { id: string; number: string };
  let draftId: string;

  beforeAll(async () => {
    [ana, ben] = await Promise.all([
      settle(app, { name: 'Ana Weber', business: 'Studio Ana' }),
      settle(app, { name: 'Ben Okafor', business: 'Atelier Nord' }),
    ]);
    const clientId = await furnish(ana);
    await ana.request('PATCH', ana.path, { legalName: 'Studio Ana' });
    issued = await issue(ana, clientId);
    const payment = { amountMinor: 1000, paidOn: '2026-11-22', note: '' };
    await ana.request('POST', `${ana.path}/invoices/${issued.id}/payments`, payment);
    draftId = await draft(ana, clientId);
    home = ana.path.replace('/v1/workspaces', '/w');
    await ana.page.reload();
  });

  it('invites whom the free plan has room for', async () => {
    const { page } = ana;
    await openPeople(page);
    await page.getByRole('button', { name: 'Invite someone' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite someone' });
    expect(await dialog.getByRole('radio', { name: /Admin|Member/ }).count()).toBe(0);
    await dialog.getByText('Your plan has room for one accountant.').waitFor();
    await page.keyboard.press('Escape');
    const link = await invite(app, page, 'cleo@example.com', 'Accountant');

    await page.getByText('Everyone your plan has room for is here').waitFor();
    expect(await page.getByRole('button', { name: 'Invite someone' }).count()).toBe(0);
    accountant = await (await app.newContext()).newPage();
    await accountant.goto(link);
  });

  it('lets somebody new in with a name and a password, also after a reload', async () => {
    await accountant.getByRole('heading', { name: 'Join Studio Ana' }).waitFor();
    await accountant.getByText('Ana Weber invites you as an accountant').waitFor();
    expect(accountant.url()).toBe(`${app.baseURL()}/invitation`);
    await accountant.reload();
    await accountant.getByLabel('Your name').fill('Cleo Marchetti');
    await accountant.getByLabel('Password', { exact: true }).fill(password);
    await accountant.getByRole('button', { name: 'Create my account and join' }).click();
    await accountant.waitForURL(`**${home}`);
    expect(await accountant.evaluate('JSON.stringify(sessionStorage)')).not.toContain('niv_');

    await ana.page.reload();
    await row(ana.page, 'Cleo Marchetti').getByText('Accountant').waitFor();
  });

  it('says that a used link no longer works, and leads on', async () => {
    const page = await (await app.newContext()).newPage();
    await page.goto('/invitation#token=niv_of-no-invitation');
    await page.getByRole('heading', { name: 'This invitation no longer works' }).waitFor();
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await page.getByRole('heading', { name: 'Sign in to Numirio' }).waitFor();
    await page.context().close();
  });

  it('shows an accountant every screen, and no control on it that changes something', async () => {
    const client = (await ana.request('GET', `${ana.path}/clients`)).json.items[0].id;
    const series = (await ana.request('GET', `${ana.path}/number-series`)).json.items[0].id;
    const settings = ['company', 'bank', 'documents', 'numbers', 'people', 'audit'];
    const paths = [
      ...['', '/invoices', '/clients', `/clients/${client}`, `/settings/numbers/${series}`],
      ...[issued.id, draftId, 'new'].map((id) => `/invoices/${id}`),
      ...settings.map((name) => `/settings/${name}`),
    ];
    const seen = new Set<string>();
    for (const path of paths) {
      await accountant.goto(home + path);
      await accountant.waitForLoadState('networkidle');
      for (const control of await controlsOf(accountant)) seen.add(control);
    }
    expect([...seen].filter((control) => !isForReaders(control))).toEqual([]);
    // Whoever changes things finds more on the same screens, so that this looks where the controls are.
    const owners = new Set<string>();
    for (const path of ['/invoices', '/clients', `/invoices/${issued.id}`, '/settings/company']) {
      await ana.page.goto(home + path);
      await ana.page.waitForLoadState('networkidle');
      for (const control of await controlsOf(ana.page)) owners.add(control);
    }
    const missing = [
      'New invoice',
      'New client',
      'Duplicate',
      'Record a payment',
      'Street and number',
    ];
    expect([...owners]).toEqual(expect.arrayContaining(missing));
  });

  it('shows an accountant the page of a draft, and of no new invoice', async () => {
    await accountant.goto(`${home}/invoices/${draftId}`);
    await accountant.getByRole('heading', { name: 'Draft invoice' }).waitFor();
    await accountant.getByRole('img', { name: 'Draft invoice, Page 1 of 1' }).waitFor();
    await accountant.goto(`${home}/invoices`);
    await accountant.getByRole('heading', { name: 'Invoices' }).waitFor();
    await accountant.keyboard.press('n');
    await accountant.keyboard.press('?');
    const help = accountant.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('This list').waitFor();
    expect(await help.getByText('New invoice').count()).toBe(0);
    await accountant.keyboard.press('Escape');
    expect(accountant.url()).toBe(`${app.baseURL()}${home}/invoices`);
    await accountant.goto(`${home}/invoices/new`);
    await accountant.getByText('You do not write invoices here').waitFor();
  });

  it('lets an accountant download the PDF', async () => {
    await accountant.goto(`${home}/invoices/${issued.id}`);
    const [download] = await Promise.all([
      accountant.waitForEvent('download'),
      accountant.getByRole('link', { name: 'Download PDF' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).subarray(0, 5).toString()).toBe('%PDF-');
    expect(download.suggestedFilename()).toBe(`${issued.number}.pdf`);
  });

  it('lets somebody in who has an account, once they are the one who is signed in', async () => {
    await app.operate('plan', ana.path.split('/').at(-1) ?? '', 'team');
    await ana.page.goto(home);
    const link = await invite(app, ana.page, ben.email, 'Member');

    await accountant.goto(link);
    await accountant
      .getByRole('heading', { name: 'This invitation is for someone else' })
      .waitFor();
    await accountant.getByText('You are signed in as cleo@example.com').waitFor();

    const page = await (await app.newContext()).newPage();
    await page.goto(link);
    await page.getByRole('link', { name: 'Sign in to join' }).click();
    await page.getByRole('heading', { name: 'Sign in to Numirio' }).waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(ben.email);
    await enterPassword(page, ben);
    await page.getByText(`You are signed in as ${ben.email}`).waitFor();
    await page.getByRole('button', { name: 'Accept and join' }).click();
    await page.waitForURL(`**${home}`);
    await ben.page.context().close();
    ben = { ...ben, page };
  });

  it('switches between businesses without signing in, and remembers the last one', async () => {
    const { page } = ben;
    await switchTo(page, 'Atelier Nord');
    await page.waitForURL(`**${ben.path.replace('/v1/workspaces', '/w')}`);
    await page.getByRole('button', { name: 'change business' }).filter({ visible: true }).click();
    await page.getByRole('menuitem', { name: 'Studio Ana' }).getByText('Member').waitFor();
    await page.getByRole('menuitem', { name: 'Atelier Nord' }).getByText('Owner').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Studio');
    await page.getByRole('option', { name: 'Studio Ana' }).click();
    await page.waitForURL(`**${home}`);

    await page.context().clearCookies();
    await page.goto('/sign-in');
    await enterPassword(page, ben);
    await page.waitForURL(`**${home}`);
  });
});

/** What an accountant finds beside links: to look, filter, print, comment, export, verify, and to leave. */
const readersControls = [
  ...[/change business$/, /^Search/, /^Your account/, 'Show as table'],
  ...['Client', 'Show suggestions', 'Any time', 'All', 'Drafts', 'Open', 'Overdue', 'Paid'],
  ...['Archived', 'Print', 'Comment', /^Copy /, 'Leave this business'],
  ...['Export', 'What this proves', 'Verify now', 'Everything', 'Everybody', 'Calendar'],
  ...[/^Details: /],
];

function isForReaders(control: string): boolean {
  return readersControls.some((known) =>
    typeof known === 'string' ? known === control : known.test(control),
  );
}

/** The names of what can be pressed or filled in, and of links to a new invoice; other links only lead on. */
async function controlsOf(page: Page): Promise<string[]> {
  const names = await page.evaluate<string[]>(`
    [...document.querySelectorAll(
      'button, input, textarea, select, [role=button], [role=switch], a[href$="/invoices/new"]',
    )]
      .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
      .map((element) =>
        element.getAttribute('aria-label') ??
        element.labels?.[0]?.textContent ??
        element.textContent.trim(),
      )`);
  return names;
}
