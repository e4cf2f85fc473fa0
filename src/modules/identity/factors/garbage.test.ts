import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import {
  type SoftAuthenticator,
  softAuthenticator,
} from '../../../../tests/support/webauthn-authenticator.ts';
import {
  addPasskey,
  afterFirstStep,
  confirmed,
  signUpWithPassword,
} from '../../../../tests/support/webauthn-people.ts';

/** Whatever a browser, or what pretends to be one, sends in place of an answer: a clear refusal, no crash. */

let server: TestApp;
let ana: Member;
let phone: SoftAuthenticator;

beforeAll(async () => {
  server = await startTestApp();
  ana = await signUpWithPassword(server);
  phone = softAuthenticator({ counts: false });
  await addPasskey(server, ana, phone);
});
afterAll(() => server.close());

type Answer = { id: unknown; rawId: unknown; type: unknown; response: Record<string, unknown> };

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.base64String({ maxLength: 400 }),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.json().map((json) => Buffer.from(json).toString('base64url')),
  fc.constantFrom('', '\u0000', '\ud800', '__proto__', 'A'.repeat(20_000), 'A'.repeat(20_001)),
  // CBOR that nests deeply, claims more than there is, or says nothing at all.
  fc
    .constantFrom(
      Buffer.alloc(14_000, 0x81),
      Buffer.from('bb0fffffffffffffff', 'hex'),
      Buffer.alloc(0),
    )
    .map((bytes) => bytes.toString('base64url')),
);
const garbage = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.array(text, { maxLength: 3 }));
const fields = [
  'id',
  'rawId',
  'type',
  'clientDataJSON',
  'authenticatorData',
  'attestationObject',
  'signature',
  'userHandle',
  'transports',
  'clientExtensionResults',
  '__proto__',
];

/** An honest answer with some fields replaced, left out or added, or something else altogether. */
const damage = fc.oneof(
  fc.array(fc.tuple(fc.constantFrom(...fields), fc.option(garbage, { nil: undefined })), {
    minLength: 1,
    maxLength: 3,
  }),
  garbage,
);

function damaged(honest: Record<string, unknown>, how: unknown): unknown {
  if (!Array.isArray(how) || !how.every((change) => fields.includes(change?.[0]))) return how;
  const answer = structuredClone(honest) as Answer;
  for (const [field, value] of how as [string, unknown][]) {
    const place = field in answer ? answer : answer.response;
    Object.defineProperty(place, field, { value, enumerable: true, configurable: true });
  }
  return answer;
}

/** A byte of a decoded field, counted from its end, is another one. */
type Flip = { field: string; fromEnd: number; by: number };
const flipIn = (field: string, lastBytes: number) =>
  fc.record({
    field: fc.constant(field),
    fromEnd: fc.nat(lastBytes - 1),
    by: fc.integer({ min: 1, max: 255 }),
  });

function flipped(honest: Record<string, unknown>, { field, fromEnd, by }: Flip): Answer {
  const answer = structuredClone(honest) as Answer;
  const bytes = Buffer.from(String(answer.response[field] ?? ''), 'base64url');
  const at = bytes.length - 1 - (fromEnd % bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ by, at);
  answer.response[field] = bytes.toString('base64url');
  return answer;
}

const refusals = [401, 410, 413, 422];

async function signInWith(passkeyOf: (honest: Record<string, unknown>) => unknown) {
  const client = server.browser();
  const { json } = await client.request('POST', '/v1/sessions/passkey-options');
  const body = { passkey: passkeyOf(phone.get(json.options)) };
  return client.request('POST', '/v1/sessions/passkey', body);
}

it('refuses every damaged answer at sign-in', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(damage, async (how) => {
    const { status } = await signInWith((honest) => damaged(honest, how));
    // A field that nobody reads may hold anything.
    expect([201, ...refusals]).toContain(status);
  });
  await fc.assert(property, { numRuns: 150 });
});

it('signs nobody in where a byte of what was signed is another', { timeout: 120_000 }, async () => {
  // The numbers r and s of a signature stand in an envelope that can be written in several ways.
  const signed = fc.oneof(
    flipIn('clientDataJSON', 200),
    flipIn('authenticatorData', 37),
    flipIn('signature', 30),
  );
  const property = fc.asyncProperty(signed, async (change) => {
    const { status, json } = await signInWith((honest) => flipped(honest, change));
    expect([status, json.code]).toEqual([401, 'invalid_passkey']);
  });
  await fc.assert(property, { numRuns: 150 });
});

it('refuses every damaged answer when a passkey is added', { timeout: 120_000 }, async () => {
  const bob = await signUpWithPassword(server);
  const how = fc.oneof(
    damage.map((change) => (honest: Record<string, unknown>) => damaged(honest, change)),
    fc
      .oneof(flipIn('clientDataJSON', 200), flipIn('attestationObject', 300))
      .map((change) => (honest: Record<string, unknown>) => flipped(honest, change)),
  );
  const property = fc.asyncProperty(how, async (change) => {
    await confirmed(server, bob);
    await execute(server.database.superuserUrl, 'delete from passkeys where user_id = $1', [
      bob.userId,
    ]);
    const { json } = await bob.request('POST', '/v1/passkeys/options');
    const passkey = change(softAuthenticator().create(json.options));
    const { status } = await bob.request('POST', '/v1/passkeys', { name: 'x', passkey });
    // Without attestation nothing vouches for the bytes of a new key; it is then of no use to anyone.
    expect([201, 409, ...refusals]).toContain(status);
  });
  await fc.assert(property, { numRuns: 150 });
});

it('answers any body at all with a clear refusal', { timeout: 120_000 }, async () => {
  const proof = fc.oneof(
    fc.record({ totpCode: garbage }),
    fc.record({ recoveryCode: garbage }),
    fc.record({ password: garbage }),
    fc.record({ passkey: garbage }),
    fc.record({ totpCode: garbage, recoveryCode: garbage }),
    garbage,
  );
  const started = await afterFirstStep(server, ana);
  const paths = [
    '/v1/sessions/second-factor',
    '/v1/sessions/passkey',
    '/v1/sessions/current/confirmation',
    '/v1/totp/confirmation',
    '/v1/passkeys',
  ];
  const property = fc.asyncProperty(fc.constantFrom(...paths), proof, async (path, body) => {
    const client = path.includes('current') || !path.includes('sessions') ? ana : started;
    const { status } = await client.request('POST', path, body ?? null);
    expect([400, 415, 429, ...refusals]).toContain(status);
  });
  await fc.assert(property, { numRuns: 200 });
});
