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

const installed = (name) => {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the format is dpkg's own
    return run('dpkg-query', ['-W', '-f', '${Status}', name]).includes('install ok installed');
  } catch {
    return false;
  }
};

/** Installs the named Debian packages where they are missing; says the exact line where it may not. */
export function ensureDebianPackages(names, why) {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || !has('dpkg-query')) return;
  const missing = names.filter((name) => !installed(name));
  if (missing.length === 0) return;
  const line = `apt-get install -y ${missing.join(' ')}`;
  if (!isRoot) throw new Missing(`${why} needs Debian packages that are not installed.`, `Run: sudo ${line}`);
  say(`Installing ${missing.length} Debian packages (${why})…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
  try {
    install();
  } catch {
    run('apt-get', ['update', '-qq'], { env });
    install();
  }
}
