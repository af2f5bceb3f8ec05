import { constants, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** A small DER writer for certificates and CRLs that tests bend out of shape. TESTS ONLY. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length < 0x80 ? [] : [...Buffer.from(hexOf(content.length), 'hex')];
  const head = size.length === 0 ? [tag, content.length] : [tag, 0x80 | size.length, ...size];
  return Buffer.concat([Buffer.from(head), content]);
}

const hexOf = (value: number): string => {
  const digits = value.toString(16);
  return digits.length % 2 ? `0${digits}` : digits;
};

export const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
export const octets = (...contents: readonly Uint8Array[]): Buffer => der(0x04, ...contents);
export const whole = (value: number): Buffer => {
  const bytes = Buffer.from(hexOf(value), 'hex');
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
};
export const bits = (content: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);
export const yes = der(0x01, Buffer.from([0xff]));
export const no = der(0x01, Buffer.from([0]));
export const nothing = der(0x05);

export function oid(id: string): Buffer {
  const [first = 0, second = 0, ...rest] = id.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let more = Math.floor(arc / 128); more > 0; more = Math.floor(more / 128))
      groups.unshift(0x80 | (more & 0x7f));
    return groups;
  });
  return der(0x06, Buffer.from(bytes));
}

export const time = (at: string): Buffer =>
  der(0x18, Buffer.from(`${at.replace(/[-T:]/g, '').slice(0, 14)}Z`));
export const commonName = (text: string | Uint8Array, tag = 0x0c): Buffer =>
  sequence(oid('2.5.4.3'), der(tag, Buffer.from(text as string)));
