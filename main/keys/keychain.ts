import type { KeychainFault } from '../../shared/identity.ts';

/** The OS keychain does not give or take a key. Nothing is kept without it: a key in plain text protects nobody. */
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
