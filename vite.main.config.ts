import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** The main process and its worker: ESM, native packages and kafkajs (patched at load) stay outside. */
export default defineConfig({
  build: {
    target: 'node20.18',
    outDir: 'out/main',
    emptyOutDir: true,
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: { index: 'main/index.ts', 'pipeline.worker': 'main/pipeline/pipeline.worker.ts' },
      external: ['electron', 'libsql', '@node-rs/crc32', /^kafkajs/, ...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
    },
  },
  ssr: { noExternal: true, external: ['electron', 'libsql', '@node-rs/crc32', 'kafkajs'] },
});
