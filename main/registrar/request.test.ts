import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateRequest } from '../keys/certificate-request.ts';
import {
  algorithmOf,
  bits,
  commonName,
  der,
  extension,
  type Hash,
  nothing,
  octets,
  oid,
  pssAlgorithm,
  sequence,
  signed,
  whole,
} from '../pki/test-support.ts';
import { frozen } from '../protocol/test-support.ts';
import { BadRequest, readRequest } from './request.ts';

const key = createPrivateKey(frozen.sender.privateKey);
const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey;
const email = (text: string): Buffer => der(0x81, Buffer.from(text));
const altName = (...names: readonly Buffer[]): Buffer => extension('2.5.29.17', sequence(...names));
const address = altName(email('dora@acme'));
const attribute = (id: string, ...values: readonly Buffer[]): Buffer =>
  sequence(oid(id), der(0x31, ...values));
const extensionRequest = (...extensions: readonly Buffer[]): Buffer =>
  attribute('1.2.840.113549.1.9.14', sequence(...extensions));
const challenge = attribute('1.2.840.113549.1.9.7', der(0x0c, Buffer.from('x')));
const subjectOf = (...parts: readonly Buffer[]): Buffer => sequence(...parts.map((part) => der(0x31, part)));

type Plan = {
  readonly key?: typeof key;
  readonly signer?: typeof key;
  readonly hash?: Hash;
  readonly algorithm?: Buffer;
  readonly version?: Buffer;
  readonly subject?: Buffer;
  readonly spki?: Buffer;
  readonly attributes?: Buffer;
};

/** A PKCS#10 request, signed properly whatever it says. */
function request(plan: Plan = {}): Buffer {
  const own = plan.key ?? key;
  const signer = plan.signer ?? own;
  const { hash = 'sha256', algorithm = algorithmOf(signer, hash) } = plan;
  const info = sequence(
    plan.version ?? whole(0),
    plan.subject ?? subjectOf(commonName('Dora')),
    plan.spki ?? createPublicKey(own).export({ type: 'spki', format: 'der' }),
    plan.attributes ?? der(0xa0, extensionRequest(address)),
  );
  return signed(info, signer, hash, algorithm);
}

const named = (text: string | Buffer, tag?: number): Plan => ({ subject: subjectOf(commonName(text, tag)) });
const asking = (...extensions: readonly Buffer[]): Plan => ({
  attributes: der(0xa0, extensionRequest(...extensions)),
});
const pem = (bytes: Buffer): Buffer =>
  Buffer.from(
    `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`,
  );

const accepted: Readonly<Record<string, readonly [Plan, string]>> = {
  'a plain one': [{}, 'Dora'],
  'SHA-384': [{ hash: 'sha384' }, 'Dora'],
  'SHA-512': [{ hash: 'sha512' }, 'Dora'],
  'RSA of 2048 bits': [{ key: rsa(2048) }, 'Dora'],
  'a name in UTF-8': [named('Dóra 多拉'), 'Dóra 多拉'],
  'a PrintableString': [named('Dora', 0x13), 'Dora'],
  'an IA5String': [named('d@ra', 0x16), 'd@ra'],
  'a BMPString': [named(Buffer.from('Dóra', 'utf16le').swap16(), 0x1e), 'Dóra'],
  'a name of 64 characters': [named('𝒟'.repeat(64)), '𝒟'.repeat(64)],
  'parts beside the name': [
    { subject: subjectOf(sequence(oid('2.5.4.10'), der(0x0c, Buffer.from('Acme'))), commonName('Dora')) },
    'Dora',
  ],
  'an attribute beside the extensionRequest': [
    { attributes: der(0xa0, challenge, extensionRequest(address)) },
    'Dora',
  ],
};

