#!/usr/bin/env node
// npm run faults -- --seed N --transfers 200: whole engines on a real Kafka, harmed by what a seed decides, and
// what must hold all the same. With --brokers 3 on a secured Kafka of three nodes.
import { ensureDebianPackages } from './lib/debian.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { prepare } from './lib/prepare.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  const { env } = await prepare();
  const at = args.indexOf('--brokers');
  if (at >= 0 && args[at + 1] === '3') env.SEALPOST_SECURE = '1';
  if (args.includes('--floods')) ensureDebianPackages(['kcat'], 'A flood in one batch');
  return runInDesktopSession({ program: 'out/tools/faults.js', args, env, headless: true, stdin: 'hold' });
});
