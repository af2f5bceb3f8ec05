import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import forge from 'node-forge';
import { DAY } from '../protocol/limits.ts';

const { asn1, pki } = forge;
const sha256WithRsa = pki.oids.sha256WithRSAEncryption as string;

/** The registrar sets notBefore 24 h before issuing (protocol.md 7.2). */
const backdated = DAY;

export type Issuer = { readonly certificate: Buffer; readonly key: KeyObject };

export type CertificatePlan = {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  /** Null: signed with its own key. */
  readonly issuer: Issuer | null;
  /** When it is issued, milliseconds since 1970. */
  readonly now: number;
  readonly days: number;
  /** A CA with this pathLen, or null for a destination's certificate. */
  readonly pathLen: number | null;
  /** The destination, or null for a CA. */
  readonly email: string | null;
};

export const newKey = (): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65_537 }).privateKey;

/**
 * An X.509 certificate after the profile of protocol.md 7.3. forge writes the structure, node:crypto signs it.
 * @param signer the issuer's key; for a root its own
 * @returns DER
 */
export function issueCertificate(plan: CertificatePlan, signer: KeyObject): Buffer {
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(
    plan.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  // Positive, so that DER needs no sign byte.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  certificate.serialNumber = serial.toString('hex');
  certificate.validity.notBefore = new Date(plan.now - backdated - (plan.pathLen === null ? 0 : DAY));
  certificate.validity.notAfter = new Date(plan.now + plan.days * DAY);
  const subject = [
    {
      name: 'commonName',
      value: plan.commonName,
      valueTagClass: asn1.Type.UTF8 as unknown as forge.asn1.Class,
    },
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(plan.issuer ? subjectOf(plan.issuer.certificate).attributes : subject);
  const ca = plan.pathLen !== null;
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: ca, ...(ca ? { pathLenConstraint: plan.pathLen } : {}) },
    ca
      ? { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true }
      : { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    ...(plan.email === null ? [] : [{ name: 'subjectAltName', altNames: [{ type: 1, value: plan.email }] }]),
  ]);
  const internal = certificate as unknown as Record<string, unknown>;
  internal.signatureOid = sha256WithRsa;
  internal.siginfo = { algorithmOid: sha256WithRsa };
  const toBeSigned = (pki as unknown as { getTBSCertificate(c: unknown): forge.asn1.Asn1 }).getTBSCertificate(
    certificate,
  );
  internal.tbsCertificate = toBeSigned;
  internal.signature = sign('sha256', derOf(toBeSigned), signer).toString('binary');
  return derOf(pki.certificateToAsn1(certificate));
}

/**
 * An empty CRL (RFC 5280 section 5), signed by the issuer's own key: it says that nothing is revoked.
 * @param days until its nextUpdate. @param now milliseconds since 1970. @returns DER
 */
export function issueCrl(issuer: Issuer, number: number, days: number, now: number): Buffer {
  const { create, Class, Type } = asn1;
  const universal = Class.UNIVERSAL;
  const sequence = (...values: forge.asn1.Asn1[]): forge.asn1.Asn1 =>
    create(universal, Type.SEQUENCE, true, values);
  const integer = (value: number): forge.asn1.Asn1 =>
    create(universal, Type.INTEGER, false, asn1.integerToDer(value).getBytes());
  const oid = (id: string): forge.asn1.Asn1 =>
    create(universal, Type.OID, false, asn1.oidToDer(id).getBytes());
  const time = (at: number): forge.asn1.Asn1 =>
    create(universal, Type.UTCTIME, false, asn1.dateToUtcTime(new Date(at)) as unknown as string);
  const algorithm = (): forge.asn1.Asn1 =>
    sequence(oid(sha256WithRsa), create(universal, Type.NULL, false, ''));
  const numberValue = create(universal, Type.OCTETSTRING, false, asn1.toDer(integer(number)).getBytes());
  const extensions = create(Class.CONTEXT_SPECIFIC, 0, true, [
    sequence(sequence(oid('2.5.29.20'), numberValue)),
  ]);
  const name = (
    pki as unknown as { distinguishedNameToAsn1(name: unknown): forge.asn1.Asn1 }
  ).distinguishedNameToAsn1(subjectOf(issuer.certificate));
  const list = sequence(
    integer(1),
    algorithm(),
    name,
    time(now - 60_000),
    time(now + days * DAY),
    extensions,
  );
  const signature = sign('sha256', derOf(list), issuer.key).toString('binary');
  return derOf(sequence(list, algorithm(), create(universal, Type.BITSTRING, false, `\0${signature}`)));
}

export const toPem = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

export const fromPem = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

export const publicKeyOf = (key: KeyObject): KeyObject => createPublicKey(key);

const subjectOf = (certificate: Buffer): forge.pki.Certificate['subject'] =>
  pki.certificateFromAsn1(asn1.fromDer(certificate.toString('binary'))).subject;

const derOf = (value: forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'binary');
