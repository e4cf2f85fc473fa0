import type { DocumentData } from '../../src/modules/documents/document-data.ts';

/** The same invoice as HTML, plain enough for every engine that prints HTML. */
export function invoiceStyle(): string {
  return `
    @page { size: A4; margin: 20mm 20mm 30mm 25mm }
    body { font-family: 'Source Sans 3', sans-serif; font-size: 9pt; color: #16181d; margin: 0 }
    table { border-collapse: collapse; width: 100% }
    td, th { padding: 4pt 0; text-align: right; vertical-align: top; font-weight: 400 }
    .left { text-align: left } .soft { color: #5b616e } .small { font-size: 8pt }
    .lines td, .lines th { border-bottom: 0.4pt solid #c9cdd4 }
    .big { font-size: 20pt; font-weight: 600 }
    .head { height: 60mm } .totals { width: 70mm; margin-left: 95mm }
    .footer { position: fixed; bottom: -22mm; left: 0; right: 0; font-size: 7pt; color: #5b616e }`;
}

/** The content of the page's body. */
export function invoiceBody(data: DocumentData): string {
  const pairs = (rows: { label: string; value: string }[]) =>
    rows
      .map(
        ({ label, value }) =>
          `<tr><td class="left soft">${html(label)}</td><td class="left">${html(value)}</td></tr>`,
      )
      .join('');
  const head = data.table.head
    .map((cell, column) => `<th class="soft ${isLeft(column)}">${html(cell)}</th>`)
    .join('');
  const rows = data.table.rows
    .map((row) => {
      const cells = row.cells.map((cell, column) => {
        const details =
          column === 1 && row.details !== ''
            ? `<br><span class="soft small">${html(row.details)}</span>`
            : '';
        return `<td class="${isLeft(column)}">${html(cell)}${details}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('');
  const totals = data.totals
    .map(
      ({ label, value }) => `<tr><td class="left">${html(label)}</td><td>${html(value)}</td></tr>`,
    )
    .join('');
  const qr = Buffer.from(data.payment?.qr ?? '').toString('base64');
  return `
    <div class="footer"><table><tr>${data.footer.columns
      .map((column) => `<td class="left">${html(column.text)}</td>`)
      .join('')}</tr></table></div>
    <h1 style="font-size: 14pt">${html(data.sellerName)}</h1>
    <table class="head"><tr><td class="left">${html(data.recipient)}</td>
      <td style="width: 70mm"><table>${pairs(data.facts)}</table></td></tr></table>
    <table><tr><td class="left big">${html(data.headline)}</td>
      <td class="big">${html(data.due.value)}</td></tr></table>
    <p>${html(data.subject)}</p>
    <table class="lines"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>
    <table class="totals">${totals}</table>
    <p>${html(data.note)}</p>
    <table><tr><td><table>${pairs(data.payment?.facts ?? [])}</table></td>
      <td style="width: 30mm"><img alt="" style="width: 28mm; height: 28mm"
        src="data:image/svg+xml;base64,${qr}"></td></tr></table>`;
}

function isLeft(column: number): string {
  return column === 1 || column === 3 ? 'left' : '';
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}
