import { defineConfig } from 'vite';

/** The programs behind `npm run demo`, `organisation`, `bench`, `faults` and the package test. What npm installs stays outside. */
export default defineConfig({
  build: {
    target: 'node20.18',
    outDir: 'out/tools',
    emptyOutDir: true,
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: {
        demo: 'scripts/demo/demo.ts',
        organisation: 'scripts/organisation/cli.ts',
        bench: 'bench/bench.ts',
        'kafka-secure': 'scripts/kafka-secure/main.ts',
        installed: 'scripts/installed/installed.ts',
        faults: 'faults/faults.ts',
        'engine-process': 'faults/engine-process.ts',
        'window-process': 'faults/window-process.ts',
        // The engine finds its worker beside itself.
        'pipeline.worker': 'main/pipeline/pipeline.worker.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
    },
  },
});
