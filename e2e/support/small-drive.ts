import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ids = [`--map-user=${process.getuid?.() ?? 0}`, `--map-group=${process.getgid?.() ?? 0}`];
const alone = ['--user', '--map-root-user', '--mount'];

/** Whether a plain user may mount drives that only the own programs see. */
export const canMount: boolean =
  process.platform === 'linux' &&
  spawnSync(
    'unshare',
    [...alone, 'sh', '-c', `mount -t tmpfs tmpfs /mnt && exec unshare --user ${ids.join(' ')} true`],
    { stdio: 'ignore' },
  ).status === 0;

/** A real drive of a few megabytes under one folder, which only the app sees that is started by it. */
export class SmallDrive {
  /** To be started in place of Electron. */
  readonly electron: string;
  readonly #folder: string;
  readonly #holder: string;

  /**
   * @param folder where the drive is mounted
   * @param size as `mount` reads it
   */
  constructor(electron: string, folder: string, size: string) {
    const dir = `${folder} drive`;
    mkdirSync(dir, { recursive: true });
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#holder = join(dir, 'holder');
    this.electron = join(dir, 'electron');
    const inside = [
      `mount -t tmpfs -o size=${size},mode=0777 tmpfs ${quoted(folder)} || exit 1`,
      // Keeps the drive's own view of the file system open for `remount`.
      'sleep 600 </dev/null >/dev/null 2>&1 &',
      `echo $! >${quoted(this.#holder)}`,
      `exec unshare --user ${ids.join(' ')} ${quoted(electron)} "$@"`,
    ];
    const script = `#!/bin/sh\nexec unshare ${alone.join(' ')} sh -c ${quoted(inside.join('\n'))} sh "$@"\n`;
    writeFileSync(this.electron, script, { mode: 0o755 });
  }

  remount(options: string): void {
    // With the device named, `mount` does not read the former options, which name users of outside.
    const command = ['mount', '-o', `remount,${options}`, 'tmpfs', this.#folder];
    execFileSync('nsenter', ['-t', this.#pid(), '-U', '-m', '--preserve-credentials', ...command]);
  }

  /** The folder as the app sees it. */
  get seen(): string {
    return join('/proc', this.#pid(), 'root', this.#folder);
  }

  /** After the app ended. */
  remove(): void {
    if (existsSync(this.#holder)) process.kill(Number(this.#pid()));
  }

  #pid(): string {
    return readFileSync(this.#holder, 'utf8').trim();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
