import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type HttpMember, signUpByMail } from '../support/http-member.ts';
import type { BrowserApp } from './browser-app.ts';

/** Somebody with a business of their own, and a window in which they are signed in. */
export type Person = HttpMember & { page: Page };

/** Signs somebody up under their own name, and opens a window that carries their session. */
export async function settle(
  app: BrowserApp,
  { name, business }: { name: string; business: string },
): Promise<Person> {
  const email = `${name.split(' ')[0]?.toLowerCase()}@example.com`;
  const member = await signUpByMail(app.baseURL(), email);
  await member.request('PATCH', '/v1/me', { name });
  await member.request('PATCH', member.path, { legalName: business });
  const context = await app.newContext();
  const cookies = member.cookie.split('; ').map((cookie) => {
    const [cookieName = '', ...value] = cookie.split('=');
    return { name: cookieName, value: value.join('='), url: app.baseURL() };
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto('/');
  await page.waitForURL('**/w/**');
  return { ...member, page };
}

export async function enterPassword(
  page: Page,
  { email, password }: Pick<HttpMember, 'email' | 'password'>,
): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  const field = page.getByLabel('Password', { exact: true });
  await field.fill(password);
  await field.press('Enter');
}

/** Answers the question who it is, which is asked once in ten minutes. */
export async function confirmWithPassword(page: Page, password: string): Promise<void> {
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await question.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
}

/** Invites on the page of people and returns the link of the mail. */
export async function invite(app: BrowserApp, page: Page, email: string, role: string) {
  await openPeople(page);
  await page.getByRole('button', { name: 'Invite someone' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite someone' });
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check({ force: true });
  await dialog.getByText('English').click();
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await row(page, email).getByText('expires in 7 days').waitFor();
  return mailedInvitation(app, email);
}

/** The link of the newest invitation to an address. */
export async function mailedInvitation(app: BrowserApp, address: string): Promise<string> {
  const page = await (await app.newContext()).newPage();
  await page.goto('/outbox');
  const mail = page
    .getByRole('listitem')
    .filter({ hasText: `to ${address}` })
    .filter({ hasText: 'You are invited' });
  const link = await mail.first().getByRole('link', { name: 'Open the link' }).getAttribute('href');
  await page.context().close();
  return link ?? expect.fail('the mail has no link');
}

export async function openPeople(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByText('Settings').click();
  await page.getByRole('navigation', { name: 'Settings' }).getByText('People').click();
  await page.getByRole('table', { name: 'What each role may do' }).waitFor();
  await page.waitForLoadState('networkidle');
}

/** A row of a list, by its title. */
export function row(page: Page, title: string) {
  return page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) });
}

/** Changes the business by the switcher. */
export async function switchTo(page: Page, business: string): Promise<void> {
  await page.getByRole('button', { name: 'change business' }).filter({ visible: true }).click();
  await page.getByRole('menuitem', { name: business }).click();
}
