import { createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Acknowledgement,
  acknowledgementStatement,
  decodeAcknowledgement,
  encodeAcknowledgement,
} from './acknowledgement.ts';
import { decodeCanonical, encodeCanonical, type JsonValue } from './canonical-json.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { newKey } from './keys.ts';
import { MAX_SHARDS } from './limits.ts';
import { ackType, dataType } from './message-type.ts';
import { signStatement, verifyStatement } from './signature.ts';
import { frozen } from './test-support.ts';
import { formatTime } from './time.ts';
import {
  decodeMetadata,
  encodeMetadata,
  SUITE,
  type TransferMetadata,
  transferHash,
  transferStatement,
} from './transfer-metadata.ts';

const senderKey = createPrivateKey(frozen.sender.privateKey);
const recipientKey = createPrivateKey(frozen.recipient.privateKey);
const senderPublic = createPublicKey(senderKey);
const recipientPublic = createPublicKey(recipientKey);

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const part = fc.stringMatching(/^[a-z0-9]{1,8}([.-][a-z0-9]{1,8}){0,2}$/);
const destination = fc.tuple(part, part).map(([name, organisation]) => `${name}@${organisation}`);
const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) }).map(formatTime);
const transferId = fc.uuid({ version: 4 });
const documentName = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' });

const unsigned = fc
  .record({
    documentHash: hash,
    documentName,
    documentSize: fc.maxSafeNat(),
    recipient: destination,
    recipientCertificate: hash,
    sender: destination,
    senderCertificate: hash,
    shardCount: fc.integer({ min: 1, max: MAX_SHARDS }),
    timestamp: time,
    transferId,
  })
  .map((fields) => ({
    ...fields,
    compression: 'gzip' as const,
    suite: SUITE as typeof SUITE,
    transferHash: transferHash(fields),
    v: 1 as const,
  }));

const unsignedAcknowledgement = fc
  .record({
    acknowledgedAt: time,
    reason: fc.constantFrom('', 'hash-mismatch', 'incomplete', 'policy', 'storage'),
    recipient: destination,
    recipientCertificate: hash,
    transferHash: hash,
    transferId,
    transferTimestamp: time,
  })
  .map((fields) => ({
    ...fields,
    status: fields.reason === '' ? ('received' as const) : ('failed' as const),
    v: 1 as const,
  })) as fc.Arbitrary<Omit<Acknowledgement, 'signature'>>;

const sign = (statement: string): string => signStatement(senderKey, statement).toString('base64');
const signed = unsigned.map(
  (fields): TransferMetadata => ({ ...fields, signature: sign(transferStatement(fields)) }),
);

/** Another value of the same form. */
function changed(value: JsonValue): JsonValue {
  if (typeof value === 'number') return value < Number.MAX_SAFE_INTEGER ? value + 1 : value - 1;
  const text = String(value);
  // By code points: half of a pair is no text.
  return text === '' ? 'policy' : `${[...text].slice(0, -1).join('')}${text.endsWith('0') ? '1' : '0'}`;
}

const runs = { numRuns: 40 };

describe('transfer metadata (protocol.md section 5)', () => {
  it('decodes to what was encoded, and survives its envelope', async () => {
    await fc.assert(
      fc.asyncProperty(signed, async (metadata) => {
        const plain = encodeMetadata(metadata);
        expect(decodeMetadata(plain)).toEqual(metadata);
        const type = dataType(metadata.transferId);
        const body = sealEnvelope(recipientPublic, type, 'metadata', plain, newKey());
        expect((await openEnvelope(recipientKey, type, 'metadata', body))?.plain).toEqual(plain);
      }),
      runs,
    );
  });

  it('does not verify with any one field changed', () => {
    fc.assert(
      fc.property(signed, (metadata) => {
        const signature = Buffer.from(metadata.signature, 'base64');
        expect(verifyStatement(senderPublic, transferStatement(metadata), signature)).toBe(true);
        for (const name of Object.keys(metadata).filter((field) => field !== 'signature')) {
          const forged = { ...metadata, [name]: changed(metadata[name as keyof TransferMetadata]) };
          expect([name, verifyStatement(senderPublic, transferStatement(forged), signature)]).toEqual([
            name,
            false,
          ]);
        }
      }),
      runs,
    );
  });

  it('has another statement for the same concatenation cut elsewhere', () => {
    const shared = { documentHash: '0'.repeat(64), timestamp: formatTime(0) };
    const one = { ...shared, sender: 'al@a', recipient: 'icebob@a' };
    const other = { ...shared, sender: 'al@aice', recipient: 'bob@a' };
    fc.assert(
      fc.property(unsigned, (fields) => {
        const statements = [one, other].map((names) => transferStatement({ ...fields, ...names }));
        expect(statements[0]).not.toBe(statements[1]);
      }),
      { numRuns: 5 },
    );
  });

  it('is closed: no field may be missing, added or misspelt', () => {
    fc.assert(
      fc.property(signed, (metadata) => {
        for (const name of Object.keys(metadata)) {
          const { [name as keyof TransferMetadata]: value, ...rest } = metadata;
          expect(decodeMetadata(encodeCanonical(rest))).toBeNull();
          expect(decodeMetadata(encodeCanonical({ ...rest, [`${name}_`]: value }))).toBeNull();
        }
        expect(decodeMetadata(encodeCanonical({ ...metadata, zzz: 1 }))).toBeNull();
      }),
      { numRuns: 10 },
    );
  });
});

