import type { Page } from 'playwright-core';

/** Gives a window an authenticator, as a phone or laptop has one, that keeps passkeys and knows its owner. */
export async function addAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/**
 * From the next page on the owner of the authenticator overlooks what the browser offers at a field, and
 * answers every dialog. A virtual authenticator cannot tell the two apart: it answers what is offered at
 * once, or never what came while it was told not to. What became of the offer stands in `fieldOffer`.
 */
export async function overlookOffersAtField(page: Page): Promise<void> {
  await page.addInitScript(`{
    const get = navigator.credentials.get.bind(navigator.credentials);
    const note = (state) => { document.documentElement.dataset.fieldOffer = state; };
    navigator.credentials.get = (options) => {
      if (options.mediation !== 'conditional') return get(options);
      note('open');
      return new Promise((_resolve, reject) => {
        options.signal.addEventListener('abort', () => {
          note('withdrawn');
          reject(options.signal.reason);
        });
      });
    };
  }`);
}

/** Waits until what a page offers at its field is open, or was withdrawn. */
export async function fieldOffer(page: Page, state: 'open' | 'withdrawn'): Promise<void> {
  await page.locator(`html[data-field-offer="${state}"]`).waitFor({ state: 'attached' });
}

/** Adds a passkey to the account that is signed in, as the account page does. */
export async function addPasskey(page: Page, password: string): Promise<void> {
  const status = await page.evaluate<number>(
    `(async (password) => {
    const post = async (path, body) => {
      const answer = await fetch('/v1/' + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: answer.status, json: answer.status === 204 ? null : await answer.json() };
    };
    await post('sessions/current/confirmation', { password });
    const { json } = await post('passkeys/options', {});
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json.options);
    const made = await navigator.credentials.create({ publicKey });
    return (await post('passkeys', { name: 'This laptop', passkey: made.toJSON() })).status;
  })(${JSON.stringify(password)})`,
  );
  if (status !== 201) throw new Error(`no passkey was added: ${status}`);
}
