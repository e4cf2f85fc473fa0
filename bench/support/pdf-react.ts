import { Document, Font, Page, Path, pdf, StyleSheet, Svg, Text, View } from '@react-pdf/renderer';
import { createElement as h, type ReactElement } from 'react';
import type { DocumentData } from '../../src/modules/documents/document-data.ts';
import { mainFontPaths } from '../../src/modules/documents/fonts.ts';
import { type Contestant, timed } from './pdf-contestant.ts';

const styles = StyleSheet.create({
  page: {
    paddingTop: 60,
    paddingBottom: 90,
    paddingLeft: 71,
    paddingRight: 57,
    fontFamily: 'Source Sans 3',
    fontSize: 9,
  },
  row: { flexDirection: 'row', borderBottomWidth: 0.4, borderColor: '#c9cdd4', paddingVertical: 4 },
  pair: { flexDirection: 'row', justifyContent: 'space-between' },
  soft: { color: '#5b616e' },
  small: { fontSize: 8, color: '#5b616e' },
  big: { fontSize: 20, fontWeight: 600 },
  footer: {
    position: 'absolute',
    bottom: 30,
    left: 71,
    right: 57,
    flexDirection: 'row',
    justifyContent: 'space-between',
    fontSize: 7,
  },
});

/** react-pdf with the same fonts and the same content. */
export async function openReactPdf(): Promise<Contestant> {
  const [regular = '', semibold = ''] = mainFontPaths();
  Font.register({
    family: 'Source Sans 3',
    fonts: [
      { src: regular, fontWeight: 400 },
      { src: semibold, fontWeight: 600 },
    ],
  });
  return {
    name: 'react-pdf',
    render: (data) =>
      timed(async () => {
        const blob = await pdf(invoice(data)).toBlob();
        return blob.size;
      }),
    close: async () => {},
  };
}

function invoice(data: DocumentData): ReactElement<object> {
  const widths = data.table.widths.map((width) =>
    width === null ? { flexGrow: 1, flexBasis: 0 } : { width },
  );
  const cells = (texts: readonly string[], details = '') =>
    texts.map((text, column) =>
      h(
        View,
        { key: column, style: widths[column] ?? {} },
        h(Text, { style: { textAlign: column === 1 || column === 3 ? 'left' : 'right' } }, text),
        column === 1 && details !== '' ? h(Text, { style: styles.small }, details) : null,
      ),
    );
  const pairs = (rows: { label: string; value: string }[]) =>
    rows.map(({ label, value }) =>
      h(
        View,
        { key: label, style: styles.pair },
        h(Text, { style: styles.soft }, label),
        h(Text, {}, value),
      ),
    );
  const page = h(
    Page,
    { size: 'A4', style: styles.page },
    h(Text, { style: { fontSize: 14, fontWeight: 600 } }, data.sellerName),
    h(
      View,
      {
        style: {
          flexDirection: 'row',
          justifyContent: 'space-between',
          height: 170,
          marginTop: 30,
        },
      },
      h(Text, {}, data.recipient),
      h(View, { style: { width: 198 } }, pairs(data.facts)),
    ),
    h(
      View,
      { style: styles.pair },
      h(Text, { style: styles.big }, data.headline),
      h(Text, { style: styles.big }, data.due.value),
    ),
    h(Text, {}, data.subject),
    h(View, { style: styles.row, fixed: true }, cells(data.table.head)),
    data.table.rows.map((row, index) =>
      h(View, { key: index, style: styles.row, wrap: false }, cells(row.cells, row.details)),
    ),
    h(View, { style: { width: 198, marginLeft: 269 } }, pairs(data.totals)),
    h(Text, {}, data.note),
    h(
      View,
      { style: styles.pair, wrap: false },
      h(View, { style: { width: 300 } }, pairs(data.payment?.facts ?? [])),
      h(
        Svg,
        {
          viewBox: /viewBox="([^"]+)"/.exec(data.payment?.qr ?? '')?.[1] ?? '0 0 1 1',
          width: 80,
          height: 80,
        },
        h(Path, { d: / d="([^"]+)"/.exec(data.payment?.qr ?? '')?.[1] ?? '', fill: '#000' }),
      ),
    ),
    h(
      View,
      { style: styles.footer, fixed: true },
      data.footer.columns.map((column, index) => h(Text, { key: index }, column.text)),
    ),
    h(Text, {
      fixed: true,
      style: { position: 'absolute', bottom: 15, right: 57, fontSize: 7 },
      render: ({ pageNumber, totalPages }) => `${pageNumber} / ${totalPages}`,
    }),
  );
  return h(Document, { title: data.title }, page);
}
