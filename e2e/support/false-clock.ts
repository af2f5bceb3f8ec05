import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's library that tells a program another time; null where it is not installed. */
function library(): string | null {
  for (const place of readdirSync('/usr/lib')) {
    try {
      const dir = join('/usr/lib', place, 'faketime');
      const found = readdirSync(dir).find((name) => name.startsWith('libfaketimeMT'));
      if (found) return join(dir, found);
    } catch {
      // Not a folder with that library.
    }
  }
  return null;
}

/** Why no test can give an app a wrong clock here; null where it can. */
export const noFalseClock: string | null =
  process.platform === 'linux' && library() ? null : 'libfaketime is not installed';

/** A clock that one app alone sees, and that can be set while it runs. */
export class FalseClock {
  readonly #file: string;
  readonly #program: string;

  /** @param binary the program that sees it. @param shift such as "+2d" */
  constructor(dir: string, binary: string, shift: string) {
    this.#file = join(dir, 'clock');
    this.#program = join(dir, 'with-clock');
    const settings = [
      `LD_PRELOAD='${library()}'`,
      `FAKETIME_TIMESTAMP_FILE='${this.#file}'`,
      'FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1',
    ];
    this.set(shift);
    writeFileSync(this.#program, `#!/bin/sh\nexec env ${settings.join(' ')} '${binary}' "$@"\n`);
    chmodSync(this.#program, 0o755);
  }

  /** To be started in place of the binary. */
  get program(): string {
    return this.#program;
  }

  set(shift: string): void {
    writeFileSync(this.#file, `${shift}\n`);
  }
}
