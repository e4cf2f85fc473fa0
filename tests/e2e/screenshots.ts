/**
 * Pictures of every screen, in light and dark, at 1280 and 390 pixels, from a running server into
 * ./screenshots: `NUMIRIO_BASE_URL=http://localhost:3000 npm run screenshots`. Looked at before an
 * issue is called done; `npm run screenshots -- overview settings` makes only those.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const baseUrl = process.env.NUMIRIO_BASE_URL ?? 'http://localhost:3000';
const account = {
  email: process.env.NUMIRIO_EMAIL ?? 'demo@numirio.test',
  password: process.env.NUMIRIO_PASSWORD ?? 'correct-horse-demo-2026',
};
const folder = 'screenshots';
const systemChromium = '/usr/bin/chromium';
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const sizes = [
  { name: '1280', viewport: { width: 1280, height: 800 } },
  { name: '390', viewport: { width: 390, height: 844 } },
];
const schemes = ['light', 'dark'] as const;

interface Screen {
  name: string;
  /** An address, or a function of the workspace's address and of what it holds. */
  path: string | ((ids: Ids) => string | undefined);
  /** What to press before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
  isPublic?: boolean;
}
interface Ids {
  workspace: string;
  issued: string | undefined;
  draft: string | undefined;
  client: string | undefined;
  series: string | undefined;
}

const inWorkspace = (path: string) => (ids: Ids) => `/w/${ids.workspace}${path}`;
const one = (path: string, of: keyof Ids) => (ids: Ids) =>
  ids[of] === undefined ? undefined : `/w/${ids.workspace}${path}/${ids[of]}`;

const screens: readonly Screen[] = [
  { name: 'sign-in', path: '/sign-in', isPublic: true },
  { name: 'sign-up', path: '/sign-up', isPublic: true },
  {
    name: 'sign-up-confirm',
    path: '/sign-up/confirm#token=a-token-of-no-registration',
    isPublic: true,
  },
  { name: 'local-mails', path: '/outbox', isPublic: true },
  { name: 'not-found', path: '/no-such-page', isPublic: true },
  { name: 'overview', path: inWorkspace('') },
  { name: 'invoices', path: inWorkspace('/invoices') },
  { name: 'invoices-overdue', path: inWorkspace('/invoices?status=overdue') },
  { name: 'invoice', path: one('/invoices', 'issued') },
  { name: 'invoice-draft', path: one('/invoices', 'draft') },
  { name: 'clients', path: inWorkspace('/clients') },
  { name: 'client', path: one('/clients', 'client') },
  { name: 'settings-company', path: inWorkspace('/settings/company') },
  { name: 'settings-bank', path: inWorkspace('/settings/bank') },
  { name: 'settings-documents', path: inWorkspace('/settings/documents') },
  { name: 'settings-numbers', path: inWorkspace('/settings/numbers') },
  { name: 'settings-continuity', path: one('/settings/numbers', 'series') },
  { name: 'settings-account', path: inWorkspace('/settings/account') },
  { name: 'palette', path: inWorkspace(''), prepare: (page) => openDialog(page, 'Control+k') },
  { name: 'keyboard-help', path: inWorkspace(''), prepare: (page) => openDialog(page, '?') },
];

async function openDialog(page: Page, keys: string): Promise<void> {
  await page.keyboard.press(keys);
  await page.getByRole('dialog').waitFor();
}

/** The whole page on a screen as tall as it, so that what is fixed to the bottom stands there once. */
async function takePicture(page: Page, name: string, isWhole: boolean): Promise<void> {
  const size = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (isWhole && size)
    await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (size) await page.setViewportSize(size);
}

async function signIn(page: Page): Promise<Ids> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByLabel('E-mail address').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/w/**');
  const workspace = /\/w\/([^/?#]+)/.exec(page.url())?.[1] ?? '';
  const firstId = async (path: string) => {
    const response = await page.request.get(`${baseUrl}/v1/workspaces/${workspace}/${path}`);
    const list = (await response.json()) as { items: { id: string }[] };
    return list.items[0]?.id;
  };
  return {
    workspace,
    issued: await firstId('invoices?status=paid&limit=1'),
    draft: await firstId('invoices?status=draft&limit=1'),
    client: await firstId('clients?limit=1'),
    series: await firstId('number-series'),
  };
}

async function takePictures(browser: Browser, wanted: readonly string[]): Promise<number> {
  let taken = 0;
  for (const { name: size, viewport } of sizes) {
    for (const scheme of schemes) {
      const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'en-GB' });
      const page = await context.newPage();
      const visitor = await (
        await browser.newContext({ viewport, colorScheme: scheme, locale: 'en-GB' })
      ).newPage();
      const ids = await signIn(page);
      for (const screen of screens) {
        const path = typeof screen.path === 'string' ? screen.path : screen.path(ids);
        if (path === undefined || !isWanted(screen.name, wanted)) continue;
        const shown = screen.isPublic ? visitor : page;
        await shown.goto(baseUrl + path);
        await shown.waitForLoadState('networkidle');
        await screen.prepare?.(shown);
        await takePicture(shown, `${screen.name}-${size}-${scheme}`, !screen.prepare);
        taken += 1;
      }
      await context.close();
      await visitor.context().close();
    }
  }
  return taken;
}

function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((part) => name.includes(part));
}

/** The system's Chromium, or the one that npm brought. */
async function launch(): Promise<Browser> {
  if (existsSync(systemChromium)) {
    return chromium.launch({ executablePath: systemChromium, args: flags.split(' ') });
  }
  const { default: bundled } = await import('@sparticuz/chromium');
  return chromium.launch({ executablePath: await bundled.executablePath(), args: bundled.args });
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  const taken = await takePictures(browser, process.argv.slice(2));
  process.stdout.write(`${taken} pictures in ./${folder}\n`);
} finally {
  await browser.close();
}
