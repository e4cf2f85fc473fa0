import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type HttpMember, signUpByMail } from '../support/http-member.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import { addAuthenticator, addPasskey } from './virtual-passkeys.ts';

const { browser, reason } = await launchBrowser();
const newPassword = 'nine slow barges on the canal';

describe.skipIf(!browser)(`signing in${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);

  it('leads with e-mail and password to where one wanted to go', async () => {
    const person = await signUp();
    const page = await openPage();
    const wanted = `${person.path.replace('/v1/workspaces', '/w')}/clients`;
    await page.goto(wanted);
    await page.getByRole('heading', { name: 'Sign in to Numirio' }).waitFor();
    await enterPassword(page, person);
    await page.getByRole('heading', { name: 'Clients', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe(wanted);
  });

  it('says that a password is wrong, and keeps what was typed', async () => {
    const person = await signUp();
    const page = await openPage('/sign-in');
    await enterPassword(page, { ...person, password: 'not this one' });
    await page.getByText('The e-mail address or the password is not right').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(person.email);
    await enterPassword(page, person);
    await page.waitForURL('**/w/**');
  });

  it('has fields that password managers and passkey prompts know', async () => {
    const page = await openPage('/sign-in');
    const form = page.locator('form');
    expect(await form.locator('[name=email]').getAttribute('autocomplete')).toBe(
      'username webauthn',
    );
    expect(await form.locator('[name=password]').getAttribute('autocomplete')).toBe(
      'current-password',
    );
    const password = form.locator('[name=password]');
    expect(await password.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show the password' }).click();
    expect(await password.getAttribute('type')).toBe('text');
    // An event that nobody stopped answers true.
    const isPasteFree = await page.evaluate<boolean>(`document.querySelector('[name=password]')
      .dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))`);
    expect(isPasteFree).toBe(true);
    // Google is offered only where it is configured.
    expect(await page.getByText('Continue with Google').count()).toBe(0);
  });

  it('sets a new password by a mailed link, whose token leaves the address at once', async () => {
    const person = await signUp();
    const page = await openPage('/sign-in');
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await page.getByRole('link', { name: 'Open the local mails' }).click();
    const mail = page
      .getByRole('listitem')
      .filter({ hasText: person.email })
      .filter({ hasText: 'Choose a new password' });
    await mail.getByRole('link', { name: 'Open the link' }).click();

    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    expect(page.url()).toBe(`${app.baseURL()}/reset-password`);
    await page.reload();
    expect(await page.locator('form [name=username]').inputValue()).toBe(person.email);
    await page.getByLabel('New password').fill('password1234');
    await page.keyboard.press('Enter');
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByLabel('New password').fill(newPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your new password is set' }).waitFor();

    await page.getByRole('link', { name: 'Sign in' }).click();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(person.email);
    await page.getByLabel('Password', { exact: true }).fill(newPassword);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/w/**');
  });

  it('says that a link was used already, and shows the way to a new one', async () => {
    const page = await openPage('/reset-password#token=npr_made-up-by-somebody');
    await page.getByLabel('New password').fill(newPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  });

  it('takes the sixth digit of an authenticator app as the end of it', async () => {
    const person = await signUp();
    const { secret } = await enableTotp(person);
    const page = await openPage('/sign-in');
    await enterPassword(page, person);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.getByLabel('Six-digit code').fill('000 000');
    await page.getByText('This is not right, or was used already.').waitFor();
    await page.getByLabel('Six-digit code').fill(generateSync({ secret }));
    await page.waitForURL('**/w/**');
  });

  it('takes a recovery code in place of the app', async () => {
    const person = await signUp();
    const { recoveryCodes } = await enableTotp(person);
    const page = await openPage('/sign-in');
    await enterPassword(page, person);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/w/**');
  });

  it('leads back with a word where the second step was left waiting', async () => {
    const person = await signUp();
    const { secret } = await enableTotp(person);
    const page = await openPage('/sign-in');
    await enterPassword(page, person);
    await page.getByLabel('Six-digit code').waitFor();
    await page.context().clearCookies({ name: 'numirio_challenge' });
    await page.getByLabel('Six-digit code').fill(generateSync({ secret }));
    await page.getByText('The second step was left waiting too long.').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(person.email);
  });

  it('lets a passkey in, alone and as the second step', async () => {
    const { page, person } = await signUpWithPasskey();
    // As in a browser that offers no passkeys at fields, and leaves it to the button.
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = undefined');
    await page.goto('/sign-in');
    await enterPassword(page, person);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.getByRole('button', { name: 'Use my passkey' }).click();
    await page.waitForURL('**/w/**');

    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/w/**');
  });

  it('offers a passkey at the e-mail field, without a button', async () => {
    const { page } = await signUpWithPasskey();
    await page.goto('/sign-in');
    await page.waitForURL('**/w/**');
  });

  it('goes on in the tabs that wait at the sign-in, too', async () => {
    const person = await signUp();
    const page = await openPage('/sign-in');
    const other = await page.context().newPage();
    await other.goto('/sign-in');
    await other.getByLabel('E-mail address').waitFor();
    await enterPassword(page, person);
    await other.waitForURL('**/w/**');
  });

  let people = 0;
  function signUp(): Promise<HttpMember> {
    people += 1;
    return signUpByMail(app.baseURL(), `person-${people}@example.com`);
  }

  /** Somebody with a passkey, who is not signed in any more. */
  async function signUpWithPasskey() {
    const person = await signUp();
    const page = await openPage('/sign-in');
    await addAuthenticator(page);
    await enterPassword(page, person);
    await page.waitForURL('**/w/**');
    await addPasskey(page, person.password);
    await page.context().clearCookies();
    return { page, person };
  }

  async function openPage(path?: string): Promise<Page> {
    const page = await (await app.newContext()).newPage();
    if (path) await page.goto(path);
    return page;
  }
});

async function enterPassword(
  page: Page,
  { email, password }: Pick<HttpMember, 'email' | 'password'>,
) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** Sets an authenticator app up with the code of half a minute ago, so that the present one is new. */
async function enableTotp(
  person: HttpMember,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  await person.request('POST', '/v1/sessions/current/confirmation', { password: person.password });
  const { secret } = (await person.request('POST', '/v1/totp', {})).json;
  const totpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) - 30 });
  const { json } = await person.request('POST', '/v1/totp/confirmation', { totpCode });
  return { secret, recoveryCodes: json.recoveryCodes };
}
