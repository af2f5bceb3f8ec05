import type { KeyObject } from 'node:crypto';
import { type DisplayedNameFault, whyNotDisplayedName } from '../../shared/displayed-name.ts';
import { checkSorted } from '../pki/check-der.ts';
import { BadDer, children, type Der, expect, integer, oid, tags } from '../pki/der.ts';
import { type AltNames, altNamesOf, extensions } from '../pki/extensions.ts';
import { commonNamesOf } from '../pki/name.ts';
import { readPublicKey } from '../pki/public-key.ts';
import { isSignedBy, readSigned } from '../pki/signed-object.ts';
import { readText, textTags } from '../pki/text.ts';
import { fromPem } from './certificates.ts';

export type CertificateRequest = {
  /** PKCS#10. */
  readonly der: Buffer;
  /** RSA of 2048 to 4096 bits with e = 65537. */
  readonly publicKey: KeyObject;
  /** The displayed name. */
  readonly commonName: string;
  /** The rfc822Name that it asks for; none where somebody else vouches for the address. */
  readonly emails: readonly string[];
};

/** A request that is not certified; the message says why, and what it has to be. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

const mostBytes = 32 * 1024;
const ids = { extensionRequest: '1.2.840.113549.1.9.14', subjectAltName: '2.5.29.17' } as const;
const attributesTag = 0xa0;

/** Reads a PKCS#10 request (RFC 2986), DER or PEM, as strictly as a certificate. @throws BadRequest */
export function readRequest(bytes: Buffer): CertificateRequest {
  if (bytes.length > mostBytes) throw new BadRequest(`the request is larger than ${mostBytes} bytes`);
  const der = bytes[0] === tags.sequence ? bytes : fromPem(bytes.toString('latin1'));
  try {
    return read(der);
  } catch (error) {
    if (!(error instanceof BadDer)) throw error;
    throw new BadRequest(`not a PKCS#10 request in DER or PEM: ${error.message}`);
  }
}

function read(der: Buffer): CertificateRequest {
  const signed = readSigned(der);
  const [version, subject, spki, attributes, ...more] = children(signed.toBeSigned);
  if (integer(version) !== 0n || !subject || !spki || more.length > 0) throw new BadDer('request');
  const publicKey = keyOf(spki);
  if (!isSignedBy(signed, publicKey))
    throw new BadRequest(
      'the signature of the request does not prove possession of its key: RSA with SHA-256, SHA-384 or SHA-512',
    );
  const { emails, others } = altNamesAmong(expect(attributes, attributesTag));
  if (emails.length > 1 || others > 0)
    throw new BadRequest('the request asks for more names than one address (rfc822Name)');
  return { der, publicKey, commonName: displayedNameOf(subject), emails };
}

function keyOf(spki: Der): KeyObject {
  const wanted = 'the key must be RSA with 2048 to 4096 bits and the exponent 65537';
  try {
    const key = readPublicKey(spki);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch (error) {
    if (!(error instanceof BadDer)) throw error;
    throw new BadRequest(`${error.message}: ${wanted}`);
  }
  throw new BadRequest(`the key is not RSA: ${wanted}`);
}

const nameTags: readonly number[] = [textTags.utf8, textTags.printable, textTags.ia5, textTags.bmp];
const nameFaults: Readonly<Record<DisplayedNameFault, string>> = {
  empty: 'the displayed name (CN) is empty',
  'too-long': 'the displayed name (CN) has more than 64 characters',
  'unseen-characters': 'the displayed name (CN) holds control or format characters',
};

function displayedNameOf(subject: Der): string {
  const [value, ...more] = commonNamesOf(subject);
  if (!value || more.length > 0) throw new BadRequest('the request must have one displayed name (CN)');
  if (!nameTags.includes(value.tag))
    throw new BadRequest(
      'the displayed name (CN) must be a UTF8String, PrintableString, IA5String or BMPString',
    );
  const name = readText(value);
  const fault = whyNotDisplayedName(name);
  if (fault) throw new BadRequest(nameFaults[fault]);
  return name;
}

/** The names of the extensionRequest, which may ask for nothing else. Other attributes say nothing here. */
function altNamesAmong(attributes: Der): AltNames {
  const list = children(attributes);
  checkSorted(list);
  const found = new Map<string, readonly Der[]>();
  for (const attribute of list) {
    const [type, values, ...more] = children(expect(attribute, tags.sequence));
    const id = oid(type);
    if (more.length > 0 || found.has(id)) throw new BadDer('attribute');
    found.set(id, children(expect(values, tags.set)));
  }
  const asked = found.get(ids.extensionRequest);
  if (!asked) return altNamesOf(undefined);
  const [value, ...more] = asked;
  if (!value || more.length > 0) throw new BadDer('extensionRequest');
  const wanted = extensions(value);
  if ([...wanted.keys()].some((id) => id !== ids.subjectAltName))
    throw new BadRequest('the request asks for other extensions than subjectAltName');
  return altNamesOf(wanted.get(ids.subjectAltName));
}