export const name = (text: string): Buffer => sequence(der(0x31, commonName(text)));
export const extension = (id: string, value: Uint8Array, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

export const keyUsage = (byte: number, unused: number, critical = true): Buffer =>
  extension('2.5.29.15', bits(Buffer.from([byte]), unused), critical);
export const caExtensions = (pathLen?: number): readonly Buffer[] => [
  extension('2.5.29.19', sequence(yes, ...(pathLen === undefined ? [] : [whole(pathLen)])), true),
  keyUsage(0x06, 1),
];
export const leafExtensions = (email: string): readonly Buffer[] => [
  keyUsage(0xa0, 5),
  extension('2.5.29.17', sequence(der(0x81, Buffer.from(email)))),
];

const algorithms = {
  rsa: {
    sha1: '1.2.840.113549.1.1.5',
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
    sha512: '1.2.840.113549.1.1.13',
  },
  ec: {
    sha1: '1.2.840.10045.4.1',
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
    sha512: '1.2.840.10045.4.3.4',
  },
} as const;
export type Hash = keyof (typeof algorithms)['rsa'];

/** The AlgorithmIdentifier of a signature by this key. */
export function algorithmOf(key: KeyObject, hash: Hash): Buffer {
  const isRsa = key.asymmetricKeyType === 'rsa';
  return sequence(oid(algorithms[isRsa ? 'rsa' : 'ec'][hash]), ...(isRsa ? [nothing] : []));
}

/** RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes. */
const sha256Id = sequence(oid('2.16.840.1.101.3.4.2.1'), nothing);
export const pssAlgorithm = sequence(
  oid('1.2.840.113549.1.1.10'),
  sequence(
    der(0xa0, sha256Id),
    der(0xa1, sequence(oid('1.2.840.113549.1.1.8'), sha256Id)),
    der(0xa2, whole(32)),
  ),
);

/** Signs with the scheme that `algorithm` names, or with `hash` whatever it says. */
export function signed(
  toBeSigned: Buffer,
  key: KeyObject,
  hash: Hash = 'sha256',
  algorithm = algorithmOf(key, hash),
): Buffer {
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign(hash, toBeSigned, algorithm.equals(pssAlgorithm) ? pss : key);
  return sequence(toBeSigned, algorithm, bits(signature));
}

/** Parts of a certificate, DER, that stand in place of the right ones. */
export type Parts = {
  readonly version?: Buffer;
  readonly serial?: Buffer;
  readonly algorithm?: Buffer;
  readonly issuer?: Buffer;
  readonly validity?: Buffer;
  readonly subject?: Buffer;
  readonly spki?: Buffer;
  /** Elements between the key and the extensions. */
  readonly unique?: Buffer;
  readonly extensions?: Buffer;
};

export type Plan = {
  readonly key: KeyObject;
  readonly subject: string;
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly serial?: number;
  readonly notBefore?: string;
  readonly hash?: Hash;
  readonly innerHash?: Hash;
  readonly parts?: Parts;
  /** The outer AlgorithmIdentifier, and the inner one too where `parts` says nothing else. */
  readonly algorithm?: Buffer;
};

export function certificate(plan: Plan): Buffer {
  const { hash = 'sha256', serial = 1, notBefore = '2026-01-01T00:00:00', parts = {} } = plan;
  const { algorithm = algorithmOf(plan.signer, hash) } = plan;
  const inner = plan.innerHash ? algorithmOf(plan.signer, plan.innerHash) : algorithm;
  const toBeSigned = sequence(
    parts.version ?? der(0xa0, whole(2)),
    parts.serial ?? whole(serial),
    parts.algorithm ?? inner,
    parts.issuer ?? name(plan.issuer),
    parts.validity ?? sequence(time(notBefore), time('2027-01-01T00:00:00')),
    parts.subject ?? name(plan.subject),
    parts.spki ?? createPublicKey(plan.key).export({ type: 'spki', format: 'der' }),
    parts.unique ?? Buffer.alloc(0),
    parts.extensions ?? der(0xa3, sequence(...plan.extensions)),
  );
  return signed(toBeSigned, plan.signer, hash, algorithm);
}

export type Entry = {
  readonly serial: number | Buffer;
  readonly at: string;
  readonly extensions?: readonly Buffer[];
};
export const reason = (code: number): Buffer => extension('2.5.29.21', der(0x0a, Buffer.from([code])));

export type CrlPlan = {
  readonly issuer: string;
  readonly signer: KeyObject;
  /** A number, or the value of the cRLNumber; null leaves it out. */
  readonly number?: number | Buffer | null;
  readonly thisUpdate?: string;
  readonly nextUpdate?: string | null;
  readonly entries?: readonly Entry[];
  readonly extensions?: readonly Buffer[];
  /** The version, and what stands behind everything else; DER. */
  readonly version?: Buffer;
  readonly after?: Buffer;
  /** The outer AlgorithmIdentifier, and the inner one. */
  readonly algorithm?: Buffer;
  readonly innerAlgorithm?: Buffer;
};

export function crl(plan: CrlPlan): Buffer {
  const { number = 1, entries = [], extensions = [], nextUpdate = '2026-12-01T00:00:00' } = plan;
  const { algorithm = algorithmOf(plan.signer, 'sha256') } = plan;
  const rows = entries.map(({ serial, at, extensions: more }) =>
    sequence(asInteger(serial), time(at), ...(more ? [sequence(...more)] : [])),
  );
  const all = [...(number === null ? [] : [extension('2.5.29.20', asInteger(number))]), ...extensions];
  const toBeSigned = sequence(
    plan.version ?? whole(1),
    plan.innerAlgorithm ?? algorithm,
    name(plan.issuer),
    time(plan.thisUpdate ?? '2026-05-01T00:00:00'),
    ...(nextUpdate === null ? [] : [time(nextUpdate)]),
    ...(rows.length > 0 ? [sequence(...rows)] : []),
    ...(all.length > 0 ? [der(0xa0, sequence(...all))] : []),
    plan.after ?? Buffer.alloc(0),
  );
  return signed(toBeSigned, plan.signer, 'sha256', algorithm);
}

const asInteger = (value: number | Buffer): Buffer => (typeof value === 'number' ? whole(value) : value);
