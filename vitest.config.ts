import { defineConfig } from 'vitest/config';

const tests = ['main', 'shared', 'renderer', 'scripts'].map((folder) => `${folder}/**/*.test.{ts,tsx}`);
/** They change nothing outside themselves, neither clocks nor modules: a process for each file would only cost time. */
const pure = ['main/{protocol,registry,storage,pipeline}', 'renderer/{text,views}', 'scripts/lib'].map(
  (folder) => `${folder}/**/*.test.{ts,tsx}`,
);
const common = { pool: 'forks', testTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'pure', include: pure, isolate: false } },
      { test: { ...common, name: 'apart', include: tests, exclude: [...pure, '**/node_modules/**'] } },
    ],
  },
});
