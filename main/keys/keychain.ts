import { safeStorage } from 'electron';

/** The OS keychain is missing or locked: nothing is kept without it (security.md 4.4). */
export class KeychainUnavailable extends Error {
  override readonly name = 'KeychainUnavailable';
  readonly backend: string;
  constructor(backend: string, options?: ErrorOptions) {
    super(`the keychain ${backend} is missing or locked, or is another one than before`, options);
    this.backend = backend;
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
    return (
      safeStorage.isEncryptionAvailable() && this.backend() !== 'basic_text' && this.backend() !== 'unknown'
    );
  },
  protect(secret) {
    if (!this.available()) throw new KeychainUnavailable(this.backend());
    try {
      return safeStorage.encryptString(secret);
    } catch (cause) {
      throw new KeychainUnavailable(this.backend(), { cause });
    }
  },
  reveal(blob) {
    if (!this.available()) throw new KeychainUnavailable(this.backend());
    try {
      return safeStorage.decryptString(blob);
    } catch (cause) {
      throw new KeychainUnavailable(this.backend(), { cause });
    }
  },
};
