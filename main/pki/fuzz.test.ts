import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import { certificateRequest } from '../keys/certificate-request.ts';
import { kidOf } from '../protocol/keys.ts';
import { decodeRegistryRecord, encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import { frozen } from '../protocol/test-support.ts';
import { BadRequest, readRequest } from '../registrar/request.ts';
import { readCertificate } from './certificate.ts';
import { destination, issuingPlan, keys, leafPlan, rootPlan } from './chain.test-support.ts';
import { isCrlSignedBy, readCrl } from './crl.ts';
import { BadDer, readDer } from './der.ts';
import { mutated, randomFrom } from './fuzz.test-support.ts';
import { readPublicKey } from './public-key.ts';
import { isSignedBy } from './signed-object.ts';
import { certificate, crl, der, octets, reason, sequence } from './test-support.ts';
import { checkRegistryRecord } from './validator.ts';

/** npm run fuzz asks for 100,000. */
const runs = Number(process.env.SEALPOST_FUZZ ?? 5_000);
const seed = Number(process.env.SEALPOST_FUZZ_SEED ?? 1);
/** Of the processor, for one input. */
const mostMilliseconds = 2_000;

const rsaIssuer = createPrivateKey(frozen.recipient.privateKey);
const spkiOf = (key: KeyObject): Buffer =>
  (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' });
const signers = [keys.root, keys.issuing, rsaIssuer].map((key) => createPublicKey(key));
const entries = Array.from({ length: 20 }, (_, i) => ({
  ...{ serial: 100 + i, at: '2026-05-31T00:00:00' },
  ...(i % 3 === 0 ? { extensions: [reason(1 + (i % 5))] } : {}),
}));
const root = certificate(rootPlan);
const chain = [certificate(leafPlan), certificate(issuingPlan)] as const;
const certificates = [root, ...chain, certificate({ ...leafPlan, signer: rsaIssuer, hash: 'sha512' })];
const lists = [keys.issuing, rsaIssuer].map((signer) => crl({ issuer: 'issuing', signer, entries }));
const requests = [keys.leaf, rsaIssuer].map((key) => certificateRequest(key, destination, 'Alice'));
const spkis = [keys.root, keys.issuing, keys.leaf].map(spkiOf);
const samples = [...certificates, ...lists, ...requests, ...spkis];
const originals = new Set(samples.map((bytes) => bytes.toString('hex')));
const recordKey = registryKey(destination, kidOf(spkiOf(keys.leaf)));
const roots = new Map([['acme', root]]);

/** What `read` returns; null where it throws what it is documented to throw. */
function caught<T>(kind: new (...given: never[]) => Error, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof kind) return null;
    throw error;
  }
}

type Counts = Record<'certificate' | 'crl' | 'request' | 'key' | 'record', number>;

/** Reads bytes as everything that comes from strangers. @throws what a reader lets out, or what it must not take */
function readAsEverything(bytes: Buffer, counts: Counts): void {
  const mustNot = (isSo: boolean, what: string): void => {
    if (isSo) throw new Error(what);
  };
  const isOriginal = originals.has(bytes.toString('hex'));
  const one = readCertificate(bytes);
  if (one) {
    counts.certificate++;
    mustNot(one.kid !== kidOf(one.publicKey), 'the library read another key');
    mustNot(!isOriginal && signers.some((key) => isSignedBy(one.signed, key)), 'a signed certificate');
  }
  if (readCrl(bytes)) counts.crl++;
  mustNot(!isOriginal && signers.some((key) => isCrlSignedBy(bytes, key)), 'a signed list');
  if (caught(BadRequest, () => readRequest(bytes))) {
    counts.request++;
    mustNot(!isOriginal, 'a request that was changed');
  }
  const key = caught(BadDer, () => readPublicKey(readDer(bytes)));
  if (key) {
    counts.key++;
    mustNot(!spkiOf(key).equals(bytes), 'a key of another form');
  }
  readAsRecords(bytes, counts, mustNot, isOriginal);
}

