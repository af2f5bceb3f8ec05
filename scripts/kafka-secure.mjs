#!/usr/bin/env node
// npm run kafka:secure: a secured Kafka of three nodes on loopback, for tests and play.
import { spawn } from 'node:child_process';
import { build } from './lib/build.mjs';
import { onAskedToEnd } from './lib/ending.mjs';
import { ensureKafka } from './lib/kafka-install.mjs';
import { ensureNpmPackages } from './lib/npm-packages.mjs';
import { checkoutDir } from './lib/places.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  ensureNpmPackages();
  const env = { ...process.env, SEALPOST_KAFKA: await ensureKafka() };
  build();
  const args = [`${checkoutDir}/out/tools/kafka-secure.js`, ...process.argv.slice(2)];
  // Asked to end, it stops its nodes and removes what it made: it is waited for.
  const child = spawn(process.execPath, args, {
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  onAskedToEnd(() => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
});
