import { createPublicKey, type KeyObject, sign } from 'node:crypto';

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
export const name = (text: string): Buffer =>
  sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(text)))));
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
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
} as const;
export type Hash = keyof typeof algorithms;

/** Signs with an EC key. */
export function signed(toBeSigned: Buffer, key: KeyObject, hash: Hash = 'sha256'): Buffer {
  return sequence(toBeSigned, sequence(oid(algorithms[hash])), bits(sign(hash, toBeSigned, key)));
}

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
};

export function certificate(plan: Plan): Buffer {
  const { hash = 'sha256', serial = 1, notBefore = '2026-01-01T00:00:00' } = plan;
  const toBeSigned = sequence(
    der(0xa0, whole(2)),
    whole(serial),
    sequence(oid(algorithms[plan.innerHash ?? hash])),
    name(plan.issuer),
    sequence(time(notBefore), time('2027-01-01T00:00:00')),
    name(plan.subject),
    createPublicKey(plan.key).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...plan.extensions)),
  );
  return signed(toBeSigned, plan.signer, hash);
}

export type Entry = { readonly serial: number; readonly at: string; readonly extensions?: readonly Buffer[] };
export const reason = (code: number): Buffer => extension('2.5.29.21', der(0x0a, Buffer.from([code])));

export type CrlPlan = {
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly number?: number;
  readonly nextUpdate?: string | null;
  readonly entries?: readonly Entry[];
  readonly extensions?: readonly Buffer[];
};

export function crl(plan: CrlPlan): Buffer {
  const { number = 1, entries = [], extensions = [], nextUpdate = '2026-12-01T00:00:00' } = plan;
  const rows = entries.map(({ serial, at, extensions: more }) =>
    sequence(whole(serial), time(at), ...(more ? [sequence(...more)] : [])),
  );
  const toBeSigned = sequence(
    whole(1),
    sequence(oid(algorithms.sha256)),
    name(plan.issuer),
    time('2026-05-01T00:00:00'),
    ...(nextUpdate === null ? [] : [time(nextUpdate)]),
    ...(rows.length > 0 ? [sequence(...rows)] : []),
    der(0xa0, sequence(extension('2.5.29.20', whole(number)), ...extensions)),
  );
  return signed(toBeSigned, plan.signer);
}
