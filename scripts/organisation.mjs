#!/usr/bin/env node
// npm run organisation: the registrar's command (docs/interoperability.md).
import { build } from './lib/build.mjs';
import { ensureNpmPackages } from './lib/npm-packages.mjs';
import { checkoutDir } from './lib/places.mjs';
import { runInForeground } from './lib/run.mjs';
import { runMain } from './lib/say.mjs';

await runMain(() => {
  ensureNpmPackages();
  build();
  return runInForeground(process.execPath, [
    `${checkoutDir}/out/tools/organisation.js`,
    ...process.argv.slice(2),
  ]);
});
