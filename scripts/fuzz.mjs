#!/usr/bin/env node
// npm run fuzz: 100,000 changed certificates, lists, requests, keys and records through their readers, in Node and
// in Electron. Another number: npm run fuzz -- 1000; another seed: SEALPOST_FUZZ_SEED=7 npm run fuzz.
import { ensureElectronRuntime } from './lib/electron-runtime.mjs';
import { ensureNpmPackages } from './lib/npm-packages.mjs';
import { checkoutDir } from './lib/places.mjs';
import { runInForeground } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';

await runMain(async () => {
  const [runs = '100000'] = process.argv.slice(2);
  ensureNpmPackages();
  const { binary, version } = await ensureElectronRuntime();
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'main/pki/fuzz.test.ts'];
  let worst = 0;
  for (const [name, program, env] of [
    [`Node ${process.version}`, process.execPath, {}],
    [`Electron ${version}`, binary, { ELECTRON_RUN_AS_NODE: '1' }],
  ]) {
    say(`— ${runs} hostile inputs in ${name}`);
    const options = { cwd: checkoutDir, env: { ...process.env, ...env, SEALPOST_FUZZ: runs } };
    worst = Math.max(worst, await runInForeground(program, args, options));
  }
  return worst;
});
