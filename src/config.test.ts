import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const secret = 'x'.repeat(32);

it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://127.1', 'http://[::1]:3000'])(
  'takes %s for this machine',
  (NUMIRIO_BASE_URL) => {
    expect(readConfig({ NUMIRIO_BASE_URL }).loopback).toBe(true);
  },
);

// On this machine the outbox shows every mail to whoever asks, so no name of another may pass for it.
it.each([
  'https://127.0.0.1.example.com',
  'https://127.example.com',
  'https://localhost.example.com',
  'https://10.0.0.1',
])('does not take %s for this machine', (NUMIRIO_BASE_URL) => {
  expect(readConfig({ NUMIRIO_BASE_URL, NUMIRIO_SECRET: secret }).loopback).toBe(false);
  const plain = NUMIRIO_BASE_URL.replace('https:', 'http:');
  expect(() => readConfig({ NUMIRIO_BASE_URL: plain, NUMIRIO_SECRET: secret })).toThrow(/https/);
});

it.each(['whsec_', 'whsec_short', 'whsec_not base64 at all', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
  'refuses %j as the secret of the webhook',
  (RESEND_WEBHOOK_SECRET) => {
    expect(() => readConfig({ RESEND_WEBHOOK_SECRET })).toThrow(
      'The environment variable RESEND_WEBHOOK_SECRET is not usable: it must be the signing secret',
    );
  },
);

it('takes the secret of the webhook as Resend shows it', () => {
  for (const bytes of [24, 32]) {
    const RESEND_WEBHOOK_SECRET = `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
    expect(() => readConfig({ RESEND_WEBHOOK_SECRET })).not.toThrow();
  }
});

it('hands mails and the key of Resend to nobody in plain text, but on this machine', () => {
  const read = (RESEND_BASE_URL: string) => readConfig({ RESEND_API_KEY: 're_x', RESEND_BASE_URL });
  expect(() => read('http://api.resend.com')).toThrow(/RESEND_BASE_URL must begin with https/);
  expect(read('http://127.0.0.1:8025').mail.transport).toBe('resend');
  expect(readConfig({ RESEND_API_KEY: 're_x' }).mail).toMatchObject({
    transport: 'resend',
    baseUrl: 'https://api.resend.com',
  });
});
