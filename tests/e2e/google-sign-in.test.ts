import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { signUpByMail } from '../support/http-member.ts';
import { type RealProvider, startRealProvider } from '../support/oidc-provider.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';

const { browser, reason } = await launchBrowser();

describe.skipIf(!browser)(`signing in with Google${reason && ` (skipped: ${reason})`}`, () => {
  let provider: RealProvider;
  const app = useBrowserApp(browser, async (baseURL) => {
    provider = await startRealProvider(baseURL);
    return {
      GOOGLE_ISSUER: provider.issuer.href,
      GOOGLE_CLIENT_ID: provider.clientId,
      GOOGLE_CLIENT_SECRET: provider.clientSecret,
    };
  });
  afterAll(() => provider?.close());

  it('creates an account without a password, and leads back to where one wanted to go', async () => {
    provider.person = { sub: 'new', email: 'new@example.com', agrees: true };
    const page = await openPage('/sign-up');
    await page.getByRole('link', { name: 'Continue with Google' }).click();
    await page.getByLabel('Your name').fill('Noor Visser');
    await page.getByLabel('Name of your business').fill('Visser Typografie');
    expect(page.url()).toBe(`${app.baseURL()}/sign-up/confirm`);
    expect(await page.locator('[type=password]').count()).toBe(0);
    await page.getByRole('button', { name: 'Create my account' }).click();
    await page.getByText('0 of 3 done').waitFor();

    const wanted = `${page.url().replace(/\/$/, '')}/clients`;
    await page.context().clearCookies({ name: /^numirio_/ });
    await page.goto(wanted);
    await page.getByRole('link', { name: 'Continue with Google' }).click();
    await page.getByText('No clients yet').waitFor();
    expect(page.url()).toBe(wanted);
  });

  it('confirms who one is at Google, and leads back to what one was about to do', async () => {
    provider.person = { sub: 'leaving', email: 'leaving@example.com', agrees: true };
    const page = await openPage('/sign-up');
    await page.getByRole('link', { name: 'Continue with Google' }).click();
    await page.getByLabel('Your name').fill('Noor Visser');
    await page.getByLabel('Name of your business').fill('Visser Typografie');
    await page.getByRole('button', { name: 'Create my account' }).click();
    await page.getByText('0 of 3 done').waitFor();
    const settings = `${page.url().replace(/\/$/, '')}/settings/company`;
    await page.goto(settings);
    const deletion = page.getByRole('button', { name: 'Delete…' });
    await deletion.click();
    await page.getByRole('link', { name: 'Go on to Google' }).click();
    await page.waitForURL(settings);
    await deletion.click();
    await page.getByLabel(/^To be sure/).fill('Visser Typografie');
    await page.getByRole('button', { name: 'Delete in fourteen days' }).click();
    await page.getByText('It closes in fourteen days').waitFor();
  });

  it('connects with an account that is there already only by a link to its mailbox', async () => {
    const person = await signUpByMail(app.baseURL(), 'here@example.com');
    provider.person = { sub: 'here', email: person.email, agrees: true };
    const page = await openPage('/sign-in');
    await page.getByRole('link', { name: 'Continue with Google' }).click();
    await page.getByText('There is an account with your e-mail address already.').waitFor();
    await page.getByRole('link', { name: 'Open the local mails' }).click();
    const mail = page.getByRole('listitem').filter({ hasText: 'Google' });
    await mail.getByRole('link', { name: 'Open the link' }).click();
    await page.getByRole('heading', { name: 'Connect your Google account' }).waitFor();
    expect(page.url()).toBe(`${app.baseURL()}/google/connect`);
    await page.getByRole('button', { name: 'Connect and sign in' }).click();
    await page.getByText('0 of 3 done').waitFor();
  });

  it('says that nothing happened where one stops at Google', async () => {
    provider.person = { sub: 'wary', email: 'wary@example.com', agrees: false };
    const page = await openPage('/sign-in');
    await page.getByRole('link', { name: 'Continue with Google' }).click();
    await page.getByText('You stopped at Google, and nothing was changed.').waitFor();
    await page.getByLabel('E-mail address').waitFor();
  });

  async function openPage(path: string): Promise<Page> {
    const page = await (await app.newContext()).newPage();
    await page.goto(path);
    return page;
  }
});
