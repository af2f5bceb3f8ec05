import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onAskedToEnd } from './ending.mjs';
import { checkoutDir, isRoot } from './places.mjs';
import { has, run } from './run.mjs';
import { Missing, say } from './say.mjs';

const user = 'sealpost-test';

/**
 * Runs a Node program where the app can run: as a plain user with Chromium's sandbox on, with a
 * display, a session bus and an unlocked keyring. What the session has already is used; the rest
 * is made for this run and ends with it.
 *
 * The program's standard input is a pipe: its end tells the program to stop, so nothing outlives us.
 * @param {{ program: string, args: readonly string[], env: Record<string, string>, headless: boolean,
 *   stdin: NodeJS.ReadableStream | 'hold' }} options `stdin` is passed on to the program, `hold` keeps it open.
 * @returns {Promise<number>} the exit code
 */
export async function runInDesktopSession({ program, args, env, headless, stdin }) {
  const linux = process.platform === 'linux';
  const runDir = mkdtempSync(join(tmpdir(), 'sealpost-run-'));
  chmodSync(runDir, 0o700);
  // What the programs of the run leave in their temporary folder goes with it.
  const temporaryDir = join(runDir, 'tmp');
  mkdirSync(temporaryDir, { mode: 0o700 });
  try {
    const inner = [process.execPath, join(checkoutDir, program), ...args];
    const command = linux ? linuxSession(inner, runDir, headless) : inner;
    const child = spawn(command[0], command.slice(1), {
      cwd: checkoutDir,
      env: {
        ...process.env,
        ...env,
        SEALPOST_RUN_DIR: runDir,
        // A locale that knows every name of a document: without one the app starts again, which no driver follows.
        ...(linux ? { TMPDIR: temporaryDir, LC_ALL: 'C.UTF-8' } : {}),
      },
      stdio: ['pipe', 'inherit', 'inherit'],
      // Its own process group: Ctrl+C reaches us alone, and we end the program in order.
      detached: linux,
    });
    return await supervise(child, stdin);
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}

function supervise(child, stdin) {
  return new Promise((resolve, reject) => {
    let ending = false;
    const end = () => {
      if (ending) return;
      ending = true;
      child.stdin.end();
      setTimeout(() => kill(child), 30_000).unref();
    };
    onAskedToEnd(end);
    child.stdin.on('error', () => {});
    if (stdin !== 'hold') {
      stdin.on('data', (data) => child.stdin.writable && child.stdin.write(data));
      stdin.on('end', end);
      stdin.on('error', end);
    }
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      // An open standard input would keep us running.
      process.stdin.destroy();
      endRest(child).then(() => resolve(signal ? 1 : (code ?? 1)), reject);
    });
  });
}

/** Ends what is left of the child's process group, after a moment to clean up: a bus removes its socket. */
async function endRest(child) {
  for (let i = 0; i < 20 && kill(child, 'SIGTERM'); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  kill(child);
}

/** @returns whether anything was there to be told */
function kill(child, signal = 'SIGKILL') {
  try {
    return process.kill(-child.pid, signal);
  } catch {
    // nothing is left
    return false;
  }
}

function linuxSession(inner, runDir, headless) {
  const display = !headless && (process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const bus = !headless && display && process.env.DBUS_SESSION_BUS_ADDRESS && !isRoot;
  let command = inner;
  if (!bus) {
    if (!has('dbus-run-session') || !has('gnome-keyring-daemon')) {
      throw new Missing(
        'No session bus and keyring were found to keep keys in.',
        'Run: sudo apt-get install -y dbus gnome-keyring',
      );
    }
    // The password protects only keys made for this run, in a home folder that is removed after it.
    const unlock =
      'printf %s sealpost-run | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
    command = ['dbus-run-session', '--', 'bash', '-c', `${unlock}; exec "$@"`, 'session', ...command];
  }
  if (!display) {
    if (!has('xvfb-run'))
      throw new Missing('There is no display.', 'Run: sudo apt-get install -y xvfb xauth');
    command = ['xvfb-run', '-a', '-s', '-screen 0 2480x1000x24 -nolisten tcp', ...command];
  }
  const home = ['env', `HOME=${runDir}`, `XDG_RUNTIME_DIR=${runDir}`, `XDG_CONFIG_HOME=${runDir}/.config`];
  const own = ['-u', 'XDG_CACHE_HOME', '-u', 'XDG_DATA_HOME', '-u', 'DBUS_SESSION_BUS_ADDRESS'];
  if (!bus) command = [home[0], ...own, ...home.slice(1), ...command];
  return isRoot ? asPlainUser(command, runDir) : command;
}

/** Chromium's sandbox does not start for root: root runs the session as a user made for it. */
function asPlainUser(command, runDir) {
  if (spawnSync('id', [user]).status !== 0) {
    say(`Making the plain user ${user}, as whom the app runs…`);
    run('useradd', ['--create-home', '--shell', '/bin/bash', user]);
  }
  run('chown', ['-R', `${user}:`, runDir]);
  const asUser = ['runuser', '-u', user, '--'];
  const may = (test, path) => spawnSync(asUser[0], [...asUser.slice(1), 'test', test, path]).status === 0;
  if (!may('-x', process.execPath)) {
    throw new Missing(
      `The plain user ${user}, as whom the app runs, cannot reach Node.js at ${process.execPath}.`,
      'Install Node.js where everybody may run it, such as /usr/local, or start this as a plain user.',
    );
  }
  if (may('-r', join(checkoutDir, 'package.json'))) return [...asUser, ...command];
  // A checkout below a private folder: show it to the user in a mount namespace of this run alone.
  const parent = privateParent(may);
  if (spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'sealpost', parent]).status !== 0) {
    throw new Missing(
      `The plain user ${user}, as whom the app runs, may not enter ${parent}, and this machine allows no mount to show it the checkout.`,
      `Move the checkout to a folder that everybody may enter, such as /srv.`,
    );
  }
  return exposeCheckout(parent, asUser, command);
}

function privateParent(may) {
  let dir = checkoutDir;
  let blocked = dir;
  while (dir !== '/') {
    dir = join(dir, '..');
    if (!may('-x', dir)) blocked = dir;
  }
  return blocked;
}

function exposeCheckout(parent, asUser, command) {
  // The checkout is bound aside, the private parent is covered by an empty tmpfs, and the checkout is bound back.
  const script = [
    'set -e',
    'aside=$(mktemp -d)',
    'mount --bind "$1" "$aside"',
    'mount -t tmpfs -o mode=755 sealpost "$2"',
    'mkdir -p -m 755 "$1"',
    'mount --bind "$aside" "$1"',
    'umount "$aside"; rmdir "$aside"',
    'cd "$1"; shift 2',
    'exec "$@"',
  ].join('\n');
  return ['unshare', '--mount', 'sh', '-c', script, 'expose', checkoutDir, parent, ...asUser, ...command];
}