function readAsRecords(
  bytes: Buffer,
  counts: Counts,
  mustNot: (isSo: boolean, what: string) => void,
  isOriginal: boolean,
): void {
  decodeRegistryRecord(`crl:${'0'.repeat(32)}`, bytes);
  const record = decodeRegistryRecord(recordKey, encodeRegistryValue([bytes, chain[1]]));
  if (record?.kind === 'destination' && checkRegistryRecord(record, roots)) {
    counts.record++;
    mustNot(!isOriginal, 'a record that was changed');
  }
}

function* some<T>(count: number, make: () => T): Generator<T> {
  for (let left = count; left > 0; left--) yield make();
}

/** Reads inputs until they are all read; the slowest, in milliseconds of the processor. */
function readAll(inputs: Iterable<Buffer>, read: (bytes: Buffer) => void): number {
  let slowest = 0;
  for (const bytes of inputs) {
    const before = process.cpuUsage();
    try {
      read(bytes);
    } catch (error) {
      throw new Error(`at ${bytes.toString('base64')}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    slowest = Math.max(slowest, (user + system) / 1_000);
  }
  return slowest;
}

const counted = (): Counts => ({ certificate: 0, crl: 0, request: 0, key: 0, record: 0 });

it('the samples are what they are to be', () => {
  const counts = counted();
  readAll(samples, (bytes) => readAsEverything(bytes, counts));
  expect(counts).toEqual({ certificate: 4, crl: 2, request: 2, key: 3, record: 1 });
});

it(`${runs} hostile inputs: none escapes, none hangs, none is taken for signed`, {
  timeout: 60_000 + runs * 10,
}, () => {
  const random = randomFrom(seed);
  const counts = counted();
  const inputs = some(runs, () => mutated(samples, random));
  const slowest = readAll(inputs, (bytes) => readAsEverything(bytes, counts));
  expect(slowest).toBeLessThan(mostMilliseconds);
  // They get past the frame often enough to reach what is behind it.
  for (const kind of ['certificate', 'crl', 'key'] as const) expect(counts[kind]).toBeGreaterThan(runs / 500);
  if (process.env.SEALPOST_FUZZ)
    console.info(
      `${runs} inputs, seed ${seed}: still read ${JSON.stringify(counts)}, slowest ${slowest.toFixed(1)} ms`,
    );
});

it('hostile registry records: none escapes, none but the original is kept', () => {
  const random = randomFrom(seed + 1);
  const value = encodeRegistryValue(chain);
  const some = [value, Buffer.from(recordKey)];
  for (let left = Math.ceil(runs / 10); left > 0; left--) {
    const changed = mutated(some, random);
    const key = random(4) === 0 ? mutated([Buffer.from(recordKey)], random).toString('latin1') : recordKey;
    const record = decodeRegistryRecord(key, changed);
    const isKept = record?.kind === 'destination' && checkRegistryRecord(record, roots);
    expect(!isKept || (changed.equals(value) && key === recordKey)).toBe(true);
  }
});

it('lists of 1 MiB that are all of one thing are read or refused at once', () => {
  const size = 1_048_000;
  const inside: Readonly<Record<string, Buffer>> = {
    'sequences in sequences': Buffer.alloc(size, Buffer.from('3080', 'hex')),
    'empty sequences': Buffer.alloc(size, Buffer.from('3000', 'hex')),
    'a set of nothings': der(0x31, Buffer.alloc(size, Buffer.from('0500', 'hex'))),
    'an identifier': der(0x06, Buffer.alloc(size, 0x81), Buffer.from([1])),
    'an integer': der(0x02, Buffer.alloc(size, 0x7f)),
    text: der(0x0c, Buffer.alloc(size, 0x61)),
    bytes: octets(Buffer.alloc(size)),
  };
  const frame = (middle: Buffer): Buffer =>
    sequence(sequence(middle), sequence(der(0x06, Buffer.from([0x2a]))), der(0x03, Buffer.alloc(1)));
  const slowest = readAll(Object.values(inside).map(frame), (bytes) => {
    expect(readCrl(bytes)).toBeNull();
    expect(readCertificate(bytes)).toBeNull();
    expect(isCrlSignedBy(bytes, signers[0] as KeyObject)).toBe(false);
  });
  expect(slowest).toBeLessThan(mostMilliseconds);
});
