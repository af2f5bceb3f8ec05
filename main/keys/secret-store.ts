import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import type { Keychain } from './keychain.ts';

/** Short secrets, such as passwords: on disk only under the OS keychain, each in a file of its own. */
export class SecretStore {
  readonly #dir: string;
  readonly #keychain: Keychain;

  /** @param dir below the profile; it is made with the first secret */
  constructor(dir: string, keychain: Keychain) {
    this.#dir = dir;
    this.#keychain = keychain;
  }

  /** @returns null where none of this name is kept. @throws KeychainUnavailable, or the system's error */
  get(name: string): string | null {
    let blob: Buffer;
    try {
      blob = readFileSync(this.#pathOf(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    return this.#keychain.reveal(blob);
  }

  /** @param value null forgets it. @throws KeychainUnavailable, or the system's error: then it is as it was */
  set(name: string, value: string | null): void {
    if (value === null) return rmSync(this.#pathOf(name), { force: true });
    const blob = this.#keychain.protect(value);
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    writeWhole(this.#pathOf(name), blob);
  }

  #pathOf(name: string): string {
    if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new Error(`"${name}" is no name of a secret`);
    return join(this.#dir, `${name}.secret`);
  }
}
