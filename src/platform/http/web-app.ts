import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { StartError } from '../errors.ts';
import type { HttpApp } from './app.ts';

const folder = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
const compress = promisify(brotliCompress);

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Serves the built web app: hashed assets for a year, index.html for every screen's address. */
export async function serveWebApp(app: HttpApp): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new StartError('The web app is not built; please run "npm run prepare".');
  }
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = new Set(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length - 1)),
  );
  const encoded = new Map<string, Promise<Uint8Array>>();

  app.get('*', async (c) => {
    const asset = paths.has(c.req.path) && c.req.path !== '/index.html';
    // An asset of an earlier build is gone; a page in its place would only confuse the browser.
    if (!asset && c.req.path.startsWith('/assets/')) return c.notFound();
    const path = asset ? c.req.path : '/index.html';
    const type = contentTypes[extname(path)] ?? 'application/octet-stream';
    const brotli = /^(?:text|image\/svg|application)/.test(type) && acceptsBrotli(c.req.raw);
    const bytes = brotli ? await once(encoded, path) : await readFile(join(folder, path));
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': type,
        'cache-control': path.startsWith('/assets/')
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
        vary: 'accept-encoding',
        ...(brotli ? { 'content-encoding': 'br' } : {}),
      },
    });
  });
}

/** Compresses a file at its first request and keeps it, since assets never change while we run. */
function once(encoded: Map<string, Promise<Uint8Array>>, path: string): Promise<Uint8Array> {
  const known = encoded.get(path);
  if (known) return known;
  const made = readFile(join(folder, path)).then((bytes) =>
    compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  );
  encoded.set(path, made);
  return made;
}

function acceptsBrotli(request: Request): boolean {
  return /\bbr\b/.test(request.headers.get('accept-encoding') ?? '');
}
