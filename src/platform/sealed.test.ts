import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type SealingKeys, seal, unseal } from './sealed.ts';

const key = randomBytes(32);
const keys: SealingKeys = [key];
const plaintext = 'https://numirio.test/reset#token=nrs_canary';

it.each(['', 'a', plaintext, 'Grüße 💶', 'x'.repeat(100_000)])(
  'opens what it sealed: %.20s',
  (text) => {
    expect(unseal(keys, 'email:1', seal(keys, 'email:1', text))).toBe(text);
  },
);

it('seals the same text differently each time, and shows nothing of it', () => {
  const sealed = Array.from({ length: 1_000 }, () => seal(keys, 'email:1', plaintext));
  expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(1_000);
  expect(new Set(sealed.map((bytes) => bytes.subarray(0, 12).toString('hex'))).size).toBe(1_000);
  for (const bytes of sealed) expect(bytes.includes('canary')).toBe(false);
});

it('does not open under another name', () => {
  const sealed = seal(keys, 'totp:0190a000', plaintext);
  for (const name of ['totp:0190a001', 'totp:0190a00', 'email:0190a000', 'totp:0190a000 ', '']) {
    expect(() => unseal(keys, name, sealed), name).toThrow();
  }
});

it('does not open with another key', () => {
  const sealed = seal(keys, 'email:1', plaintext);
  expect(() => unseal([randomBytes(32)], 'email:1', sealed)).toThrow();
  expect(() => unseal([randomBytes(32), randomBytes(32)], 'email:1', sealed)).toThrow();
});

it('does not open with any one of its bits flipped', () => {
  const sealed = seal(keys, 'email:1', plaintext);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => unseal(keys, 'email:1', changed), `bit ${bit}`).toThrow();
  }
});

it('does not open what was cut or made longer, down to nothing', () => {
  const sealed = seal(keys, 'email:1', plaintext);
  for (let length = 0; length < sealed.length; length++) {
    expect(() => unseal(keys, 'email:1', sealed.subarray(0, length)), `${length} bytes`).toThrow();
  }
  expect(() => unseal(keys, 'email:1', Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow();
});

it('opens with an older key what that one sealed, and seals with the newest', () => {
  const [oldest, older, newest] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const all: SealingKeys = [newest, older, oldest];
  for (const then of [oldest, older, newest]) {
    expect(unseal(all, 'email:1', seal([then], 'email:1', plaintext))).toBe(plaintext);
  }
  const sealed = seal(all, 'email:1', plaintext);
  expect(unseal([newest], 'email:1', sealed)).toBe(plaintext);
  expect(() => unseal([older], 'email:1', sealed)).toThrow();
});

it('does not open under another name with an older key either', () => {
  const older = randomBytes(32);
  expect(() => unseal([key, older], 'email:2', seal([older], 'email:1', plaintext))).toThrow();
});
