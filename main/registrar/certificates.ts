import { createPublicKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { readCertificate } from '../pki/certificate.ts';
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

/** A new RSA key of 3072 bits with e = 65537. It takes some tenths of a second, away from the main loop. */
export const newKey = async (): Promise<KeyObject> =>
  (await promisify(generateKeyPair)('rsa', { modulusLength: 3072, publicExponent: 65_537 })).privateKey;

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
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuerKeyId(plan.issuer) },
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

/** True: forge takes the certificate's own key, as a root names itself. */
const issuerKeyId = (issuer: Issuer | null): string | true =>
  issuer ? (readCertificate(issuer.certificate)?.subjectKeyId?.toString('binary') ?? true) : true;

/** RFC 5280 5.3.1; null leaves the reason out. */
export type ReasonCode = 1 | 3 | 4 | 5 | null;
export type RevokedEntry = { readonly serial: bigint; readonly at: number; readonly reason: ReasonCode };

export type ListPlan = {
  readonly number: bigint;
  /** When it is made, and its nextUpdate; milliseconds since 1970. */
  readonly now: number;
  readonly until: number;
  readonly revoked: readonly RevokedEntry[];
};

/** A CRL (RFC 5280 section 5), signed by the issuer's own key. @returns DER */
export function issueCrl(issuer: Issuer, { number, now, until, revoked }: ListPlan): Buffer {
  const extensions = create(Class.CONTEXT_SPECIFIC, 0, true, [
    sequence(sequence(oid(ids.crlNumber), octets(integer(number)))),
  ]);
  const name = (
    pki as unknown as { distinguishedNameToAsn1(name: unknown): forge.asn1.Asn1 }
  ).distinguishedNameToAsn1(subjectOf(issuer.certificate));
  const algorithm = (): forge.asn1.Asn1 =>
    sequence(oid(sha256WithRsa), create(universal, Type.NULL, false, ''));
  const list = sequence(
    create(universal, Type.INTEGER, false, '\x01'),
    algorithm(),
    name,
    time(now - backdatedList),
    time(until),
    ...(revoked.length > 0 ? [sequence(...revoked.map(entry))] : []),
    extensions,
  );
  const signature = sign('sha256', derOf(list), issuer.key).toString('binary');
  return derOf(sequence(list, algorithm(), create(universal, Type.BITSTRING, false, `\0${signature}`)));
}

const ids = { crlNumber: '2.5.29.20', reasonCode: '2.5.29.21' } as const;
/** A reader's clock that is a little slow must not call it one of the future. */
const backdatedList = 60_000;

function entry({ serial, at, reason }: RevokedEntry): forge.asn1.Asn1 {
  const code = create(universal, Type.ENUMERATED, false, String.fromCharCode(reason ?? 0));
  return sequence(
    integer(serial),
    time(at),
    ...(reason === null ? [] : [sequence(sequence(oid(ids.reasonCode), octets(code)))]),
  );
}

const { create, Class, Type } = asn1;
const universal = Class.UNIVERSAL;
const sequence = (...values: forge.asn1.Asn1[]): forge.asn1.Asn1 =>
  create(universal, Type.SEQUENCE, true, values);
const octets = (inner: forge.asn1.Asn1): forge.asn1.Asn1 =>
  create(universal, Type.OCTETSTRING, false, asn1.toDer(inner).getBytes());
const oid = (id: string): forge.asn1.Asn1 => create(universal, Type.OID, false, asn1.oidToDer(id).getBytes());
/** UTCTime: every time here lies before 2050. */
const time = (at: number): forge.asn1.Asn1 =>
  create(universal, Type.UTCTIME, false, asn1.dateToUtcTime(new Date(at)) as unknown as string);

/** A positive integer of any size, minimal. */
function integer(value: bigint): forge.asn1.Asn1 {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex');
  return create(universal, Type.INTEGER, false, bytes.toString('binary'));
}

export const toPem = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

export const fromPem = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

export const publicKeyOf = (key: KeyObject): KeyObject => createPublicKey(key);

const subjectOf = (certificate: Buffer): forge.pki.Certificate['subject'] =>
  pki.certificateFromAsn1(asn1.fromDer(certificate.toString('binary'))).subject;

const derOf = (value: forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'binary');
