import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { call, type HttpMember, signUpByMail } from '../support/http-member.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';

const { browser, reason } = await launchBrowser();
const refreshPath = '/v1/sessions/refresh';

describe.skipIf(!browser)(`a session in the browser${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);

  it('goes on in five tabs whose access ran out, with one refresh for all', async () => {
    const { page, context } = await signIn();
    const tabs = [page, ...(await openTabs(context, page.url(), 4))];
    const refreshes = countRefreshes(context);
    await expireAccess(context);
    await Promise.all(tabs.map(openClients));
    expect(refreshes()).toBe(1);
  });

  it('survives many ends of the access in five tabs at once', async () => {
    const { page, context } = await signIn();
    const tabs = [page, ...(await openTabs(context, page.url(), 4))];
    for (const _round of Array(5)) {
      await expireAccess(context);
      await Promise.all(tabs.map((tab) => tab.reload()));
      await Promise.all(
        tabs.map((tab) => tab.getByRole('link', { name: 'Clients', exact: true }).waitFor()),
      );
    }
    expect(tabs.map((tab) => new URL(tab.url()).pathname.slice(0, 3))).toEqual(
      Array(5).fill('/w/'),
    );
  });

  it('goes on where the answer of a refresh was lost on its way', async () => {
    const { page, context } = await signIn();
    const refreshes = countRefreshes(context);
    let isLost = false;
    await context.route(`**${refreshPath}`, async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      // The server rotates the token, and the browser never gets the new one.
      const cookies = await context.cookies();
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      expect((await call(app.baseURL(), cookie, 'POST', refreshPath, {})).status).toBe(200);
      return route.abort('connectionreset');
    });
    await expireAccess(context);
    await openClients(page);
    expect(refreshes()).toBe(2);
  });

  it('is not over while no refresh gets through', async () => {
    const { page, context } = await signIn();
    await context.route(`**${refreshPath}`, (route) => route.abort('internetdisconnected'));
    await expireAccess(context);
    await page.getByRole('link', { name: 'Clients', exact: true }).click();
    // Three queries, each with four tries.
    await page.getByText('No connection to the server').first().waitFor({ timeout: 40_000 });
    await context.unroute(`**${refreshPath}`);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('No clients yet').waitFor();
  });

  it('leads to the sign-in and back where it was ended elsewhere', async () => {
    const { page, person } = await signIn();
    await person.request('DELETE', '/v1/sessions');
    await page.getByRole('link', { name: 'Clients', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in to Numirio' }).waitFor();
    await enterPassword(page, person);
    await page.getByText('No clients yet').waitFor();
    expect(page.url()).toMatch(/\/w\/[^/]+\/clients$/);
  });

  it('ends in every tab when one signs out', async () => {
    const { page, context } = await signIn();
    const [other] = await openTabs(context, page.url(), 1);
    await page.getByRole('button', { name: 'Your account' }).first().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in**');
    await other?.waitForURL('**/sign-in**');
    await page.goto('/');
    await page.waitForURL('**/sign-in');
  });

  it('is renewed ahead of its end, before a plain link would fail', async () => {
    const { page, context } = await signIn();
    const refreshes = countRefreshes(context);
    await page.evaluate(`{
      const note = JSON.parse(localStorage.getItem('numirio.access'));
      note.endsAt = Date.now() + 119_000;
      localStorage.setItem('numirio.access', JSON.stringify(note));
      window.dispatchEvent(new Event('focus'));
    }`);
    await expect.poll(refreshes).toBe(1);
    // No script can read a token.
    const visible = await page.evaluate<string>(
      'JSON.stringify({ ...localStorage }) + document.cookie',
    );
    expect(visible).not.toMatch(/nrt_|eyJ/);
  });

  let people = 0;
  async function signIn(): Promise<{ page: Page; context: BrowserContext; person: HttpMember }> {
    people += 1;
    const person = await signUpByMail(app.baseURL(), `session-${people}@example.com`);
    const context = await app.newContext();
    const page = await context.newPage();
    await page.goto('/sign-in');
    await enterPassword(page, person);
    await page.getByText('0 of 3 done').waitFor();
    return { page, context, person };
  }
});

/** What the browser does ten minutes after a sign-in: it forgets the access token. */
function expireAccess(context: BrowserContext): Promise<void> {
  return context.clearCookies({ name: 'numirio_access' });
}

async function openClients(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Clients', exact: true }).click();
  await page.getByText('No clients yet').waitFor();
}

function openTabs(context: BrowserContext, url: string, count: number): Promise<Page[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const page = await context.newPage();
      await page.goto(url);
      await page.getByText('0 of 3 done').waitFor();
      return page;
    }),
  );
}

function countRefreshes(context: BrowserContext): () => number {
  let count = 0;
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === refreshPath) count += 1;
  });
  return () => count;
}

async function enterPassword(page: Page, { email, password }: HttpMember): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}
