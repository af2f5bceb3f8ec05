#!/usr/bin/env node
// npm run check: types, lint, layers and unit tests, in under a minute.
import { ensureNpmPackages } from './lib/npm-packages.mjs';
import { checkoutDir } from './lib/places.mjs';
import { runInForeground } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';

/** The native compiler (docs/decisions/0004), which looks again only at what a change can reach. */
const typesOf = (config) => [
  ...['node_modules/typescript-native/bin/tsc', '-p', config, '--incremental', '--tsBuildInfoFile'],
  `node_modules/.cache/types/${config.replaceAll('/', '-')}.tsbuildinfo`,
];
const folders = ['main', 'preload', 'renderer', 'shared', 'scripts', 'e2e', 'bench', 'faults'];

await runMain(async () => {
  ensureNpmPackages();
  const steps = [
    ['types of main, preload, shared, scripts', typesOf('tsconfig.json')],
    ['types of the whole-app tests', typesOf('e2e/tsconfig.json')],
    ['types of the page', typesOf('renderer/tsconfig.json')],
    ['types against the oldest Electron', typesOf('tsconfig.floor.json')],
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
  if (process.argv.includes('--static')) return runAll(steps);
  const { ensureElectronRuntime } = await import('./lib/electron-runtime.mjs');
  const { binary } = await ensureElectronRuntime();
  say('— unit tests in Electron, and everything static beside them');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  // The tests mostly wait for disks and timers: what only computes fits between.
  const tests = runInForeground(binary, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot'], {
    cwd: checkoutDir,
    env,
  });
  return Math.max(...(await Promise.all([runAll(steps), tests])));
});

/** Runs every step, two at a time, and each to its end: one run tells all that is wrong. */
async function runAll(steps) {
  const waiting = [...steps];
  const work = async () => {
    let worst = 0;
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const [name, args] = step;
      const code = await runInForeground(process.execPath, args, { cwd: checkoutDir });
      say(`— ${name}: ${code === 0 ? 'clean' : 'faults, see above'}`);
      worst = Math.max(worst, code);
    }
    return worst;
  };
  return Math.max(...(await Promise.all([work(), work()])));
}
