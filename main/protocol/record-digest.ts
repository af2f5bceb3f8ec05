import { createHash } from 'node:crypto';

const bytes = 16;

/**
 * Names a record by what it says, 32 hex digits. A topic that was deleted and made again counts its
 * offsets from the start: topic and offset alone would take a new record for an old one.
 */
export function recordDigest(messageType: string, kid: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(`${messageType}\n${kid}\n`).update(body).digest();
  return hash.subarray(0, bytes).toString('hex');
}
