#!/usr/bin/env node
// npm run faults:mutated [-- NAME…]: plants known faults one at a time in a copy of this checkout, and expects the
// fault harness to break the invariant that is named for each, or a test to fail (scripts/faults/mutations.mjs).
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { mutations } from './faults/mutations.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { runCaptured } from './lib/run-captured.mjs';
import { runMain, say } from './lib/say.mjs';

const leftOut = new Set(['node_modules', 'out', '.git', 'dist', 'test-results', 'docs']);

/** How long a test file may take with a fault in it, in milliseconds; well it takes seconds. */
const testWithin = 240_000;

await runMain(async () => {
  const names = process.argv.slice(2);
  const chosen = mutations.filter(
    ({ name }) =>
      names.length === 0 ||
      names.some((one) => name.startsWith(one) || (/^\D/.test(one) && name.includes(one))),
  );
  if (chosen.length === 0) throw new Error('no planted fault has such a name');
  await prepare();
  let missed = 0;
  for (const one of chosen) {
    const began = Date.now();
    const { caught, said } = await plant(one);
    if (!caught) missed += 1;
    const seconds = Math.round((Date.now() - began) / 1_000);
    say(`${caught ? 'caught' : 'MISSED'} by ${one.invariant ?? one.test}, ${seconds} s: ${one.name}`);
    if (!caught) say(said.split('\n').slice(-12).join('\n'));
  }
  say(`${chosen.length - missed} of ${chosen.length} planted faults caught`);
  return missed === 0 ? 0 : 1;
});

async function plant(one) {
  const { file, from, to } = one;
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-planted-'));
  // Root runs the apps as somebody else.
  chmodSync(dir, 0o755);
  try {
    cpSync(checkoutDir, dir, {
      recursive: true,
      filter: (path) => relative(checkoutDir, path).includes('/') || !leftOut.has(basename(path)),
    });
    symlinkSync(join(checkoutDir, 'node_modules'), join(dir, 'node_modules'));
    const source = readFileSync(join(dir, file), 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`);
    writeFileSync(
      join(dir, file),
      source.replace(from, () => to),
    );
    return one.test ? await byTest(dir, one.test) : await byHarness(dir, one);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function byHarness(dir, { invariant, nemesis, edge, seed = 1, transfers = 12, most = 4_000_000 }) {
  const harm = edge ? ['--edges', 1, '--edge', edge] : ['--transfers', transfers, '--nemesis', nemesis];
  const args = ['--seed', seed, ...harm, '--most', most, '--settle', 75];
  const program = join(dir, 'scripts', 'faults.mjs');
  const { code, said } = await runCaptured(process.execPath, [program, ...args.map(String)]);
  return { caught: code === 1 && said.includes(`\n  ${invariant} `), said };
}

async function byTest(dir, test) {
  const vitest = join(dir, 'node_modules', 'vitest', 'vitest.mjs');
  const began = Date.now();
  const { code, said } = await runCaptured(
    process.execPath,
    [vitest, 'run', '--root', dir, test],
    testWithin,
  );
  // One that freezes its test fails it too.
  const isLate = Date.now() - began >= testWithin;
  return { caught: code === 1 && (isLate || / failed/.test(said)), said };
}
