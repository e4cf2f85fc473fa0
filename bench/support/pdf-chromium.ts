import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { DocumentData } from '../../src/modules/documents/document-data.ts';
import { mainFontPaths } from '../../src/modules/documents/fonts.ts';
import { type Contestant, timed } from './pdf-contestant.ts';
import { invoiceBody, invoiceStyle } from './pdf-html.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
}

function pageSource(body: string): string {
  const [regular = '', semibold = ''] = mainFontPaths().map((path) => pathToFileURL(path).href);
  const face = (url: string, weight: number) =>
    `@font-face { font-family: 'Source Sans 3'; font-weight: ${weight}; src: url('${url}') }`;
  return (
    `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Invoice</title><style>` +
    `${face(regular, 400)}${face(semibold, 600)}${invoiceStyle()}</style></head><body>${body}</body></html>`
  );
}

async function print(page: Page): Promise<number> {
  const bytes = await page.pdf({ preferCSSPageSize: true, tagged: true });
  return bytes.length;
}

/** A running Chromium that opens a fresh page for every document, as a service for many tenants does. */
export async function openChromium(): Promise<Contestant> {
  const browser = await launch();
  const folder = mkdtempSync(join(tmpdir(), 'numirio-bench-'));
  const path = join(folder, 'invoice.html');
  return {
    name: 'Chromium',
    render: (data) =>
      timed(async () => {
        writeFileSync(path, pageSource(invoiceBody(data)));
        const page = await browser.newPage();
        await page.goto(pathToFileURL(path).href);
        const bytes = await print(page);
        await page.close();
        return bytes;
      }),
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The quickest that Chromium can be: one page for everybody, of which only the body is replaced. */
export async function openChromiumOnePage(): Promise<Contestant> {
  const browser = await launch();
  const folder = mkdtempSync(join(tmpdir(), 'numirio-bench-'));
  const path = join(folder, 'invoice.html');
  writeFileSync(path, pageSource('<p>x <b style="font-weight: 600">x</b></p>'));
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path).href);
  return {
    name: 'Chromium, one page',
    render: (data: DocumentData) =>
      timed(async () => {
        const body = JSON.stringify(invoiceBody(data));
        await page.evaluate(`document.body.innerHTML = ${body}`);
        return print(page);
      }),
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}
