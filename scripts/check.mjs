#!/usr/bin/env node
// npm run check: types, lint, layers and unit tests, in under a minute.
import { ensureNpmPackages } from './lib/npm-packages.mjs';
import { checkoutDir } from './lib/places.mjs';
import { runInForeground } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';

const folders = ['main', 'preload', 'renderer', 'shared', 'scripts', 'e2e', 'bench'];

await runMain(async () => {
  ensureNpmPackages();
  const steps = [
    ['types of main, preload, shared, scripts', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
    ['types of the whole-app tests', ['node_modules/typescript/bin/tsc', '-p', 'e2e/tsconfig.json']],
    ['types of the page', ['node_modules/typescript/bin/tsc', '-p', 'renderer/tsconfig.json']],
    ['types against the oldest Electron', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.floor.json']],
    [
      'lint and format',
      ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...folders],
    ],
    [
      'layers',
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        ...folders,
      ],
    ],
  ];
  for (const [name, args] of steps) {
    say(`— ${name}`);
    const code = await runInForeground(process.execPath, args, { cwd: checkoutDir });
    if (code !== 0) return code;
  }
  if (process.argv.includes('--static')) return 0;
  const { ensureElectronRuntime } = await import('./lib/electron-runtime.mjs');
  const { binary } = await ensureElectronRuntime();
  say('— unit tests in Electron');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return runInForeground(binary, ['node_modules/vitest/vitest.mjs', 'run'], {
    cwd: checkoutDir,
    env,
  });
});
