#!/usr/bin/env node
// npm test: sets everything up, then runs every check and test of the project.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDebianPackages } from './lib/debian.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { runInForeground } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';

const outputDir = join(checkoutDir, 'test-results');
const totals = { passed: 0, failed: 0, skipped: 0 };

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      grep: { type: 'string' },
      'update-screenshots': { type: 'boolean' },
    },
  });
  rmSync(outputDir, { recursive: true, force: true });
  mkdirSync(outputDir, { recursive: true });
  chmodSync(outputDir, 0o777);
  const { env, runtime } = await prepare();
  say(`Runtime of this run: Electron ${runtime.version}`);
  const wanted = (name) => !values.only || values.only === name;
  if (wanted('static')) await step('types, lint and layers', () => node('scripts/check.mjs', ['--static']));
  if (wanted('unit')) {
    await step('unit tests in Electron', () =>
      vitest(runtime.binary, { ELECTRON_RUN_AS_NODE: '1' }, 'unit-electron.json'),
    );
    await step('unit tests in Node', () => vitest(process.execPath, {}, 'unit-node.json'));
  }
  if (wanted('e2e')) {
    ensureDebianPackages(
      ['kcat', 'python3-cryptography', 'python3-confluent-kafka'],
      'The independent peers of the tests',
    );
    await step('whole apps', () =>
      runInDesktopSession({
        program: 'node_modules/@playwright/test/cli.js',
        args: ['test', ...(values.grep ? ['--grep', values.grep] : [])],
        env: { ...env, SEALPOST_OUTPUT: outputDir },
        headless: true,
        stdin: 'hold',
      }),
    );
    countPlaywright();
    if (values['update-screenshots']) updateScreenshots();
  }
  if (wanted('package') && process.platform === 'linux')
    await step('package', () => node('scripts/package-smoke.mjs', []));
  // Tests of material that is not there say so by name and count as skipped.
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
  return totals.failed === 0 ? 0 : 1;
});

async function step(name, work) {
  say(`\n— ${name}`);
  const code = await work();
  if (name.startsWith('unit') || name === 'whole apps') {
    // Their own counts say what failed; a runner that ended without a count has failed itself.
    if (code !== 0 && totals.failed === 0 && name.startsWith('unit')) totals.failed++;
    return;
  }
  if (code === 0) totals.passed++;
  else totals.failed++;
}

function node(program, args) {
  return runInForeground(process.execPath, [program, ...args], { cwd: checkoutDir });
}

async function vitest(binary, env, reportName) {
  const path = join(outputDir, reportName);
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${path}`,
  ];
  const code = await runInForeground(binary, args, { cwd: checkoutDir, env: { ...process.env, ...env } });
  const report = readReport(path);
  totals.passed += report?.numPassedTests ?? 0;
  totals.failed += report?.numFailedTests ?? 1;
  totals.skipped += report?.numPendingTests ?? 0;
  return code;
}

function countPlaywright() {
  const stats = readReport(join(outputDir, 'e2e.json'))?.stats;
  totals.passed += stats?.expected ?? 0;
  totals.skipped += stats?.skipped ?? 0;
  totals.failed += (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) + (stats ? 0 : 1);
}

/** The README's pictures are those of the last run that was asked to renew them. */
function updateScreenshots() {
  for (const [from, to] of [
    ['sent-details-light.png', 'sent-light.png'],
    ['inbox-details-dark.png', 'inbox-dark.png'],
  ]) {
    copyFileSync(join(outputDir, 'screenshots', from), join(checkoutDir, 'docs', 'images', to));
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
