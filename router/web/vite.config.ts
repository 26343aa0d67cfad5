// The two pages: their scripts and styles below /assets/hashed/, so that they can be kept for ever.

import { defineConfig } from 'vite';

export default defineConfig({
  appType: 'mpa',
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // No `data:` in a style: the policy allows images of our own only.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { rep: 'rep.html', board: 'board.html' },
      output: {
        entryFileNames: 'assets/hashed/[name]-[hash].js',
        chunkFileNames: 'assets/hashed/[name]-[hash].js',
        assetFileNames: 'assets/hashed/[name]-[hash][extname]',
      },
    },
  },
});
