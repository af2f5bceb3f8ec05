import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import forge from 'node-forge';

const { asn1, pki, pkcs12 } = forge;
const day = 86_400_000;

export type TestAuthority = { readonly certificate: Buffer; readonly key: KeyObject };
export type TestCertificate = TestAuthority;

type Plan = {
  readonly name: string;
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
};

/** A certificate authority for the servers and clients of a test. @param until days from now */
export function makeAuthority(name: string, until = 30): TestAuthority {
  const key = newKey();
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: true },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
  ];
  return { key, certificate: issue({ name, until }, key, null, extensions) };
}

/** A certificate for TLS, of a server or a client. */
export function makeCertificate(plan: Plan, authority: TestAuthority): TestCertificate {
  const key = newKey();
  const altNames = [
    ...(plan.names ?? []).map((value) => ({ type: 2, value })),
    ...(plan.addresses ?? []).map((ip) => ({ type: 7, ip })),
  ];
  const extensions = [
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ];
  return { key, certificate: issue(plan, key, authority, extensions) };
}

export const pemOf = ({ certificate }: TestCertificate): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

export const keyPemOf = ({ key }: TestCertificate): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** PKCS#12, base64; `rc2` is what programs before 2010 wrote, and `3des` those before 2020. */
export function pkcs12Of(
  one: TestCertificate,
  passphrase: string,
  algorithm: 'aes256' | '3des' = 'aes256',
): string {
  const certificate = pki.certificateFromPem(pemOf(one));
  const made = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(keyPemOf(one)), [certificate], passphrase, {
    algorithm,
  });
  return Buffer.from(asn1.toDer(made).getBytes(), 'binary').toString('base64');
}

const newKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

function issue(
  { name, from = -1, until = 30 }: Plan,
  key: KeyObject,
  authority: TestAuthority | null,
  extensions: object[],
): Buffer {
  const certificate = pki.createCertificate();
  const spki = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  certificate.publicKey = pki.publicKeyFromPem(spki);
  certificate.serialNumber = `40${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() + from * day);
  certificate.validity.notAfter = new Date(Date.now() + until * day);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(authority ? pki.certificateFromPem(pemOf(authority)).subject.attributes : subject);
  certificate.setExtensions(extensions);
  // node:crypto signs: forge would take seconds for it.
  const internal = certificate as unknown as Record<string, unknown>;
  internal.signatureOid = pki.oids.sha256WithRSAEncryption;
  internal.siginfo = { algorithmOid: pki.oids.sha256WithRSAEncryption };
  const tbs = (pki as unknown as { getTBSCertificate(c: unknown): forge.asn1.Asn1 }).getTBSCertificate(
    certificate,
  );
  internal.tbsCertificate = tbs;
  const signed = Buffer.from(asn1.toDer(tbs).getBytes(), 'binary');
  internal.signature = sign('sha256', signed, authority?.key ?? key).toString('binary');
  return Buffer.from(asn1.toDer(pki.certificateToAsn1(certificate)).getBytes(), 'binary');
}
