import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The interface is English: React Aria's strings in thirty other languages stay out of the bundle. */
const onlyEnglishStrings: Plugin = {
  name: 'numirio:only-english-strings',
  enforce: 'pre',
  load(id) {
    return /[\\/]react-(?:aria|stately)[^\\/]*[\\/].*[\\/]intl[\\/].*[\\/][a-z]{2}-[A-Z]{2}\.mjs$/.test(
      id,
    ) && !id.endsWith('en-US.mjs')
      ? 'export default {};'
      : undefined;
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [onlyEnglishStrings, react(), tailwind()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The strict Content-Security-Policy allows no data: fonts, and files are cached for a year anyway.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, proxy: { '/v1': 'http://localhost:3000' } },
});
