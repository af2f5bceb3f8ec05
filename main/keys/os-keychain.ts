import { safeStorage } from 'electron';
import { type Keychain, KeychainUnavailable } from './keychain.ts';

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
