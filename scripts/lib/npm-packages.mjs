import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from './places.mjs';
import { run } from './run.mjs';
import { Missing, say } from './say.mjs';

/** Installs the npm packages of the lock file, unless they are there already. */
export function ensureNpmPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 18)) {
    throw new Missing(`Node.js ${process.versions.node} is too old.`, 'Install Node.js 20.18 or newer.');
  }
  const lock = readFileSync(join(checkoutDir, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(checkoutDir, 'node_modules', '.sealpost-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing npm packages…');
  // The Electron binary is fetched by electron-runtime.mjs, which has a way out where it cannot be downloaded.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: checkoutDir,
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}
