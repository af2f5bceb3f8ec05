const names: Readonly<Record<string, string>> = {
  gnome_libsecret: "this computer's keyring (GNOME Keyring)",
  kwallet: "this computer's keyring (KWallet)",
  kwallet5: "this computer's keyring (KWallet)",
  kwallet6: "this computer's keyring (KWallet)",
  keychain: "this Mac's keychain",
  dpapi: "this computer's Windows account",
};

/** The keychain as a person knows it. */
export const keychainName = (backend: string): string =>
  names[backend] ?? `this computer's keyring (${backend})`;

/** Where the private key is, and what that means. */
export const keyPlace = (backend: string): { readonly word: string; readonly hint: string } =>
  backend === 'password'
    ? {
        word: 'Protected by your password',
        hint: 'It is asked at each start. Nobody can replace it. The key never leaves this computer.',
      }
    : { word: `Kept in ${keychainName(backend)}`, hint: 'It never leaves this computer.' };
