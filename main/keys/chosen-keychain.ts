import type { Keychain } from './keychain.ts';
import type { PasswordKeychain } from './password-keychain.ts';

/** The keychain of this installation: the OS's, or the person's password where that was chosen for lack of one. */
export function chosenKeychain(os: Keychain, password: PasswordKeychain): Keychain {
  const now = (): Keychain => (password.isChosen ? password : os);
  return {
    backend: () => now().backend(),
    available: () => now().available(),
    protect: (secret) => now().protect(secret),
    reveal: (blob) => now().reveal(blob),
  };
}
