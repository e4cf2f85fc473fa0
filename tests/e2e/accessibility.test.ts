import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccount } from '../../src/demo/account.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import { addressOf, type Ids, screens, signIn } from './screens.ts';

const { browser, reason } = await launchBrowser();

const views = [
  { name: '1280 pixels, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: '390 pixels, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

describe.skipIf(!browser)(`accessibility${reason && ` (skipped: ${reason})`}`, () => {
  const app = useBrowserApp(browser);

  describe.each(views)('at $name', ({ viewport, colorScheme }) => {
    let context: BrowserContext;
    let visitor: Page;
    let member: Page;
    let ids: Ids;

    beforeAll(async () => {
      // axe runs inside the page, which the page's own policy would not let it.
      const options = { viewport, colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;
      context = await app.newContext(options);
      visitor = await (await app.newContext(options)).newPage();
      member = await context.newPage();
      ids = await signIn(member, app.baseURL(), demoAccount);
    });
    afterAll(() => context?.close());

    it.each(screens)('the screen $name has no violation and fits its width', async (screen) => {
      const page = screen.isPublic ? visitor : member;
      await page.goto(addressOf(screen, ids) ?? expect.fail('the demo has nothing to show here'));
      await page.waitForLoadState('networkidle');
      await screen.prepare?.(page);
      await page.addScriptTag({ content: axe.source });
      const violations = await page.evaluate<string[]>(`
        axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
          violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html)))`);
      expect(violations).toEqual([]);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, 'pixels that the page is wider than its window').toBeLessThanOrEqual(0);
    });
  });
});
