import { randomBytes } from 'node:crypto';
import { type Keychain, KeychainUnavailable } from './keychain.ts';

/** A keychain that keeps its secrets to itself, and can be locked. */
export function testKeychain(): Keychain & { locked: boolean } {
  const secrets = new Map<string, string>();
  const chain = {
    locked: false,
    backend: () => 'test',
    available: () => !chain.locked,
    protect: (secret: string): Buffer => {
      if (chain.locked) throw new KeychainUnavailable('test', 'locked');
      const blob = randomBytes(32);
      secrets.set(blob.toString('hex'), secret);
      return blob;
    },
    reveal: (blob: Buffer): string => {
      const secret = secrets.get(blob.toString('hex'));
      if (chain.locked || secret === undefined) throw new KeychainUnavailable('test', 'locked');
      return secret;
    },
  };
  return chain;
}
