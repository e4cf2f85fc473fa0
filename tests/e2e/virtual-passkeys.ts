import type { CDPSession, Page } from 'playwright-core';

/** An authenticator in the browser itself, as a phone or laptop has one. */
export type Authenticator = {
  /** Whether its owner answers each prompt at once, or none at all. */
  answers: (isThere: boolean) => Promise<void>;
};

/** Gives a window an authenticator that keeps passkeys and knows its owner. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    answers: async (isThere) => {
      await cdp.send('WebAuthn.setAutomaticPresenceSimulation', {
        authenticatorId,
        enabled: isThere,
      });
    },
  };
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
