import { displayName } from '../protocol/document-name.ts';
import { fingerprintOf } from '../protocol/keys.ts';
import type { Leaf } from '../transfers/ports.ts';

type LeafFacts = {
  readonly fingerprint: string;
  readonly kid: string;
  readonly publicKey: Leaf['publicKey'];
  readonly commonName: string;
  readonly notBefore: number;
  readonly notAfter: number;
};

/** @param chain the one in which the certificate was judged: another may name another issuer */
export const toLeaf = (destination: string, leaf: LeafFacts, [, issuer]: readonly Buffer[]): Leaf => ({
  destination,
  issuer: issuer ? fingerprintOf(issuer) : 'root',
  fingerprint: leaf.fingerprint,
  kid: leaf.kid,
  publicKey: leaf.publicKey,
  label: displayName(leaf.commonName) || destination,
  notBefore: leaf.notBefore,
  notAfter: leaf.notAfter,
});
