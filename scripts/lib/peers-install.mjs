import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fillCache } from './cache.mjs';
import { ensureDebianPackages } from './debian.mjs';
import { ensureJars } from './maven.mjs';
import { cacheDir, checkoutDir } from './places.mjs';
import { has, run } from './run.mjs';
import { Missing, say } from './say.mjs';

const python = '/usr/bin/python3';
const wormholeVersion = '0.24.0';
const as2Version = '5.1.7';
const crocVersion = '10.7.0';
const notFetched =
  'It could not be fetched.\n  Mend what was said at the start of the run, and start it again.';
const peersDir = join(checkoutDir, 'bench', 'peers');

/**
 * The programs that the bench sets Sealpost beside. Of one that cannot be had here the bench says why, with the
 * remedy, and times the others without it.
 * @returns {Promise<Record<string, { path: string } | { missing: string }>>} by the bench's name
 */
export async function ensurePeers() {
  const all = { rsync: ensureRsync, wormhole: ensureWormhole, as2: ensureAs2, croc: ensureCroc };
  const found = {};
  for (const [name, ensure] of Object.entries(all)) {
    try {
      found[name] = { path: await ensure() };
    } catch (error) {
      if (!(error instanceof Missing)) say(`${error.stack}`);
      found[name] = { missing: error instanceof Missing ? error.message : notFetched };
    }
  }
  return found;
}

/** rsync and ssh are taken from PATH. Returns the sshd, which is seldom there. */
function ensureRsync() {
  const sshd = '/usr/sbin/sshd';
  const isThere = () => has('rsync') && has('ssh') && has('ssh-keygen') && existsSync(sshd);
  const packages = ['rsync', 'openssh-client', 'openssh-server'];
  // Debian starts what it installs, and a server that the network reaches is not for a bench to begin.
  if (!existsSync(sshd) && existsSync('/run/systemd/system')) {
    throw new Missing(
      `Timing rsync over ssh needs ${sshd}, and installing it starts it for the network.`,
      `Run: sudo apt-get install -y ${packages.join(' ')}`,
    );
  }
  if (!isThere()) ensureDebianPackages(packages, 'Timing rsync over ssh');
  if (!isThere())
    throw new Missing(`Timing rsync over ssh needs rsync, ssh and ${sshd}.`, 'Install rsync and OpenSSH.');
  return sshd;
}

/** Returns the folder of the Python packages. */
async function ensureWormhole() {
  if (!hasPip()) ensureDebianPackages(['python3', 'python3-pip'], 'Timing magic-wormhole');
  if (!hasPip())
    throw new Missing(
      `Timing magic-wormhole needs ${python} with pip.`,
      'Install Python 3 with pip from the system.',
    );
  const name = `wormhole-${wormholeVersion}-${pythonVersion()}`;
  if (existsSync(join(cacheDir, name))) return join(cacheDir, name);
  say(`Fetching magic-wormhole ${wormholeVersion}…`);
  return fillCache(name, 'wormhole', (temporaryDir) => {
    run(python, [
      ...['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
      ...['--target', temporaryDir, '--requirement', join(peersDir, 'wormhole-requirements.txt')],
    ]);
    chmodSync(temporaryDir, 0o755);
    return temporaryDir;
  });
}

function hasPip() {
  try {
    run(python, ['-m', 'pip', '--version']);
    return true;
  } catch {
    return false;
  }
}

/** Compiled packages fit one version of Python. */
const pythonVersion = () => run(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2], end="")']);

/** Returns the folder of the jars. */
function ensureAs2() {
  // Its one file is compiled when it is started.
  if (!has('javac')) ensureDebianPackages(['default-jdk-headless'], 'Timing AS2');
  if (!has('javac'))
    throw new Missing('Timing AS2 needs a Java development kit.', 'Install one of version 17 or newer.');
  const pom = join(peersDir, 'as2-pom.xml');
  const wanted = { name: 'as2-lib', version: as2Version, what: 'as2-lib', pom };
  return ensureJars({ ...wanted, otherwise: 'or do without AS2.' });
}

/** Returns the program: that of PATH where it is of our version, otherwise one that Go builds. */
async function ensureCroc() {
  if (crocOnPath() === crocVersion) return 'croc';
  const name = `croc-${crocVersion}`;
  const program = join(cacheDir, name, 'croc');
  if (existsSync(program)) return program;
  if (!has('go'))
    throw new Missing(
      `Timing croc needs croc ${crocVersion} on PATH, or Go to build it.`,
      'Install Go 1.25 or newer, or this version of croc as its own page says.',
    );
  say(`Building croc ${crocVersion}…`);
  await fillCache(name, 'croc', buildCroc);
  return program;
}

function crocOnPath() {
  try {
    return /\d+\.\d+\.\d+/.exec(run('croc', ['--version']))?.[0];
  } catch {
    return undefined;
  }
}

/** What it is built from goes with the temporary folder, which Go would otherwise write-protect. */
function buildCroc(temporaryDir) {
  const [binDir, modulesDir] = ['bin', 'modules'].map((name) => join(temporaryDir, name));
  run('go', ['install', '-modcacherw', `github.com/schollz/croc/v10@v${crocVersion}`], {
    env: {
      ...process.env,
      ...{
        GOBIN: binDir,
        GOPATH: temporaryDir,
        GOMODCACHE: modulesDir,
        GOCACHE: join(temporaryDir, 'built'),
      },
      // It needs no C compiler then.
      CGO_ENABLED: '0',
    },
  });
  for (const path of [binDir, join(binDir, 'croc')]) chmodSync(path, 0o755);
  return binDir;
}
