import type { KeyObject } from 'node:crypto';
import { kidOf } from '../protocol/keys.ts';
import { type Issuer, issueCertificate, publicKeyOf } from './certificates.ts';

const rootDays = 3650;
const issuingDays = 1825;

/** The root of a new organisation, signed by itself. @param now milliseconds since 1970. @returns DER */
export function rootCertificate(name: string, key: KeyObject, now: number): Buffer {
  const plan = { publicKey: publicKeyOf(key), issuer: null, now, email: null };
  return issueCertificate({ commonName: `${name} root`, ...plan, days: rootDays, pathLen: 1 }, key);
}

/** A registrar's issuing certificate. @returns DER */
export function issuingCertificate(name: string, root: Issuer, key: KeyObject, now: number): Buffer {
  const plan = { publicKey: publicKeyOf(key), issuer: root, now, email: null };
  // The name tells two issuing certificates of one organisation apart.
  const commonName = `${name} issuing ${kidOf(plan.publicKey).slice(0, 8)}`;
  return issueCertificate({ commonName, ...plan, days: issuingDays, pathLen: 0 }, root.key);
}
