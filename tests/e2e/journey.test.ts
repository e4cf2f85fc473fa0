import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectPdf, missingPdfTools } from '../support/pdf-tools.ts';
import { launchBrowser } from './browser.ts';
import { useBrowserApp } from './browser-app.ts';

const { browser, reason } = await launchBrowser();
const missing = missingPdfTools('pdftotext');

describe.skipIf(!browser)(
  `the first visit in a browser${reason && ` (skipped: ${reason})`}`,
  () => {
    const app = useBrowserApp(browser);
    let page: Page;

    beforeAll(async () => {
      page = await (await app.newContext()).newPage();
    });

    it('leads from an e-mail address to an account', async () => {
      await page.goto('/sign-up');
      await page.getByLabel('E-mail address').fill('ines@example.com');
      await page.getByRole('button', { name: 'Send me the link' }).click();
      await page.getByText('Check your mail').waitFor();

      await page.goto('/outbox');
      const mail = page.getByRole('listitem').filter({ hasText: 'ines@example.com' });
      await mail.getByRole('link', { name: 'Open the link' }).click();
      await page.getByLabel('Your name').fill('Inês Duarte');
      await page.getByLabel('Name of your business').fill('Inês Duarte Übersetzungen');
      await page.getByLabel('Password', { exact: true }).fill('a quiet river in autumn');
      await page.getByRole('button', { name: 'Create my account' }).click();
      await page.getByText('0 of 3 done').waitFor();
    });

    it('takes the details of the seller', async () => {
      await page.getByRole('link', { name: 'Enter your details' }).click();
      await page.getByLabel('Street and number').fill('Am Zirkus 2');
      await page.getByLabel('Postcode').fill('10117');
      await page.getByLabel('Town').fill('Berlin');
      await page.getByLabel('VAT number').fill('DE136695976');
      await save();

      await page.getByRole('navigation', { name: 'Settings' }).getByText('Bank').click();
      await page.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
      await save();
    });

    it('adds a client', async () => {
      await page.getByRole('link', { name: 'Clients' }).click();
      await page.getByRole('button', { name: 'New client' }).first().click();
      const sheet = page.getByRole('dialog', { name: 'New client' });
      await sheet.getByLabel('Name', { exact: true }).fill('Verlag Blaue Stunde GmbH');
      await sheet.getByLabel('Street and number').fill('Marktstraße 9');
      await sheet.getByLabel('Postcode').fill('20357');
      await sheet.getByLabel('City').fill('Hamburg');
      await sheet.getByRole('button', { name: 'Add client' }).click();
      await sheet.waitFor({ state: 'hidden' });
      await page.getByText('Verlag Blaue Stunde GmbH').first().waitFor();
    });

    it('turns three lines at two rates and a discount into an issued invoice', async () => {
      await page.keyboard.press('n');
      await page.getByRole('heading', { name: 'New invoice' }).waitFor();
      await page.getByRole('combobox', { name: 'Client' }).fill('Blaue');
      await page.getByRole('option', { name: /Verlag Blaue Stunde/ }).click();
      await fillLine(1, 'Übersetzung eines Romans', '86,5', '42');
      await page.getByRole('button', { name: 'Add line' }).click();
      await fillLine(2, 'Lektorat der Druckfahnen', '2*4', '55.00');
      await page.getByRole('button', { name: 'Add line' }).click();
      await fillLine(3, 'Nutzungsrechte', '1', '400', '7 %');
      await page.getByRole('button', { name: 'Add discount' }).click();
      await page.getByLabel('Per cent').last().fill('10');
      await page.keyboard.press('Tab');

      // 3,633.00 + 440.00 + 400.00 = 4,473.00; less 10 % 4,025.70; VAT 696.48 + 25.20.
      await page.getByText('€4,747.38').first().waitFor();
      await page.getByText('Saved', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Issue…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog
        .getByText(/\d{4}-0001/)
        .first()
        .waitFor();
      await dialog.getByRole('button', { name: /^Issue €4,747\.38/ }).click();
      await page.getByRole('heading', { name: /Invoice \d{4}-0001/ }).waitFor();
    });

    it('hands over a PDF with the number, the totals and every line', async ({ skip }) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download PDF' }).click(),
      ]);
      if (missing) skip(missing);
      const text = inspectPdf('pdftotext', readFileSync(await download.path()), ['-layout']);
      for (const expected of [
        'Verlag Blaue Stunde GmbH',
        'Übersetzung eines Romans',
        'Lektorat der Druckfahnen',
        'Nutzungsrechte',
        '3,633.00',
        '440.00',
        '400.00',
        '447.30',
        '4,025.70',
        '696.48',
        '25.20',
        '4,747.38',
      ]) {
        expect(text).toContain(expected);
      }
      expect(text).toMatch(/\d{4}-0001/);
    });

    /** The bar with the button goes when everything is stored; "Saved" may be of the time before. */
    async function save() {
      const button = page.getByRole('button', { name: /^Save/ });
      await button.click();
      await button.waitFor({ state: 'hidden' });
    }

    async function fillLine(
      position: number,
      description: string,
      quantity: string,
      unitPrice: string,
      vat?: string,
    ) {
      const line = page.getByRole('group', { name: `Line ${position}`, exact: true });
      await line.getByLabel('Description').fill(description);
      await line.getByLabel('Quantity').fill(quantity);
      await line.getByLabel('Unit price').fill(unitPrice);
      if (!vat) return;
      await line.getByRole('button', { name: 'VAT' }).click();
      await page.getByRole('option', { name: new RegExp(`^${vat}`) }).click();
    }
  },
);
