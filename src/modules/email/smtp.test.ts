import { describe, expect, it } from 'vitest';
import { smtpOptions } from './smtp.ts';

const options = (url: string) => smtpOptions(new URL(url));

describe('connecting to an SMTP server', () => {
  it.each(['smtp://mail.example.com', 'smtp://mail.example.com:25', 'smtp://10.0.0.5:2525'])(
    'demands STARTTLS of %s',
    (url) => {
      expect(options(url)).toMatchObject({ secure: false, requireTLS: true, ignoreTLS: false });
    },
  );

  it.each(['smtp://localhost:1025', 'smtp://127.0.0.1:1025', 'smtp://[::1]:1025'])(
    'speaks plain text to %s, on this machine',
    (url) => {
      expect(options(url)).toMatchObject({ secure: false, requireTLS: false, ignoreTLS: true });
    },
  );

  it.each(['smtp://127.0.0.1.example.com', 'smtp://localhost.example.com', 'smtp://12.7.0.1'])(
    'does not take %s for this machine',
    (url) => {
      expect(options(url).requireTLS).toBe(true);
    },
  );

  it('speaks TLS from the start to an smtps:// address, on this machine as well', () => {
    for (const url of ['smtps://mail.example.com', 'smtps://127.0.0.1']) {
      expect(options(url)).toMatchObject({ secure: true, port: 465, requireTLS: false });
    }
  });

  it('takes TLS 1.2 or higher and a certificate that it can check, wherever it goes', () => {
    for (const url of ['smtp://mail.example.com', 'smtps://mail.example.com', 'smtps://[::1]']) {
      expect(options(url).tls).toEqual({ minVersion: 'TLSv1.2', rejectUnauthorized: true });
    }
    // What stands behind a question mark cannot loosen that.
    const loose = options(
      'smtps://mail.example.com/?tls.rejectUnauthorized=false&requireTLS=false',
    );
    expect(loose).toEqual(options('smtps://mail.example.com'));
  });

  it('submits to port 587 unless another is named', () => {
    expect(options('smtp://mail.example.com')).toMatchObject({
      host: 'mail.example.com',
      port: 587,
    });
    expect(options('smtp://[2001:db8::1]:2525')).toMatchObject({ host: '2001:db8::1', port: 2525 });
  });

  it('signs in with what the address says, decoded', () => {
    const { auth } = options('smtps://ana%40example.com:p%40ss%2Fword@mail.example.com');
    expect(auth).toEqual({ user: 'ana@example.com', pass: 'p@ss/word' });
    expect(options('smtps://mail.example.com')).not.toHaveProperty('auth');
  });

  it('waits for no server for ever', () => {
    const found = options('smtp://mail.example.com');
    for (const limit of [
      'connectionTimeout',
      'greetingTimeout',
      'dnsTimeout',
      'socketTimeout',
    ] as const) {
      expect(found[limit]).toBeGreaterThan(0);
      expect(found[limit]).toBeLessThanOrEqual(30_000);
    }
  });
});
