import { createHash, type KeyObject } from 'node:crypto';

/** 60 digits in 12 groups of 5, from SHA-512 of the SPKI: read aloud to the registrar (security.md 3.3). */
export function requestCode(publicKey: KeyObject): string {
  const hash = createHash('sha512')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  const groups = Array.from({ length: 12 }, (_, i) => hash.readUIntBE(i * 5, 5) % 100_000);
  return groups.map((group) => String(group).padStart(5, '0')).join(' ');
}
