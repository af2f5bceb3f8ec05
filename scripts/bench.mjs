#!/usr/bin/env node
// npm run bench: throughput and memory of whole apps and of each stage alone, what a long history costs, and other
// programs with the same documents.
import { parseArgs } from 'node:util';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { prepare } from './lib/prepare.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  const { env } = await prepare();
  if (wantsPeers(args)) {
    const { ensurePeers } = await import('./lib/peers-install.mjs');
    env.SEALPOST_PEERS = JSON.stringify(await ensurePeers());
  }
  return runInDesktopSession({ program: 'out/tools/bench.js', args, env, headless: true, stdin: 'hold' });
});

/** bench/bench.ts says what is wrong with other arguments. */
function wantsPeers(args) {
  const options = { only: { type: 'string' }, quick: { type: 'boolean' } };
  const { only, quick } = parseArgs({ args, options, strict: false }).values;
  return only === 'peers' || (only === undefined && !quick);
}
