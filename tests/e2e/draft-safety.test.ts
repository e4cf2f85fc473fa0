import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoAccount } from '../../src/demo/account.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import { signIn } from './screens.ts';

const { browser, reason } = await launchBrowser();

describe.skipIf(!browser)(`a draft in danger${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);
  let context: BrowserContext;
  let draftPath: string;
  let apiPath: string;

  beforeAll(async () => {
    context = await app.newContext();
    const ids = await signIn(await context.newPage(), app.baseURL(), demoAccount);
    draftPath = `/w/${ids.workspace}/invoices/${ids.draft}`;
    apiPath = `/v1/workspaces/${ids.workspace}/invoices/${ids.draft}`;
  });

  it('keeps what is typed while the network is away, and stores it afterwards', async () => {
    const page = await openDraft(context);
    await context.setOffline(true);
    await page.getByLabel('Subject').fill('Typed in a tunnel');
    await page.getByText('Not saved – retrying').waitFor();
    await context.setOffline(false);
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await storedSubject(page)).toBe('Typed in a tunnel');
    await page.close();
  });

  it('brings back what was typed before the tab was lost', async () => {
    const page = await openDraft(context);
    await context.setOffline(true);
    await page.getByLabel('Subject').fill('Typed before the crash');
    await page.getByText('Not saved – retrying').waitFor();
    await page.close();
    await context.setOffline(false);

    const again = await openDraft(context);
    await again.getByText('What you typed before is back.').waitFor();
    await again.getByText('Saved', { exact: true }).waitFor();
    expect(await storedSubject(again)).toBe('Typed before the crash');
    await again.close();
  });

  it('opens at once where it was looked at beside the list a moment before', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 1400, height: 900 });
    await page.goto(draftPath.replace(/\/([^/]+)$/, '?open=$1'));
    await page.getByRole('link', { name: 'Continue writing' }).click();
    await page.getByLabel('Subject').waitFor();
    await page.close();
  });

  it('keeps both people’s work where they change different things', async () => {
    const mine = await openDraft(context);
    const theirs = await openDraft(await secondPerson());
    await theirs.getByLabel('Order number').fill('PO-77');
    await theirs.getByText('Saved', { exact: true }).waitFor();
    await stored(theirs, 'orderReference', 'PO-77');
    await mine.getByLabel('Subject').fill('Mine');
    await stored(mine, 'subject', 'Mine');
    await stored(mine, 'orderReference', 'PO-77');
    await mine.close();
    await theirs.context().close();
  });

  it('asks whose version to keep where they change the same thing', async () => {
    const mine = await openDraft(context);
    const theirs = await openDraft(await secondPerson());
    await theirs.getByLabel('Subject').fill('Theirs');
    await stored(theirs, 'subject', 'Theirs');
    await mine.getByLabel('Subject').fill('Mine again');
    const dialog = mine.getByRole('dialog');
    await dialog.getByText('Theirs', { exact: true }).first().waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await stored(mine, 'subject', 'Mine again');
    await mine.close();
    await theirs.context().close();
  });

  async function secondPerson(): Promise<BrowserContext> {
    const other = await app.newContext();
    await signIn(await other.newPage(), app.baseURL(), demoAccount);
    return other;
  }

  async function openDraft(inContext: BrowserContext): Promise<Page> {
    const page = await inContext.newPage();
    await page.goto(draftPath);
    await page.getByLabel('Subject').waitFor();
    return page;
  }

  async function storedSubject(page: Page): Promise<string> {
    return (await (await page.request.get(apiPath)).json()).subject;
  }

  async function stored(page: Page, field: string, value: string): Promise<void> {
    await expect
      .poll(async () => (await (await page.request.get(apiPath)).json())[field], {
        timeout: 15_000,
      })
      .toBe(value);
  }
});