describe('acknowledgement (protocol.md section 6)', () => {
  it('decodes to what was encoded, and does not verify with any one field changed', () => {
    fc.assert(
      fc.property(unsignedAcknowledgement, (fields) => {
        const statement = acknowledgementStatement(fields);
        const signature = signStatement(recipientKey, statement);
        const acknowledgement: Acknowledgement = { ...fields, signature: signature.toString('base64') };
        expect(decodeAcknowledgement(encodeAcknowledgement(acknowledgement))).toEqual(acknowledgement);
        expect(verifyStatement(recipientPublic, statement, signature)).toBe(true);
        for (const name of Object.keys(fields)) {
          const forged = { ...fields, [name]: changed(fields[name as keyof typeof fields]) };
          const verified = verifyStatement(recipientPublic, acknowledgementStatement(forged), signature);
          expect([name, verified]).toEqual([name, false]);
        }
      }),
      runs,
    );
  });
});

describe('envelope (protocol.md 5.3 and 6.2)', () => {
  const type = ackType(frozen.transferId);
  const body = sealEnvelope(recipientPublic, type, 'acknowledgement', Buffer.from('{}'), newKey());

  it('opens only under its own message type, use and key', async () => {
    const other = dataType(frozen.transferId);
    expect((await openEnvelope(recipientKey, type, 'acknowledgement', body))?.plain.toString()).toBe('{}');
    expect(await openEnvelope(recipientKey, other, 'acknowledgement', body)).toBeNull();
    expect(await openEnvelope(recipientKey, type, 'metadata', body)).toBeNull();
    expect(await openEnvelope(senderKey, type, 'acknowledgement', body)).toBeNull();
  });

  it('does not open with any byte changed, nor cut, nor lengthened; nothing throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const forged = Buffer.from(body);
        forged[at] = (forged[at] as number) ^ mask;
        expect(await openEnvelope(recipientKey, type, 'acknowledgement', forged)).toBeNull();
        expect(await openEnvelope(recipientKey, type, 'acknowledgement', body.subarray(0, at))).toBeNull();
        const longer = Buffer.concat([body, Buffer.alloc(mask)]);
        expect(await openEnvelope(recipientKey, type, 'acknowledgement', longer)).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});

describe('canonical JSON', () => {
  const leaf = fc.oneof(fc.maxSafeNat(), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme' }));
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: 'grapheme' }), tie('tree'), { maxKeys: 4 }),
    ),
  }));

  it('decodes to what was encoded; the same value spelt otherwise is refused', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const bytes = encodeCanonical(value);
        const decoded = decodeCanonical(bytes);
        expect(decoded && encodeCanonical(decoded.value).equals(bytes)).toBe(true);
        expect(decodeCanonical(Buffer.concat([bytes, Buffer.from(' ')]))).toBeNull();
        expect(decodeCanonical(Buffer.concat([Buffer.from('\ufeff'), bytes]))).toBeNull();
      }),
    );
  });

  it('refuses depth without end instead of failing', () => {
    expect(decodeCanonical(Buffer.from(`${'['.repeat(8000)}${']'.repeat(8000)}`))).toBeNull();
  });

  it('decoders never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeMetadata(bytes)).toBeNull();
        expect(decodeAcknowledgement(bytes)).toBeNull();
      }),
    );
  });
});
