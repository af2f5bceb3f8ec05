#!/usr/bin/env node
// npm test: sets everything up, then runs every check and test of the project.
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countPlaywright, countsOf, countVitest, failedInPlaywright, failedInVitest } from './lib/counts.mjs';
import { ensureDebianPackages } from './lib/debian.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { makeOutputDir } from './lib/output-dir.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { runInForeground } from './lib/run.mjs';
import { runCaptured } from './lib/run-captured.mjs';
import { runMain, say } from './lib/say.mjs';
import { shares } from './lib/shares.mjs';

const inNode = ['protocol', 'pki', 'registry', 'registrar', 'pipeline', 'keys', 'storage']
  .map((house) => `main/${house}`)
  .concat('scripts');
/** Parts of the whole-app tests at once; a secured Kafka is three nodes, which two cores have to carry besides. */
const sideBySide = { plain: 4, secure: 2 };
/** How long the longest files of whole-app tests take, in seconds: rough figures are enough to share them well. */
const secondsOf = {
  'e2e/delivery.spec.ts': 250,
  'e2e/secure-': 240,
  'e2e/key-life.spec.ts': 200,
  'e2e/hostile.spec.ts': 180,
  'e2e/stranger-floods.spec.ts': 140,
  'e2e/received-folder.spec.ts': 140,
  'e2e/screens.spec.ts': 130,
  'e2e/every-setup-failure.spec.ts': 120,
  'e2e/every-identity-state.spec.ts': 100,
  'e2e/connection-check.spec.ts': 90,
  'e2e/interoperability.spec.ts': 90,
  'e2e/organisation.spec.ts': 85,
  'e2e/clock.spec.ts': 80,
  'e2e/key-change.spec.ts': 70,
  'e2e/every-failure.spec.ts': 65,
  'e2e/transport.spec.ts': 65,
  'e2e/commands.spec.ts': 65,
  'e2e/damaged-list.spec.ts': 60,
  'e2e/long-list.spec.ts': 55,
  'e2e/every-registrar-failure.spec.ts': 50,
  'e2e/leaving.spec.ts': 50,
  'e2e/setup.spec.ts': 45,
  'e2e/every-connection.spec.ts': 45,
  'e2e/batches.spec.ts': 45,
  'e2e/password.spec.ts': 40,
  'e2e/start.spec.ts': 40,
};
const shortFaults = ['--seed', '7', '--transfers', '12', '--most', '2000000', '--stall', '10000'];
const outputDir = join(checkoutDir, 'test-results');
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
/** How much of what a failed program said last is repeated at the end, in characters. */
const longestEnd = 1_500;
const vitestCounts = { counts: countVitest, failed: failedInVitest };
const playwrightCounts = { counts: countPlaywright, failed: failedInPlaywright };

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      grep: { type: 'string' },
      'update-screenshots': { type: 'boolean' },
      // Whole apps on a secured Kafka of three nodes in place of the plain one.
      secure: { type: 'boolean' },
    },
  });
  makeOutputDir(outputDir, { fresh: true });
  const { env, runtime } = await prepare();
  say(`Runtime of this run: Electron ${runtime.version}`);
  const wanted = (name) => !values.only || values.only === name;
  if (wanted('static'))
    await step('types, lint and layers', null, () => node('scripts/check.mjs', ['--static']));
  if (wanted('unit')) {
    const inElectron = { ELECTRON_RUN_AS_NODE: '1' };
    await step('unit tests in Electron', { file: 'unit-electron.json', ...vitestCounts }, (path) =>
      vitest(runtime.binary, inElectron, path),
    );
    // Again where Node itself may differ: its crypto is OpenSSL, Electron's is BoringSSL, and scripts run in it.
    await step('unit tests in Node', { file: 'unit-node.json', ...vitestCounts }, (path) =>
      vitest(process.execPath, {}, path, inNode),
    );
  }
  const running = [];
  if (wanted('e2e')) {
    ensureDebianPackages(
      ['kcat', 'python3-cryptography', 'python3-confluent-kafka', 'faketime'],
      'The independent peers and the clocks of the tests',
    );
    // Parts side by side, each with a session, a Kafka and people of its own: whole apps mostly wait.
    const most = values.secure ? sideBySide.secure : sideBySide.plain;
    const parts = values.grep ? [['--grep', values.grep]] : shares(wholeAppTests(), secondsOf, most);
    const run = (args, index) => {
      const name = `e2e-${index + 1}`;
      return step(`whole apps, part ${index + 1}`, { file: `${name}.json`, ...playwrightCounts }, () =>
        runInDesktopSession({
          program: 'node_modules/@playwright/test/cli.js',
          args: ['test', ...args],
          env: {
            ...env,
            ...{ SEALPOST_OUTPUT: outputDir, SEALPOST_PART: name },
            ...(values.secure ? { SEALPOST_SECURE: '1' } : {}),
          },
          headless: true,
          stdin: 'hold',
        }),
      );
    };
    running.push(...parts.map(run));
  }
  // A short run of the fault harness. Beside the whole apps a main loop waits for a core longer than alone.
  if (wanted('faults'))
    running.push(step('faults, a short run', null, () => aside('scripts/faults.mjs', shortFaults)));
  // Packing takes one core, and the whole apps mostly none.
  if (wanted('package') && process.platform === 'linux')
    running.push(step('package', null, () => aside('scripts/package-smoke.mjs', [])));
  await Promise.all(running);
  if (wanted('e2e') && values['update-screenshots']) updateScreenshots();
  // Once more at the end: the parts beside each other print a lot.
  for (const failure of failures) console.log(`\nFAILED ${failure}`);
  // Tests of material that is not there say so by name and count as skipped.
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
  return totals.failed === 0 ? 0 : 1;
});

async function step(name, report, work) {
  say(`\n— ${name}`);
  const path = report && join(outputDir, report.file);
  const worked = await work(path);
  const { code, said = '' } = typeof worked === 'number' ? { code: worked } : worked;
  const read = report && readReport(path);
  const counts = countsOf(code, read && report.counts(read), report !== null);
  for (const kind of Object.keys(totals)) totals[kind] += counts[kind];
  const named = read ? report.failed(read) : [];
  if (counts.failed > 0)
    failures.push(
      ...(named.length > 0 ? named : [`exit code ${code}\n${said.slice(-longestEnd)}`]).map(
        (one) => `${name} › ${one}`,
      ),
    );
}

function node(program, args) {
  return runInForeground(process.execPath, [program, ...args], { cwd: checkoutDir });
}

/** Says what it has to say in one piece, as others run beside it. */
async function aside(program, args) {
  const ended = await runCaptured(process.execPath, [join(checkoutDir, program), ...args]);
  process.stdout.write(ended.said);
  return ended;
}

function vitest(binary, env, path, only = []) {
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...only,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${path}`,
  ];
  return runInForeground(binary, args, { cwd: checkoutDir, env: { ...process.env, ...env } });
}

function wholeAppTests() {
  const names = readdirSync(join(checkoutDir, 'e2e')).filter((name) => name.endsWith('.spec.ts'));
  // With their folder: Playwright takes each whose path contains what is given. Those on the secured Kafka
  // go together, so that it is started once.
  return [...new Set(names.map((name) => `e2e/${name.startsWith('secure-') ? 'secure-' : name}`))];
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
