import { createPublicKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { isSignedBy, readSigned } from '../pki/signed-object.ts';
import { MAX_KEY_BITS, MIN_KEY_BITS } from '../protocol/limits.ts';
import { fromPem } from './certificates.ts';

const { asn1, pki } = forge;

export type CertificateRequest = {
  /** PKCS#10. */
  readonly der: Buffer;
  readonly publicKey: KeyObject;
  /** The displayed name, or "" where the request has none. */
  readonly commonName: string;
  /** The rfc822Names that it asks for. */
  readonly emails: readonly string[];
};

/** Reads a PKCS#10 request, DER or PEM. @throws where its signature does not prove possession of the key */
export function readRequest(bytes: Buffer): CertificateRequest {
  const text = bytes.toString('latin1');
  const der = text.includes('-----BEGIN') ? fromPem(text) : bytes;
  const request = pki.certificationRequestFromAsn1(asn1.fromDer(der.toString('binary')));
  if (!request.publicKey) throw new Error('the request has no public key');
  const publicKey = createPublicKey(pki.publicKeyToPem(request.publicKey));
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_KEY_BITS || bits > MAX_KEY_BITS)
    throw new Error('the key must be RSA with 2048 to 4096 bits');
  if (!isSignedBy(readSigned(der), publicKey))
    throw new Error('the signature of the request does not prove possession of its key');
  const extensions =
    (request.getAttribute({ name: 'extensionRequest' }) as { extensions?: RequestedExtension[] } | null)
      ?.extensions ?? [];
  const names = extensions.find(({ name }) => name === 'subjectAltName')?.altNames ?? [];
  const commonName = request.subject.getField('CN') as { value?: string } | null;
  return {
    der,
    publicKey,
    commonName: forgeText(commonName?.value ?? ''),
    emails: names.filter(({ type }) => type === 1).map(({ value }) => value),
  };
}

type RequestedExtension = {
  readonly name: string;
  readonly altNames?: readonly { readonly type: number; readonly value: string }[];
};

/** forge hands UTF-8 on as one character a byte in some string types. */
const forgeText = (text: string): string => {
  try {
    return forge.util.decodeUtf8(text);
  } catch {
    return text;
  }
};
