import { safeStorage } from 'electron';
import type { KeychainFault } from '../../shared/identity.ts';

/** The OS keychain does not give or take a key: nothing is kept without it (security.md 4.4). */
export class KeychainUnavailable extends Error {
  override readonly name = 'KeychainUnavailable';
  readonly backend: string;
  readonly why: KeychainFault;
  constructor(backend: string, why: KeychainFault, options?: ErrorOptions) {
    super(`the keychain ${backend} cannot be used: ${why}`, options);
    this.backend = backend;
    this.why = why;
  }
}

export type Keychain = {
  /** Name of the keychain, such as `gnome_libsecret`; on macOS and Windows the system's own. */
  backend(): string;
  available(): boolean;
  /** @throws KeychainUnavailable */
  protect(secret: string): Buffer;
  /** @throws KeychainUnavailable, also where the blob was made with another keychain */
  reveal(blob: Buffer): string;
};

/** Chromium asks a Linux keyring once and keeps the answer: what is unlocked later, only a new process sees. */
export const keychainIsAskedOnce = process.platform === 'linux';

/** Protection by the OS keychain. `basic_text` is no protection and counts as missing. */
export const osKeychain: Keychain = {
  backend() {
    if (process.platform === 'darwin') return 'keychain';
    if (process.platform === 'win32') return 'dpapi';
    return safeStorage.getSelectedStorageBackend();
  },
  available() {
    return safeStorage.isEncryptionAvailable() && !isNone(this.backend());
  },
  protect(secret) {
    if (!this.available()) throw unavailable(this.backend());
    try {
      return safeStorage.encryptString(secret);
    } catch (cause) {
      throw new KeychainUnavailable(this.backend(), 'locked', { cause });
    }
  },
  reveal(blob) {
    if (!this.available()) throw unavailable(this.backend());
    try {
      return safeStorage.decryptString(blob);
    } catch (cause) {
      throw new KeychainUnavailable(this.backend(), 'another', { cause });
    }
  },
};

/** What Chromium names where it found no keychain: it would keep secrets in plain text. */
const isNone = (backend: string): boolean => backend === 'basic_text' || backend === 'unknown';

const unavailable = (backend: string): KeychainUnavailable =>
  new KeychainUnavailable(backend, isNone(backend) ? 'missing' : 'locked');
