#!/usr/bin/env node
// npm run bench: throughput and memory of whole apps and of each stage alone, and what a long history costs.
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { prepare } from './lib/prepare.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const { env } = await prepare();
  const args = process.argv.slice(2);
  return runInDesktopSession({ program: 'out/tools/bench.js', args, env, headless: true, stdin: 'hold' });
});
