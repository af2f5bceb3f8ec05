import { defineConfig } from 'vite';

/** The programs behind `npm run demo`, `organisation`, `bench` and the package test. What npm installs stays outside. */
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
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
    },
  },
});
