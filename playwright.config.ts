import { defineConfig } from '@playwright/test';

const output = process.env.SEALPOST_OUTPUT ?? 'test-results';
const part = process.env.SEALPOST_PART ?? 'e2e';

/** Whole apps on real Kafka, keyring and notification daemon; started by `npm test` in a desktop session. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: `${output}/${part}`,
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: `${output}/${part}.json` }]],
});
