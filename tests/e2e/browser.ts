import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** A browser, or why there is none. */
export type Launched = { browser: Browser; reason: '' } | { browser: undefined; reason: string };

// As root Chromium needs --no-sandbox; the rest keeps it from looking up hosts that nobody asked for.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Launches the system's Chromium or, where it has none that runs, the one that npm brought. */
export async function launchBrowser(): Promise<Launched> {
  const system = installed.find(existsSync);
  const problems: string[] = [];
  for (const find of [async () => system, fromNpm]) {
    const executablePath = await find();
    if (executablePath === undefined) continue;
    try {
      return { browser: await chromium.launch({ executablePath, args: flags }), reason: '' };
    } catch (error) {
      const line = error instanceof Error ? error.message.split('\n')[0] : String(error);
      problems.push(`${executablePath}: ${line}`);
    }
  }
  return { browser: undefined, reason: problems.join('; ') || 'no Chromium was found' };
}

/** Unpacks the headless shell of @sparticuz/chromium with the libraries that a bare system lacks. */
async function fromNpm(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  // This variable makes the package unpack its NSS libraries too and put them on the library path.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath().catch(() => undefined);
}
