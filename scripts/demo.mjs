#!/usr/bin/env node
// npm run demo: sets everything up, then runs out/tools/demo.js where the app can run.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  const { env } = await prepare();
  const outputDir = join(checkoutDir, 'test-results', 'demo');
  mkdirSync(outputDir, { recursive: true });
  chmodSync(outputDir, 0o777);
  return runInDesktopSession({
    program: 'out/tools/demo.js',
    args,
    env: { ...env, SEALPOST_OUTPUT: outputDir },
    headless: args.includes('--headless'),
    stdin: args.includes('--serve') ? 'pipe' : 'hold',
  });
});
