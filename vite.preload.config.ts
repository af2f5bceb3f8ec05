import { defineConfig } from 'vite';

/** A sandboxed preload must be one CommonJS file. */
export default defineConfig({
  build: {
    target: 'node20.18',
    outDir: 'out/preload',
    emptyOutDir: true,
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: { index: 'preload/index.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true, external: ['electron'] },
});
