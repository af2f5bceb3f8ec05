import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SettingsStore } from './settings-store.ts';
import { temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();

/**
 * A process that writes a file as the app does and kills itself before or after a step of it: what is open is
 * written in two parts, so that an end between them leaves half.
 */
const killsItself = `
const fs = require('node:fs');
let left = Number(process.env.STEP);
const step = () => { if (left-- === 0) process.kill(process.pid, 'SIGKILL'); };
const { openSync, writeSync, fsyncSync, closeSync, renameSync } = fs;
const stepped = (call) => (...given) => { step(); const value = call(...given); step(); return value; };
fs.writeFileSync = (path, bytes, { mode, flag }) => {
  const all = Buffer.from(bytes);
  const file = stepped(openSync)(path, flag, mode);
  stepped(writeSync)(file, all, 0, all.length >> 1);
  stepped(writeSync)(file, all, all.length >> 1);
  stepped(fsyncSync)(file);
  stepped(closeSync)(file);
};
fs.renameSync = stepped(renameSync);
fs.openSync = stepped(openSync);
fs.fsyncSync = stepped(fsyncSync);
fs.closeSync = stepped(closeSync);
require('node:module').syncBuiltinESMExports();
`;

const bundleDir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
beforeAll(() =>
  build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, '..', 'files', 'whole-file.ts'),
      outDir: bundleDir,
      minify: false,
      target: 'node20.18',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'whole-file.mjs' } },
    },
  }),
);
afterAll(() => rmSync(bundleDir, { recursive: true, force: true }));

/** @returns whether the process came to its end */
function writeKilledAt(step: number, path: string, text: string): boolean {
  const dir = bundleDir;
  writeFileSync(join(dir, 'before.cjs'), killsItself);
  writeFileSync(
    join(dir, 'write.mjs'),
    "import { writeWhole } from './whole-file.mjs';\nwriteWhole(process.argv[2], process.argv[3]);\n",
  );
  const ended = spawnSync(
    process.execPath,
    ['-r', join(dir, 'before.cjs'), join(dir, 'write.mjs'), path, text],
    {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', STEP: String(step) },
    },
  );
  return ended.status === 0;
}

it.each(['settings.json', 'identity.json'] as const)(
  '%s is the old one or the new one, wherever its writing is cut off',
  (name) => {
    const dir = folder();
    const settings = new SettingsStore(dir, '/received');
    settings.choose({ theme: 'light' });
    settings.set('identity', { destination: 'old@acme', label: 'Old' });
    const path = join(dir, name);
    const old = readFileSync(path, 'utf8');
    const text = old.replace('light', 'dark').replaceAll('old@acme', 'new@acme');
    expect(text).not.toBe(old);
    const seen: string[] = [];
    for (let step = 0; ; step++) {
      writeFileSync(path, old);
      const isWhole = writeKilledAt(step, path, text);
      const found = readFileSync(path, 'utf8');
      expect([old, text]).toContain(found);
      // Whatever lies beside it, the next start reads it.
      const again = new SettingsStore(dir, '/received');
      expect([again.get('theme'), again.get('identity')?.destination]).toEqual(
        name === 'settings.json'
          ? [found === old ? 'light' : 'dark', 'old@acme']
          : ['light', found === old ? 'old@acme' : 'new@acme'],
      );
      seen.push(found === old ? 'old' : 'new');
      if (isWhole) break;
    }
    // It was cut off before, in the middle of and after each step, and ended as the new one.
    expect(seen.length).toBeGreaterThan(12);
    expect(seen.at(-1)).toBe('new');
    expect(seen.indexOf('new')).toBeGreaterThan(9);
    expect(seen.slice(seen.indexOf('new')).every((one) => one === 'new')).toBe(true);
  },
);
