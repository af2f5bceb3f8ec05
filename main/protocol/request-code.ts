import { createHash, type KeyObject } from 'node:crypto';

/**
 * 60 digits in 12 groups of 5, from SHA-512 of the SPKI. The person reads them aloud
 * to the registrar, who sees by them that the request is that person's.
 */
export const requestCode = (publicKey: KeyObject): string =>
  digitGroups(publicKey.export({ type: 'spki', format: 'der' }));

/** 60 digits in 12 groups of 5, from SHA-512 of the bytes: what two people compare by voice. */
export function digitGroups(bytes: Uint8Array): string {
  const hash = createHash('sha512').update(bytes).digest();
  const groups = Array.from({ length: 12 }, (_, i) => hash.readUIntBE(i * 5, 5) % 100_000);
  return groups.map((group) => String(group).padStart(5, '0')).join(' ');
}
