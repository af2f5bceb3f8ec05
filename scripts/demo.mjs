#!/usr/bin/env node
// npm run demo: sets everything up, then runs out/tools/demo.js where the app can run.
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { makeOutputDir } from './lib/output-dir.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepareAside } from './lib/prepare-aside.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const secure = process.argv.includes('--secure');
  const args = process.argv.slice(2).filter((one) => one !== '--secure');
  // Read from the start, so that its end is seen also while everything still starts.
  const orders = args.includes('--serve') ? process.stdin.pipe(new PassThrough()) : null;
  const { env, code } = await prepareAside(orders && process.stdin);
  if (!env) {
    process.stdin.destroy();
    return code;
  }
  const outputDir = join(checkoutDir, 'test-results', 'demo');
  makeOutputDir(outputDir);
  return runInDesktopSession({
    program: 'out/tools/demo.js',
    args,
    env: { ...env, SEALPOST_OUTPUT: outputDir, ...(secure ? { SEALPOST_SECURE: '1' } : {}) },
    headless: args.includes('--headless'),
    stdin: orders ?? 'hold',
  });
});
