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
