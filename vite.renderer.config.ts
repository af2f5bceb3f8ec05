import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome130',
    outDir: '../out/renderer',
    emptyOutDir: true,
    minify: true,
    // The page's security policy has no data: fonts, and images stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
