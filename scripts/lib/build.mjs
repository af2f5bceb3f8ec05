import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from './places.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';

const sources = ['main', 'preload', 'renderer', 'shared', 'scripts', 'bench', 'faults', 'package-lock.json'];
const configs = ['main', 'preload', 'renderer', 'tools'];

/** Builds the app and its tools, unless nothing changed since. */
export function build() {
  const stamp = join(checkoutDir, 'out', 'tools', 'demo.js');
  const newest = Math.max(
    ...[...sources, ...configs.map((name) => `vite.${name}.config.ts`)].map((name) =>
      newestIn(join(checkoutDir, name)),
    ),
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest) return;
  say('Building…');
  for (const name of configs) {
    run(
      process.execPath,
      ['node_modules/vite/bin/vite.js', 'build', '-c', `vite.${name}.config.ts`, '--logLevel', 'error'],
      { cwd: checkoutDir },
    );
  }
}

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
