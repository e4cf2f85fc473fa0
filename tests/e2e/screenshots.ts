/**
 * Pictures of every screen, in light and dark, at 1280 and 390 pixels, from a running server into
 * ./screenshots: `NUMIRIO_BASE_URL=http://localhost:3000 npm run screenshots`. Looked at before an
 * issue is called done; `npm run screenshots -- overview settings` makes only those.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { addressOf, screens, signIn } from './screens.ts';

const baseUrl = process.env.NUMIRIO_BASE_URL ?? 'http://localhost:3000';
const account = {
  email: process.env.NUMIRIO_EMAIL ?? 'demo@numirio.test',
  password: process.env.NUMIRIO_PASSWORD ?? 'correct-horse-demo-2026',
};
const folder = 'screenshots';
const sizes = [
  { name: '1280', viewport: { width: 1280, height: 800 } },
  { name: '390', viewport: { width: 390, height: 844 } },
];
const schemes = ['light', 'dark'] as const;

/** The whole page on a screen as tall as it, so that what is fixed to the bottom stands there once. */
async function takePicture(page: Page, name: string, isWhole: boolean): Promise<void> {
  const size = page.viewportSize();
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  if (isWhole && size)
    await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (size) await page.setViewportSize(size);
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
      const ids = await signIn(page, baseUrl, account);
      for (const screen of screens) {
        const path = addressOf(screen, ids);
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

mkdirSync(folder, { recursive: true });
const { browser, reason } = await launchBrowser();
if (!browser) throw new Error(reason);
try {
  const taken = await takePictures(browser, process.argv.slice(2));
  process.stdout.write(`${taken} pictures in ./${folder}\n`);
} finally {
  await browser.close();
}
