import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoAccount } from '../../src/demo/account.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';

const { browser, reason } = await launchBrowser();
const maxTabs = 80;

describe.skipIf(!browser)(`without a mouse${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);
  let page: Page;

  beforeAll(async () => {
    page = await (await app.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  });

  it('signs in', async () => {
    await page.goto('/sign-in');
    await tabTo('textbox', 'E-mail address');
    await page.keyboard.type(demoAccount.email);
    await tabTo('textbox', 'Password');
    await page.keyboard.type(demoAccount.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('writes and issues an invoice', async () => {
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New invoice' }).waitFor();
    await tabTo('combobox', 'Client');
    await page.keyboard.type('Hafenlicht');
    await page.getByRole('option', { name: 'Hafenlicht Verlag GmbH' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo('textbox', 'Description');
    await page.keyboard.type('Plakat');
    await tabTo('textbox', 'Quantity');
    await replaceWith('2');
    await tabTo('textbox', 'Unit price');
    await replaceWith('150');
    await page.keyboard.press('Tab');
    await page.getByText('€357.00').first().waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();

    await tabTo('button', 'Issue…', 'Shift+Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Issue €357/ }).waitFor();
    await tabTo('button', /^Issue €357/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Invoice \d{4}-\d{4}$/ }).waitFor();
  });

  it('records the payment', async () => {
    await tabTo('button', 'Record a payment');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('button', /Record/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByText('Paid', { exact: true }).first().waitFor();
  });

  it('finds it again through the palette', async () => {
    const number = (await page.getByRole('heading', { level: 1 }).textContent())?.split(' ').at(-1);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(number ?? expect.fail('the invoice has no number'));
    await page.getByRole('option', { name: new RegExp(number ?? '') }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  /** Presses Tab until a control has the focus, as a person would who reads what is focused. */
  async function tabTo(
    role: 'textbox' | 'combobox' | 'button',
    name: string | RegExp,
    key = 'Tab',
  ) {
    const wanted = page.getByRole(role, {
      name,
      ...(typeof name === 'string' ? { exact: true } : {}),
    });
    const focused = wanted.and(page.locator(':focus'));
    for (let presses = 0; presses <= maxTabs; presses += 1) {
      if ((await focused.count()) > 0) return;
      await page.keyboard.press(key);
    }
    expect.fail(`${role} ${name} cannot be reached with ${maxTabs} times ${key}`);
  }

  async function replaceWith(text: string) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  }
});
