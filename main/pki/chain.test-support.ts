import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { frozen } from '../protocol/test-support.ts';
import {
  type CrlPlan,
  caExtensions,
  certificate,
  commonName,
  crl,
  der,
  extension,
  leafExtensions,
  oid,
  type Plan,
  sequence,
} from './test-support.ts';
import { judgeCertificate, type Verdict } from './validator.ts';

/** A chain of three that tests bend in one place. TESTS ONLY. */
export const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;
export const rsa = (modulusLength: number, publicExponent = 65_537): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey;

export const destination = 'alice@acme';
export const at = Date.parse('2026-06-01T00:00:00Z');
export const keys = {
  root: ec('P-256'),
  issuing: ec('P-384'),
  leaf: createPrivateKey(frozen.sender.privateKey),
};

export const rootPlan: Plan = {
  key: keys.root,
  subject: 'root',
  issuer: 'root',
  signer: keys.root,
  extensions: caExtensions(),
};
export const issuingPlan: Plan = {
  ...rootPlan,
  key: keys.issuing,
  subject: 'issuing',
  extensions: caExtensions(0),
};
export const leafPlan: Plan = {
  key: keys.leaf,
  subject: 'Alice',
  issuer: 'issuing',
  signer: keys.issuing,
  extensions: leafExtensions(destination),
  serial: 7,
};
export const rootCrl = crl({ issuer: 'root', signer: keys.root });
export const issuingCrl = (plan: Partial<CrlPlan> = {}): Buffer =>
  crl({ issuer: 'issuing', signer: keys.issuing, ...plan });

export type Bent = {
  readonly root?: Partial<Plan>;
  readonly issuing?: Partial<Plan>;
  readonly leaf?: Partial<Plan>;
  readonly crls?: readonly Buffer[];
  readonly leafDer?: Buffer;
};

/** @param bent what differs from a valid chain; each issuer signs with the key that it has then */
export function judge({ root, issuing, leaf, crls, leafDer }: Bent = {}): Verdict {
  const rootKey = root?.key ?? keys.root;
  const issuingKey = issuing?.key ?? keys.issuing;
  const top = certificate({ ...rootPlan, signer: rootKey, ...root });
  const middle = certificate({ ...issuingPlan, signer: rootKey, ...issuing });
  const own = leafDer ?? certificate({ ...leafPlan, signer: issuingKey, ...leaf });
  return judgeCertificate({
    ...{ destination, certificates: [own, middle], at: [at], now: at, roots: new Map([['acme', top]]) },
    crls: crls ?? [crl({ issuer: 'root', signer: rootKey }), issuingCrl({ signer: issuingKey })],
  });
}

export const why = (verdict: Verdict): string => (verdict.verdict === 'valid' ? 'valid' : verdict.why);

/** Parts of extensions and names, and what bends a chain by them. */
export const rsaKey = rsa(2048);
export const basic = (...parts: readonly Buffer[]): Buffer =>
  extension('2.5.29.19', sequence(...parts), true);
export const altName = (...names: readonly Buffer[]): Buffer => extension('2.5.29.17', sequence(...names));
export const email = (text: string): Buffer => der(0x81, Buffer.from(text));
export const [usage, address] = leafExtensions(destination) as readonly [Buffer, Buffer];
export const withLeaf = (...extensions: readonly Buffer[]): Bent => ({ leaf: { extensions } });
export const withMore = (...extensions: readonly Buffer[]): Bent => withLeaf(usage, address, ...extensions);
export const withIssuer = (...extensions: readonly Buffer[]): Bent => ({ issuing: { extensions } });
export const serialOf = (...bytes: readonly number[]): Bent => ({
  leaf: { parts: { serial: der(0x02, Buffer.from(bytes)) } },
});
export const [constraints, issuerUsage] = caExtensions(0) as readonly [Buffer, Buffer];
export const cn = commonName('Alice');
export const surname = sequence(oid('2.5.4.4'), der(0x0c, Buffer.from('A')));
export const subject = (value: Buffer): Bent => ({ leaf: { parts: { subject: value } } });
export const twenty = Array.from({ length: 20 }, () => 0x11);
