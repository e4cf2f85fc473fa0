import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mainFontPaths } from '../../src/modules/documents/fonts.ts';
import type { Contestant } from './pdf-contestant.ts';
import { invoiceBody, invoiceStyle } from './pdf-html.ts';

/** One warm PHP process with Debian's dompdf; it times itself, without the pipe. */
export async function openDompdf(): Promise<Contestant> {
  const probe = spawnSync('php', ['-r', "require 'dompdf/autoload.php';"]);
  if (probe.status !== 0) throw new Error('php-cli and php-dompdf are not installed');
  const script = fileURLToPath(new URL('./pdf-dompdf.php', import.meta.url));
  const php = spawn('php', ['-d', 'memory_limit=512M', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: php.stdout })[Symbol.asyncIterator]();
  const [regular = '', semibold = ''] = mainFontPaths();
  const face = (path: string, weight: number) =>
    `@font-face { font-family: 'Source Sans 3'; font-weight: ${weight}; src: url('file://${path}') format('truetype') }`;
  const head = `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Invoice</title><style>${face(regular, 400)}${face(semibold, 600)}${invoiceStyle()}</style></head><body>`;
  return {
    name: 'dompdf',
    render: async (data) => {
      php.stdin.write(`${JSON.stringify({ html: `${head}${invoiceBody(data)}</body></html>` })}\n`);
      const answer = await answers.next();
      if (answer.done) throw new Error('dompdf ended');
      const { ms, bytes }: { ms: number; bytes: number } = JSON.parse(answer.value);
      return { ms, bytes };
    },
    close: async () => {
      php.stdin.end();
    },
  };
}
