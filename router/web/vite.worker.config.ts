// The service worker: one classic script at /sw.js, built behind the pages, for it holds the list of
// what the phone's page loads. A change of any of them is a change of this file, and so an update.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Plugin, defineConfig } from 'vite';

function shell(): Plugin {
  let pages = '';
  return {
    name: 'hotlead-shell',
    configResolved(config) {
      pages = resolve(config.root, config.build.outDir);
    },
    resolveId: (id) => (id === 'virtual:shell' ? id : null),
    load(id) {
      if (id !== 'virtual:shell') return null;
      const page = readFileSync(resolve(pages, 'rep.html'), 'utf-8');
      const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
      const files = [...new Set(assets)].sort();
      // Those that carry no hash in their name are told apart by their content here.
      const hash = createHash('sha256').update(page);
      for (const file of files) hash.update(readFileSync(resolve(pages, file.slice(1))));
      const version = hash.digest('hex').slice(0, 12);
      return `export const VERSION = ${JSON.stringify(version)}; export const FILES = ${JSON.stringify(files)};`;
    },
  };
}

export default defineConfig({
  publicDir: false,
  plugins: [shell()],
  build: {
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: 'src/worker/main.ts',
      output: { format: 'iife', entryFileNames: 'sw.js' },
    },
  },
});
