import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const tests = ['main', 'shared', 'renderer', 'scripts', 'bench', 'faults'].map(
  (folder) => `${folder}/**/*.test.{ts,tsx}`,
);
/** They change nothing outside themselves, neither clocks nor modules: a process for each file would only cost time. */
const pure = [
  'main/{clock,files,keys,mailboxes,notifications,pipeline,pki,protocol,registrar,registry,storage}',
  ...['renderer/{text,views}', 'scripts/lib', 'shared', 'bench'],
].map((folder) => `${folder}/**/*.test.{ts,tsx}`);
const common = {
  pool: 'forks' as const,
  testTimeout: 60_000,
  setupFiles: ['scripts/lib/patient-waits.ts'],
  // electron-store asks Electron where its files are; here each test says so.
  server: { deps: { inline: ['electron-store'] } },
};
const resolve = {
  alias: [{ find: /^electron$/, replacement: join(import.meta.dirname, 'main/storage/no-electron.ts') }],
};

export default defineConfig({
  test: {
    // More than there are cores: many tests wait for disks and timers.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      { resolve, test: { ...common, name: 'pure', include: pure, isolate: false } },
      {
        resolve,
        test: { ...common, name: 'apart', include: tests, exclude: [...pure, '**/node_modules/**'] },
      },
    ],
  },
});
