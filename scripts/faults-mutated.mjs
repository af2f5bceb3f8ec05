#!/usr/bin/env node
// npm run faults:mutated [-- NAME…]: plants known faults one at a time in a copy of this checkout, and expects the
// fault harness to break the invariant that is named for each (scripts/faults/mutations.mjs).
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { mutations } from './faults/mutations.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { runCaptured } from './lib/run-captured.mjs';
import { runMain, say } from './lib/say.mjs';

const leftOut = new Set(['node_modules', 'out', '.git', 'dist', 'test-results', 'docs']);

await runMain(async () => {
  const names = process.argv.slice(2);
  const chosen = mutations.filter(
    ({ name }) => names.length === 0 || names.some((one) => name.includes(one)),
  );
  if (chosen.length === 0) throw new Error('no planted fault has such a name');
  await prepare();
  let missed = 0;
  for (const one of chosen) {
    const began = Date.now();
    const { caught, said } = await plant(one);
    if (!caught) missed += 1;
    const seconds = Math.round((Date.now() - began) / 1_000);
    say(`${caught ? 'caught' : 'MISSED'} by ${one.invariant}, ${seconds} s: ${one.name}`);
    if (!caught) say(said.split('\n').slice(-12).join('\n'));
  }
  say(`${chosen.length - missed} of ${chosen.length} planted faults caught`);
  return missed === 0 ? 0 : 1;
});

async function plant({ file, from, to, invariant, nemesis, seed = 1, transfers = 12, most = 4_000_000 }) {
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
    const args = [join(dir, 'scripts', 'faults.mjs'), '--seed', seed, '--transfers', transfers];
    const harm = ['--nemesis', nemesis, '--most', most, '--settle', 75];
    const { code, said } = await runCaptured(process.execPath, [...args, ...harm].map(String));
    return { caught: code === 1 && said.includes(`\n  ${invariant} `), said };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
