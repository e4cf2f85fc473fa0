import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpMember, signUpByMail } from '../support/http-member.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import { addAuthenticator, fieldOffer, overlookOffersAtField } from './virtual-passkeys.ts';

const { browser, reason } = await launchBrowser();
const newPassword = 'eight slow barges on the canal';

describe.skipIf(!browser)(`the account page${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);

  describe('and passkeys', () => {
    let person: HttpMember;
    let page: Page;

    beforeAll(async () => {
      person = await signUpByMail(app.baseURL(), 'passkeys@example.com');
      page = await signIn(person);
      await addAuthenticator(page);
    });

    it('asks who it is before the first one is added, and says when the password is wrong', async () => {
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await question.waitFor();
      await page.keyboard.type('not my password at all');
      await page.keyboard.press('Enter');
      await question.getByText('The password is not right.').waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(person.password);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Add a passkey' }).waitFor();
    });

    it('says so where the prompt is closed without a passkey', async () => {
      // What a browser answers to a prompt that was closed.
      await page.evaluate(`{
        window.createPasskey = navigator.credentials.create;
        navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'));
      }`);
      await page.getByRole('button', { name: 'Create the passkey' }).click();
      await page.getByText('No passkey was made').waitFor();
      await page.evaluate('{ navigator.credentials.create = window.createPasskey; }');
    });

    it('adds one and shows the recovery codes until they are kept', async () => {
      await page.getByRole('textbox', { name: 'Name' }).fill('My laptop');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Keep your recovery codes' });
      expect(await readCodes(page)).toHaveLength(10);
      await page.keyboard.press('Escape');
      await dialog.getByText('Please keep the codes first').waitFor();
      await dialog.getByText('I have kept them').click();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await row(page, 'My laptop').waitFor();
      await page.getByText('10 are left').waitFor();
    });

    it('hands the codes over as a file that says what they are', async () => {
      await page.getByRole('button', { name: 'New codes' }).click();
      await page.getByRole('button', { name: 'Make new codes' }).click();
      const dialog = page.getByRole('dialog', { name: 'Keep your recovery codes' });
      const shown = await readCodes(page);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Download' }).click(),
      ]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      expect(download.suggestedFilename()).toBe('numirio-recovery-codes.txt');
      expect(text).toContain(person.email);
      expect(text).toContain(shown.join('\n'));
      await dialog.getByText('I have kept them').click();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await dialog.waitFor({ state: 'hidden' });
    });

    it('renames one', async () => {
      await openPasskeyMenu('My laptop', 'Rename');
      await page.getByRole('textbox', { name: 'Name' }).fill('Office laptop');
      await page.keyboard.press('Enter');
      await row(page, 'Office laptop').waitFor();
      await page.getByText('Passkey renamed to “Office laptop”').waitFor();
    });

    it('lets its owner sign in with it, by the button that takes the place of the offer at the field', async () => {
      await overlookOffersAtField(page);
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await fieldOffer(page, 'open');
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await fieldOffer(page, 'withdrawn');
      await page.waitForURL('**/w/**');
      await page.goto('/account');
      await page.getByText('with a passkey').first().waitFor();
    });

    it('asks for the passkey itself before it is removed', async () => {
      await openPasskeyMenu('Office laptop', 'Remove');
      const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await question.getByRole('button', { name: 'Use a passkey' }).click();
      const removal = page.getByRole('dialog', { name: 'Remove “Office laptop”?' });
      await removal.getByRole('button', { name: 'Remove' }).click();
      await row(page, 'Office laptop').waitFor({ state: 'hidden' });
      await page.getByText('You get them with your first passkey or app.').waitFor();
    });

    async function openPasskeyMenu(name: string, action: string) {
      await page.getByRole('button', { name: `${name}: actions` }).click();
      await page.getByRole('menuitem', { name: action }).click();
    }
  });

  describe('and the authenticator app', () => {
    let person: HttpMember;
    let page: Page;
    let secret: string;
    let codes: string[];

    beforeAll(async () => {
      person = await signUpByMail(app.baseURL(), 'codes@example.com');
      page = await signIn(person);
    });

    it('is turned on with a code of the shown key', async () => {
      await page.getByRole('button', { name: 'Set up' }).click();
      await confirmWithPassword(page, person.password);
      const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
      await dialog.getByRole('img', { name: 'QR code' }).waitFor();
      secret = ((await dialog.locator('code').textContent()) ?? '').replaceAll(' ', '');
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);

      await dialog.getByLabel('Code from your app').fill('000 000');
      await page.keyboard.press('Enter');
      await dialog.getByText('Code from your app is not right.').waitFor();
      // The code of half a minute ago, so that the present one is new afterwards.
      await dialog.getByLabel('Code from your app').fill(codeAt(-30));
      await page.keyboard.press('Enter');
      codes = await readCodes(page);
      await page.getByText('I have kept them').click();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('button', { name: 'Turn off' }).waitFor();
    });

    it('leaves neither the key nor a code behind in the browser', async () => {
      const visible = await page.evaluate<string>(`JSON.stringify([
        { ...localStorage }, { ...sessionStorage }, location.href, history.state,
        document.documentElement.outerHTML])`);
      expect(codes).toHaveLength(10);
      expect(visible).not.toContain(secret);
      for (const code of codes) expect(visible).not.toContain(code);
    });

    it('confirms who it is with the sixth digit, or with a recovery code', async () => {
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await enterPassword(page, person);
      await page.getByLabel('Six-digit code').fill(codeAt(0));
      await page.waitForURL('**/w/**');
      await page.goto('/account');
      await page.getByRole('button', { name: 'Turn off' }).click();
      const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await question.getByLabel('Code from your app').fill('000000');
      await question.getByText('This code is not right').waitFor();
      await question.getByRole('button', { name: 'Use a recovery code' }).click();
      await page.keyboard.type(codes[0]?.toLowerCase() ?? '');
      await page.keyboard.press('Enter');
      const removal = page.getByRole('dialog', { name: 'Turn off the authenticator app?' });
      await removal.getByRole('button', { name: 'Turn off' }).click();
      await page.getByRole('button', { name: 'Set up' }).waitFor();
      await page.getByText('Recovery code used, 9 left').waitFor();
    });

    function codeAt(seconds: number): string {
      return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + seconds });
    }
  });

  describe('and other devices', () => {
    it('signs one of them out, which then has to sign in again', async () => {
      const person = await signUpByMail(app.baseURL(), 'devices@example.com');
      const page = await signIn(person);
      const other = await signIn(person);
      await page.reload();
      await page.getByText('This device', { exact: true }).waitFor();
      // The account was registered from a third place, which is no browser.
      await page.getByRole('button', { name: /^Sign out Chrome/ }).click();
      await page.getByText('The device is signed out.').waitFor();
      await other.getByRole('button', { name: 'Change your name' }).click();
      await other.getByRole('textbox', { name: 'Name' }).fill('Somebody else');
      await other.keyboard.press('Enter');
      await other.getByRole('heading', { name: 'Sign in to Numirio' }).waitFor();
      expect(new URL(other.url()).searchParams.get('from')).toBe('/account');

      await page.getByRole('button', { name: 'Sign out all others' }).click();
      await page.getByRole('button', { name: /^Sign out Unknown/ }).waitFor({ state: 'hidden' });
      await page.getByText('This device', { exact: true }).waitFor();
    });
  });

  describe('and its person', () => {
    let person: HttpMember;
    let page: Page;

    beforeAll(async () => {
      person = await signUpByMail(app.baseURL(), 'person@example.com');
      page = await signIn(person);
    });

    it('changes the name and the language of mails', async () => {
      await page.getByRole('button', { name: 'Change your name' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Ana Weber-Luz');
      await page.keyboard.press('Enter');
      await page.getByText('Ana Weber-Luz').waitFor();
      await page.getByText('Deutsch').click();
      await page.getByText('We write to you in this language').waitFor();
      await page.reload();
      expect(await page.getByRole('radio', { name: 'Deutsch' }).isChecked()).toBe(true);
      await page.getByText('English').click();
      await page.getByText('We write to you in this language').waitFor();
    });

    it('changes the password with the current one', async () => {
      await page.getByRole('button', { name: 'Change your password' }).click();
      await page.getByLabel('Current password').fill('not my password at all');
      await page.getByLabel('New password').fill(newPassword);
      await page.keyboard.press('Enter');
      await page.getByText('Current password is not right.').waitFor();
      await page.getByLabel('Current password').fill(person.password);
      await page.keyboard.press('Enter');
      await page.getByText('Your password is changed').waitFor();
      await page.context().clearCookies();
      await page.goto('/sign-in?from=/account');
      await enterPassword(page, { ...person, password: newPassword });
      await page.getByText('Password changed').waitFor();
    });

    it('changes the e-mail address with a link to the new one, in the account that asked', async () => {
      await page.getByRole('button', { name: 'Change your e-mail address' }).click();
      await confirmWithPassword(page, newPassword);
      await page.getByLabel('New e-mail address').fill('ana@example.org');
      await page.keyboard.press('Enter');
      await page.getByText('Waiting for ana@example.org').waitFor();

      // Whoever opens the link signed out signs in first, and the token stays out of every address.
      const link = await mailedLink(page, 'ana@example.org');
      await page.context().clearCookies();
      await page.goto(link);
      await page.getByRole('heading', { name: 'Sign in to Numirio' }).waitFor();
      expect(page.url()).toBe(`${app.baseURL()}/sign-in?from=%2Faccount%2Femail`);
      await enterPassword(page, { ...person, password: newPassword });
      await page.getByText('From now on you sign in as ana@example.org.').waitFor();
      expect(page.url()).toBe(`${app.baseURL()}/account/email`);
      await page.getByRole('button', { name: 'Use this address' }).click();
      await page.getByRole('heading', { name: 'Your new address is confirmed' }).waitFor();
      expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('nec_');
      await page.getByRole('link', { name: 'To your account' }).click();
      await page.getByText('ana@example.org', { exact: true }).waitFor();

      await page.goto(link);
      await page.getByRole('button', { name: 'Use this address' }).click();
      await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    });

    it('deletes the account after the address is typed, and keeps it when asked', async () => {
      await page.goto('/account');
      await page.getByRole('button', { name: 'Delete my account…' }).click();
      await confirmWithPassword(page, newPassword);
      const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
      await dialog.getByText('in Germany for eight years').waitFor();
      const go = dialog.getByRole('button', { name: 'Delete my account' });
      expect(await go.isDisabled()).toBe(true);
      await dialog.getByLabel('Type ana@example.org to confirm').fill('Ana@example.org');
      await go.click();
      await page.getByText('Your account will be deleted on').first().waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Keep my account' }).first().click();
      await page.getByText('Your account stays.').waitFor();
      await page.getByRole('button', { name: 'Delete my account…' }).waitFor();
    });
  });

  /** A window of its own, signed in and at the account page. */
  async function signIn(person: HttpMember): Promise<Page> {
    const page = await (await app.newContext()).newPage();
    await page.goto('/account');
    await enterPassword(page, person);
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    return page;
  }

  async function mailedLink(page: Page, address: string): Promise<string> {
    await page.goto('/outbox');
    const mail = page
      .getByRole('listitem')
      .filter({ hasText: `to ${address}` })
      .filter({ hasText: 'Confirm your new e-mail address' });
    const link = await mail.getByRole('link', { name: 'Open the link' }).getAttribute('href');
    return link ?? expect.fail('the mail has no link');
  }
});

/** A row of the page, by its title. */
function row(page: Page, title: string) {
  return page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) });
}

async function enterPassword(
  page: Page,
  { email, password }: Pick<HttpMember, 'email' | 'password'>,
) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** The recovery codes, which are shown once. */
async function readCodes(page: Page): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: 'Keep your recovery codes' });
  await dialog.waitFor();
  return dialog.getByRole('listitem').allTextContents();
}

/** Answers the question who it is, where this session has not been asked before. */
async function confirmWithPassword(page: Page, password: string) {
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await question.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
}
