import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccount } from '../../src/demo/account.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';
import { addressOf, type Ids, screens, signIn } from './screens.ts';

const { browser, reason } = await launchBrowser();

type View = { width: number; height: number; colorScheme: 'light' | 'dark' };

/** Looks at every screen with axe, in a window of this size; a test file of its own for each view. */
export function describeAccessibility({ width, height, colorScheme }: View): void {
  const skipped = reason && ` (skipped: ${reason})`;
  describe.skipIf(!browser)(`accessibility at ${width} pixels, ${colorScheme}${skipped}`, () => {
    const app = useBrowserApp(browser);
    let context: BrowserContext;
    let visitor: Page;
    let member: Page;
    let ids: Ids;

    beforeAll(async () => {
      const viewport = { width, height };
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
}
