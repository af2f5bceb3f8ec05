import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  address,
  altName,
  type Bent,
  basic,
  cn,
  constraints,
  destination,
  email,
  issuerUsage,
  judge,
  keys,
  rsa,
  rsaKey,
  serialOf,
  subject,
  surname,
  twenty,
  usage,
  why,
  withIssuer,
  withLeaf,
  withMore,
} from './chain.test-support.ts';
import {
  algorithmOf,
  caExtensions,
  commonName,
  der,
  extension,
  keyUsage,
  no,
  nothing,
  octets,
  oid,
  pssAlgorithm,
  sequence,
  time,
  whole,
  yes,
} from './test-support.ts';

/** An RSA key that is for RSASSA-PSS only. */
const pssSpki = Buffer.from(createPublicKey(rsaKey).export({ type: 'spki', format: 'der' }));
pssSpki[pssSpki.indexOf(Buffer.from('2a864886f70d010101', 'hex')) + 8] = 10;
const refused: Readonly<Record<string, readonly [Bent, string]>> = {
  'a root past its end': [
    { root: { parts: { validity: sequence(time('2020-01-01T00:00:00'), time('2026-05-31T00:00:00')) } } },
    'not valid at that time',
  ],
  'an issuer before its begin': [{ issuing: { notBefore: '2026-06-02T00:00:00' } }, 'not valid at that time'],
  'a destination before its begin': [
    { leaf: { notBefore: '2026-06-02T00:00:00' } },
    'not valid at that time',
  ],
  'RSASSA-PSS by an issuer': [
    { issuing: { key: rsaKey }, leaf: { algorithm: pssAlgorithm } },
    'signature of a certificate',
  ],
  'RSASSA-PSS by the root': [
    { root: { key: rsaKey }, issuing: { algorithm: pssAlgorithm } },
    'signature of a certificate',
  ],
  'a key that is for RSASSA-PSS only': [{ leaf: { parts: { spki: pssSpki } } }, 'not a certificate'],
  'RSA with SHA-1': [{ issuing: { key: rsaKey }, leaf: { hash: 'sha1' } }, 'signature of a certificate'],
  'RSA without NULL': [
    { issuing: { key: rsaKey }, leaf: { algorithm: sequence(oid('1.2.840.113549.1.1.11')) } },
    'signature of a certificate',
  ],
  'ECDSA with NULL': [
    { leaf: { algorithm: sequence(oid('1.2.840.10045.4.3.2'), nothing) } },
    'signature of a certificate',
  ],
  'something after NULL': [
    {
      issuing: { key: rsaKey },
      leaf: { algorithm: sequence(oid('1.2.840.113549.1.1.11'), nothing, nothing) },
    },
    'signature of a certificate',
  ],
  'an arc with a needless octet in the algorithm': [
    { leaf: { algorithm: sequence(der(0x06, Buffer.from('2a8648ce3d04800302', 'hex'))) } },
    'not a certificate',
  ],
  'another algorithm inside': [
    { leaf: { parts: { algorithm: algorithmOf(keys.issuing, 'sha512') } } },
    'not a certificate',
  ],
  'another algorithm inside the root': [
    { root: { parts: { algorithm: algorithmOf(keys.root, 'sha512') } } },
    'not a certificate',
  ],
  'an issuer with RSA and e = 3': [{ issuing: { key: rsa(2048, 3) } }, 'not a certificate'],
  'a root with RSA of 1024 bits': [{ root: { key: rsa(1024) } }, 'not a certificate'],
  'an issuer with an empty subject': [
    { issuing: { parts: { subject: sequence() } }, leaf: { parts: { issuer: sequence() } } },
    'an issuer without a name',
  ],
  'a root with an empty subject': [
    { root: { parts: { subject: sequence() } }, issuing: { parts: { issuer: sequence() } } },
    'an issuer without a name',
  ],
  'names that differ only in their string type': [
    { leaf: { parts: { issuer: sequence(der(0x31, commonName('issuing', 0x13))) } } },
    'names do not chain',
  ],
  'basicConstraints of an issuer not critical': [
    withIssuer(extension('2.5.29.19', sequence(yes)), issuerUsage),
    'basicConstraints of an issuer',
  ],
  'an issuer without basicConstraints': [withIssuer(issuerUsage), 'basicConstraints of an issuer'],
  'an issuer that is no CA': [withIssuer(basic(), issuerUsage), 'basicConstraints of an issuer'],
  'an issuer without keyCertSign': [withIssuer(constraints, keyUsage(0x02, 1)), 'keyUsage of an issuer'],
  'an issuer without cRLSign': [withIssuer(constraints, keyUsage(0x04, 2)), 'keyUsage of an issuer'],
  'an issuer without keyUsage': [withIssuer(constraints), 'keyUsage of an issuer'],
  'version 1, said': [{ leaf: { parts: { version: der(0xa0, whole(0)) } } }, 'not a certificate'],
  'version 1, not said': [{ leaf: { parts: { version: Buffer.alloc(0) } } }, 'not a certificate'],
  'version 2': [{ leaf: { parts: { version: der(0xa0, whole(1)) } } }, 'not a certificate'],
  'version 4': [{ leaf: { parts: { version: der(0xa0, whole(3)) } } }, 'not a certificate'],
  'something after the version': [
    { leaf: { parts: { version: der(0xa0, whole(2), whole(2)) } } },
    'not a certificate',
  ],
  'serial 0': [serialOf(0), 'not a certificate'],
  'a negative serial': [serialOf(0x80), 'not a certificate'],
  'a serial with a needless zero': [serialOf(0, 1), 'not a certificate'],
  'a serial of 21 octets': [serialOf(1, ...twenty), 'not a certificate'],
  'a serial of 21 octets, the sign counted': [serialOf(0, 0x80, ...twenty.slice(1)), 'not a certificate'],
  'an issuer with serial 0': [{ issuing: { serial: 0 } }, 'not a certificate'],
  'a root with serial 0': [{ root: { serial: 0 } }, 'not a certificate'],
  'a set of a name not in order': [subject(sequence(der(0x31, cn, surname))), 'not a certificate'],
  'a set of a name with the same twice': [subject(sequence(der(0x31, cn, cn))), 'not a certificate'],
  'an empty set of a name': [subject(sequence(der(0x31))), 'not a certificate'],
  'a name that is not UTF-8': [
    subject(sequence(der(0x31, commonName(Buffer.from([0xff]))))),
    'not a certificate',
  ],
  'a string of several parts': [subject(sequence(der(0x31, commonName(cn, 0x2c)))), 'not a certificate'],
  'extensions that are empty': [
    { leaf: { parts: { extensions: der(0xa3, sequence()) } } },
    'not a certificate',
  ],
  'unique identifiers after the extensions': [
    { leaf: { parts: { unique: der(0xa3, sequence(usage)), extensions: der(0x81, Buffer.from([0])) } } },
    'not a certificate',
  ],
  'a unique identifier that is no bit string': [
    { leaf: { parts: { unique: der(0x81) } } },
    'not a certificate',
  ],
  'critical FALSE': [withMore(sequence(oid('1.2.3'), no, octets())), 'not a certificate'],
  'critical as 01': [
    withMore(sequence(oid('1.2.3'), der(0x01, Buffer.from([1])), octets())),
    'not a certificate',
  ],
  'an arc with a needless octet in an extension': [
    withLeaf(
      usage,
      sequence(der(0x06, Buffer.from([0x55, 0x1d, 0x80, 0x11])), octets(sequence(email(destination)))),
    ),
    'not a certificate',
  ],
  'an extension twice': [withMore(address), 'not a certificate'],
  'bytes after the value of an extension': [
    withLeaf(usage, extension('2.5.29.17', Buffer.concat([sequence(email(destination)), nothing]))),
    'not a certificate',
  ],
  'cA FALSE': [withMore(basic(no)), 'not a certificate'],
  'pathLen without cA': [withMore(basic(whole(0))), 'not a certificate'],
  'a negative pathLen': [
    withIssuer(basic(yes, der(0x02, Buffer.from([0xff]))), issuerUsage),
    'not a certificate',
  ],
  'something after pathLen': [withIssuer(basic(yes, whole(0), nothing), issuerUsage), 'not a certificate'],
  'a destination that is a CA': [withMore(basic(yes)), 'the certificate is a CA'],
  'no keyUsage': [withLeaf(address), 'keyUsage'],
  'keyUsage without digitalSignature': [withLeaf(keyUsage(0x20, 5), address), 'keyUsage'],
  'keyUsage without keyEncipherment': [withLeaf(keyUsage(0x80, 7), address), 'keyUsage'],
  'keyUsage with dataEncipherment': [withLeaf(keyUsage(0xb0, 4), address), 'keyUsage'],
  'keyUsage with keyAgreement': [withLeaf(keyUsage(0xa8, 3), address), 'keyUsage'],
  'keyUsage with keyCertSign': [withLeaf(keyUsage(0xa4, 2), address), 'keyUsage'],
  'keyUsage with cRLSign': [withLeaf(keyUsage(0xa2, 1), address), 'keyUsage'],
  'keyUsage with encipherOnly': [withLeaf(keyUsage(0xa1, 0), address), 'keyUsage'],
  'keyUsage with decipherOnly': [
    withLeaf(extension('2.5.29.15', der(0x03, Buffer.from([7, 0xa0, 0x80])), true), address),
    'keyUsage',
  ],
  'keyUsage with a tenth bit': [
    withLeaf(extension('2.5.29.15', der(0x03, Buffer.from([6, 0xa0, 0x40])), true), address),
    'keyUsage',
  ],
  'keyUsage with a zero bit at its end': [withLeaf(keyUsage(0xa0, 4), address), 'not a certificate'],
  'keyUsage with a zero octet at its end': [
    withLeaf(extension('2.5.29.15', der(0x03, Buffer.from([0, 0xa0, 0])), true), address),
    'not a certificate',
  ],
  'no subjectAltName': [withLeaf(usage), 'subjectAltName'],
  'an empty subjectAltName': [withLeaf(usage, altName()), 'not a certificate'],
  'two addresses': [withLeaf(usage, altName(email(destination), email('bob@acme'))), 'subjectAltName'],
  'the address twice': [withLeaf(usage, altName(email(destination), email(destination))), 'subjectAltName'],
  'another address': [withLeaf(usage, altName(email('bob@acme'))), 'subjectAltName'],
  'the address in capitals': [withLeaf(usage, altName(email('Alice@acme'))), 'subjectAltName'],
  'the address as dNSName': [withLeaf(usage, altName(der(0x82, Buffer.from(destination)))), 'subjectAltName'],
  'an address of several parts': [
    withLeaf(usage, altName(der(0xa1, email(destination)))),
    'not a certificate',
  ],
  'a name of no known kind': [withLeaf(usage, altName(email(destination), der(0x89))), 'not a certificate'],
  'an iPAddress of five octets': [
    withLeaf(usage, altName(email(destination), der(0x87, Buffer.alloc(5)))),
    'not a certificate',
  ],
  'a dNSName of eight bits': [
    withLeaf(usage, altName(email(destination), der(0x82, Buffer.from([0xe4])))),
    'not a certificate',
  ],
  'an empty extendedKeyUsage': [withMore(extension('2.5.29.37', sequence())), 'not a certificate'],
  'an extendedKeyUsage of another form': [
    withMore(extension('2.5.29.37', sequence(whole(1)))),
    'not a certificate',
  ],
  'an unknown critical extension': [withMore(extension('1.2.3', octets(), true)), 'critical extension'],
  'nameConstraints, critical': [
    withIssuer(constraints, issuerUsage, extension('2.5.29.30', sequence(), true)),
    'critical extension',
  ],
  'nameConstraints, not critical': [
    withIssuer(constraints, issuerUsage, extension('2.5.29.30', sequence())),
    'critical extension',
  ],
  'a root with an unknown critical extension': [
    { root: { extensions: [...caExtensions(), extension('1.2.3', octets(), true)] } },
    'critical extension',
  ],
};

describe('each sentence of protocol.md 7.3', () => {
  it.each(Object.entries(refused))('refuses %s', (_, [bent, expected]) => {
    const verdict = judge(bent);
    expect([verdict.verdict, why(verdict)]).toEqual(['invalid', expected]);
  });
});
