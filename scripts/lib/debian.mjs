import { existsSync } from 'node:fs';
import { isRoot } from './places.mjs';
import { has, run } from './run.mjs';
import { Missing, say } from './say.mjs';

/** What Electron links against, and what a headless desktop session is made of. */
export const desktopPackages = [
  ...['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libcups2', 'libatk-bridge2.0-0', 'libxkbcommon0'],
  ...['libxcomposite1', 'libxdamage1', 'libxrandr2', 'libdrm2', 'libnotify4', 'libsecret-1-0'],
  ...[
    'xvfb',
    'xauth',
    'dbus',
    'dbus-x11',
    'gnome-keyring',
    'python3-dbus',
    'python3-gi',
    'unzip',
    'fonts-dejavu-core',
  ],
];

export const isInstalled = (name) => {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the format is dpkg's own
    return run('dpkg-query', ['-W', '-f', '${Status}', name]).includes('install ok installed');
  } catch {
    return false;
  }
};

const isOffered = (name) => {
  try {
    // A name that other packages merely provide is shown without a version.
    return /^Version: /m.test(run('apt-cache', ['show', '--no-all-versions', name]));
  } catch {
    return false;
  }
};

/** Since the 64-bit time_t change (Debian 13, Ubuntu 24.04) some libraries end in t64: both names will do. */
export function missingPackages(names, { installed = isInstalled, offered = isOffered } = {}) {
  return names
    .filter((name) => !installed(name) && !installed(`${name}t64`))
    .map((name) => (!offered(name) && offered(`${name}t64`) ? `${name}t64` : name));
}

/** Installs the named Debian packages where they are missing; says the exact line where it may not. */
export function ensureDebianPackages(names, why) {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || !has('dpkg-query')) return;
  let missing = missingPackages(names);
  if (missing.length === 0) return;
  if (!isRoot) {
    throw new Missing(
      `${why} needs Debian packages that are not installed.`,
      `Run: sudo apt-get install -y ${missing.join(' ')}`,
    );
  }
  say(`Installing ${missing.length} Debian packages (${why})…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
  try {
    install();
  } catch {
    // An installation that was ended half way holds up every later one.
    run('dpkg', ['--configure', '-a'], { env });
    run('apt-get', ['update', '-qq'], { env });
    // A fresh machine has no package lists: only now it is known which name exists.
    missing = missingPackages(names);
    install();
  }
}
