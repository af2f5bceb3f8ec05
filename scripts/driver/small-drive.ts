import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Why this machine cannot give a test a drive of its own; null where it can. */
export const noSmallDrive: string | null =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status === 0
    ? null
    : 'this machine lets nobody but root mount a drive';

/** Keeps the mounts until its standard input ends. What the folder held moves onto the drive. */
const holds = `
set -e
cp -a "$1" "$1.before"
mount -t tmpfs -o "size=$2,mode=700" sealpost-test "$1"
cp -a "$1.before/." "$1"
echo mounted
exec cat
`;

/**
 * A drive of a few megabytes, in place of a folder, that only one app sees: in a name space of its own,
 * as no root is needed for that. The test reaches it through the process that holds it.
 */
export class SmallDrive {
  readonly #holder: ChildProcess;
  readonly #dir: string;

  private constructor(holder: ChildProcess, dir: string) {
    this.#holder = holder;
    this.#dir = dir;
  }

  static async mount(dir: string, size: string): Promise<SmallDrive> {
    const holder = spawn(
      'unshare',
      ['--user', '--map-root-user', '--mount', 'sh', '-c', holds, 'hold', dir, size],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]);
    if (holder.exitCode !== null) throw new Error(`no drive could be mounted on ${dir}`);
    return new SmallDrive(holder, dir);
  }

  /** A program that starts the given one where the drive is seen, as the same user as before. */
  program(binary: string): string {
    const path = `${this.#dir}.start`;
    const enter = `nsenter --preserve-credentials --user --mount --target ${this.#holder.pid}`;
    const asBefore = `unshare --user --map-user=${process.getuid?.()} --map-group=${process.getgid?.()}`;
    writeFileSync(path, `#!/bin/sh\nexec ${enter} ${asBefore} '${binary}' "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Where the test finds a file of the drive. */
  at(name: string): string {
    return this.outside(join(this.#dir, name));
  }

  /** Where the test finds what the app finds at this path. @param path absolute */
  outside(path: string): string {
    return join('/proc', String(this.#holder.pid), 'root', path);
  }

  read(name: string): string {
    return existsSync(this.at(name)) ? readFileSync(this.at(name), 'utf8') : '';
  }

  /** Leaves that many bytes free. */
  fill(free: number): void {
    const filler = this.at('filler');
    const file = openSync(filler, 'w');
    try {
      const some = Buffer.alloc(16 * 1024 * 1024);
      for (;;) writeSync(file, some);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
    spawnSync('truncate', ['-s', String(statSync(filler).size - free), filler]);
  }

  free(): void {
    rmSync(this.at('filler'));
  }

  /** @param options as `mount` reads them */
  remount(options: string): void {
    const enter = ['--target', String(this.#holder.pid), '--user', '--mount', '--preserve-credentials'];
    // With the device named, `mount` does not read the former options, which name users of outside.
    execFileSync('nsenter', [...enter, 'mount', '-o', `remount,${options}`, 'sealpost-test', this.#dir]);
  }

  async unmount(): Promise<void> {
    const ended = once(this.#holder, 'exit');
    this.#holder.stdin?.end();
    await ended;
  }
}