const refused: Readonly<Record<string, readonly [Plan, RegExp]>> = {
  'e = 3': [{ key: rsa(2048, 3) }, /exponent of the RSA key is not 65537/],
  'RSA of 1024 bits': [{ key: rsa(1024) }, /1024 bits and not 2048 to 4096/],
  'an elliptic key': [
    { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
    /the key is not RSA: the key must be RSA/,
  ],
  'a key of Ed25519': [
    { spki: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }) },
    /the key is not RSA.*must be RSA/,
  ],
  'another key than that which signed': [{ signer: rsa(2048) }, /possession/],
  'SHA-1': [{ hash: 'sha1' }, /possession/],
  'RSASSA-PSS': [{ algorithm: pssAlgorithm }, /possession/],
  'a signature algorithm without NULL': [{ algorithm: sequence(oid('1.2.840.113549.1.1.11')) }, /possession/],
  'no name': [{ subject: sequence() }, /one displayed name/],
  'two names': [{ subject: subjectOf(commonName('Dora'), commonName('Emil')) }, /one displayed name/],
  'an empty name': [named(''), /is empty/],
  'a name of spaces': [named('  \u3000'), /is empty/],
  'a name of 65 characters': [named('x'.repeat(65)), /more than 64 characters/],
  'a control character': [named('Do\tra'), /control or format/],
  'a line break': [named('Dora\n'), /control or format/],
  'a mark that turns text': [named('Dora\u202e'), /control or format/],
  'a mark that is not seen': [named('Do\u200bra'), /control or format/],
  'a byte order mark': [named('\ufeffDora'), /control or format/],
  'a line separator': [named('Do\u2028ra'), /control or format/],
  'a paragraph separator': [named('Do\u2029ra'), /control or format/],
  'a control character in a BMPString': [
    named(Buffer.from('Do\u0085ra', 'utf16le').swap16(), 0x1e),
    /control or format/,
  ],
  'a TeletexString': [named('Dora', 0x14), /must be a UTF8String/],
  'a UniversalString': [named(Buffer.from('00000044', 'hex'), 0x1c), /must be a UTF8String/],
  'a VisibleString': [named('Dora', 0x1a), /must be a UTF8String/],
  'a name that is no string': [named('Dora', 0x04), /must be a UTF8String/],
  'a name that is not UTF-8': [named(Buffer.from([0x44, 0xff])), /not a PKCS#10/],
  'a PrintableString of other characters': [named('d@ra', 0x13), /not a PKCS#10/],
  'a BMPString of half a pair': [named(Buffer.from('d835', 'hex'), 0x1e), /not a PKCS#10/],
  'two addresses': [asking(altName(email('dora@acme'), email('emil@acme'))), /more names than one address/],
  'a dNSName beside the address': [
    asking(altName(email('dora@acme'), der(0x82, Buffer.from('acme.example')))),
    /more names than one address/,
  ],
  'a dNSName': [asking(altName(der(0x82, Buffer.from('acme.example')))), /more names than one address/],
  keyUsage: [
    asking(address, extension('2.5.29.15', bits(Buffer.from([0xa0]), 5), true)),
    /other extensions than subjectAltName/,
  ],
  'basicConstraints alone': [
    asking(extension('2.5.29.19', sequence())),
    /other extensions than subjectAltName/,
  ],
  'an unknown extension': [
    asking(address, extension('1.2.3', octets())),
    /other extensions than subjectAltName/,
  ],
  'a subjectAltName twice': [asking(address, address), /not a PKCS#10/],
  'no extensions in the extensionRequest': [asking(), /not a PKCS#10/],
  'two values of the extensionRequest': [
    {
      attributes: der(
        0xa0,
        attribute('1.2.840.113549.1.9.14', sequence(address), sequence(altName(email('emil@acme')))),
      ),
    },
    /not a PKCS#10/,
  ],
  'the extensionRequest twice': [
    { attributes: der(0xa0, extensionRequest(address), extensionRequest(altName(email('emil@acme')))) },
    /not a PKCS#10/,
  ],
  'attributes not in order': [
    { attributes: der(0xa0, extensionRequest(address), challenge) },
    /not a PKCS#10/,
  ],
  'no attributes': [{ attributes: Buffer.alloc(0) }, /not a PKCS#10/],
  'something after the attributes': [
    { attributes: Buffer.concat([der(0xa0, extensionRequest(address)), nothing]) },
    /not a PKCS#10/,
  ],
  'version 2': [{ version: whole(1) }, /not a PKCS#10/],
};

describe('requests', () => {
  it.each(Object.entries(accepted))('takes %s, DER and PEM', (_, [plan, name]) => {
    const bytes = request(plan);
    for (const form of [bytes, pem(bytes)])
      expect(readRequest(form)).toMatchObject({ der: bytes, commonName: name, emails: ['dora@acme'] });
  });

  it.each(Object.entries(refused))('refuses %s and says so', (_, [plan, why]) => {
    expect(() => readRequest(request(plan))).toThrow(why);
    expect(() => readRequest(request(plan))).toThrow(BadRequest);
  });

  it('takes one without an address: somebody else vouches for it', () => {
    expect(readRequest(request({ attributes: der(0xa0) })).emails).toEqual([]);
  });

  it('takes what this app writes', () => {
    const own = certificateRequest(key, 'dora@acme', 'Dóra');
    expect(readRequest(own)).toMatchObject({ der: own, commonName: 'Dóra', emails: ['dora@acme'] });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['bytes after the request', Buffer.concat([request(), Buffer.alloc(1)])],
    ['a request that is cut off', request().subarray(0, -1)],
    ['PEM of nothing', pem(Buffer.alloc(0))],
  ])('refuses %s', (_, bytes) => {
    expect(() => readRequest(bytes)).toThrow(/not a PKCS#10 request in DER or PEM/);
  });

  it('refuses more than 32 KiB before it looks into it', () => {
    expect(() => readRequest(Buffer.alloc(32 * 1024 + 1))).toThrow('larger than 32768 bytes');
  });
});
