import { defineConfig } from '@playwright/test';

/** Whole apps on real Kafka, keyring and notification daemon; started by `npm test` in a desktop session. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: `${process.env.SEALPOST_OUTPUT ?? 'test-results'}/e2e`,
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: `${process.env.SEALPOST_OUTPUT ?? 'test-results'}/e2e.json` }]],
});
