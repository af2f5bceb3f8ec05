import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { acknowledgementStatement, decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement.ts';
import { decodeCanonical } from './canonical-json.ts';
import { inboxTopic, isDestination } from './destination.ts';
import { openEnvelope, openWithKey, sealWithKey, unwrapKey } from './envelope.ts';
import { kidOf, subkey } from './keys.ts';
import { classifyRecord } from './message-type.ts';
import { openShard, sealShard, shardNonce } from './shard.ts';
import { signStatement, verifyStatement } from './signature.ts';
import { hasTestdata, readTestdata, sayWhatIsMissing } from './test-support.ts';
import { parseTime } from './time.ts';
import { isTransferId } from './transfer-id.ts';
import { decodeMetadata, encodeMetadata, transferHash, transferStatement } from './transfer-metadata.ts';

const file = 'sealpost-v1-vectors/vectors.json';
const vectors = hasTestdata(file) ? readTestdata(file) : null;

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

sayWhatIsMissing(file);

describe.skipIf(!vectors)(`independent vectors (${file})`, () => {
  const key = (name: string): KeyObject => createPrivateKey(vectors.keys[name]);
  const people: Readonly<Record<string, string>> = { 'alice@acme': 'alice', 'bob.x-1@acme': 'bob' };

  it('derives the subkeys', () => {
    for (const [use, expected] of Object.entries(vectors?.subkeys ?? {})) {
      expect(subkey(hex(vectors.K), use as 'shards').toString('hex')).toBe(expected);
    }
  });

  it('computes each kid', () => {
    for (const [name, { kid }] of Object.entries<{ kid: string }>(vectors?.certificates ?? {})) {
      const own = key(people[name] ?? name);
      expect(kidOf(createPublicKey(own))).toBe(kid);
    }
  });

  const tables = {
    destinations: isDestination,
    transferIds: isTransferId,
    times: (text: string) => parseTime(text) !== null,
  };
  for (const [table, test] of Object.entries(tables)) {
    it.each(Object.entries(vectors?.[table] ?? {}))(`${table}: %j is valid: %s`, (text, expected) => {
      expect(test(text)).toBe(expected);
    });
  }

  it.each(Object.entries(vectors?.inboxTopics ?? {}))('inbox topic of %s', (destination, topic) => {
    expect(inboxTopic(destination)).toBe(topic);
  });

  // biome-ignore lint/suspicious/noExplicitAny: test data has the form that its README says
  const cases = (name: string): any[] => vectors?.[name] ?? [];

  it.each(cases('recordCases'))(
    'record: $name -> $expected',
    ({ key: recordKey, headers, bodyLength, expected }) => {
      const value = bodyLength === null ? null : { length: bodyLength };
      const record = { key: recordKey === null ? null : Buffer.from(recordKey), headers, value };
      expect(classifyRecord(record).kind).toBe(expected);
    },
  );

  it.each(cases('canonicalJsonCases'))(
    'canonical JSON: $text $name -> $expected',
    ({ text, hex: bytes, expected }) => {
      expect(decodeCanonical(text === undefined ? hex(bytes) : Buffer.from(text)) !== null).toBe(
        expected === 'accept',
      );
    },
  );

  it.each(cases('metadataCases'))('metadata: $name -> $expected', ({ plain, length, expected }) => {
    const unchanged = cases('metadataCases')[0].plain;
    const bytes = Buffer.from(plain ?? unchanged.padEnd(length, ' '));
    expect(decodeMetadata(bytes) !== null).toBe(expected === 'accept');
  });

  it.each(cases('shardCases'))(
    'shard: $name -> $expected',
    ({ messageType, n, shardCount, sealed, expected }) => {
      const transferId = messageType.slice('shard-'.length, -`-${n}`.length);
      const opened = openShard(
        subkey(hex(vectors.K), 'shards'),
        transferId,
        n,
        n === shardCount - 1,
        base64(sealed),
      );
      expect(opened !== null).toBe(expected === 'opens');
    },
  );

  describe.each(Object.keys(vectors?.transfers ?? {}))('transfer %s', (name) => {
    const transfer = vectors?.transfers[name];

    it('has the hash and statement of its metadata', () => {
      expect(transferHash(transfer.metadata)).toBe(transfer.transferHash);
      expect(sha256(transfer.transferHashInput)).toBe(transfer.transferHash);
      expect(transferStatement(transfer.metadata)).toBe(transfer.data.statement);
      expect(encodeMetadata(transfer.metadata).toString()).toBe(transfer.data.plain);
      expect(decodeMetadata(Buffer.from(transfer.data.plain))).toEqual(transfer.metadata);
    });

    it('is signed and sealed byte for byte', async () => {
      const { data } = transfer;
      expect(signStatement(key('alice'), data.statement).toString('base64')).toBe(data.signature);
      expect(verifyStatement(createPublicKey(key('alice')), data.statement, base64(data.signature))).toBe(
        true,
      );
      const unwrapped = await unwrapKey(key('bob'), data.messageType, base64(data.encryptedKey));
      expect(unwrapped?.toString('hex')).toBe(vectors.K);
      expect(
        sealWithKey(hex(vectors.K), data.messageType, 'metadata', Buffer.from(data.plain)).toString('base64'),
      ).toBe(data.sealed);
      const body = Buffer.concat([base64(data.encryptedKey), base64(data.sealed)]);
      expect(sha256(body)).toBe(data.bodySha256);
      const opened = await openEnvelope(key('bob'), data.messageType, 'metadata', body);
      expect(opened?.plain.toString()).toBe(data.plain);
    });

    it('has its shards byte for byte', () => {
      const gzip = storedGzip(documentOf(transfer.document));
      expect(sha256(gzip)).toBe(transfer.gzip.sha256);
      for (const shard of transfer.shards) {
        const chunk = gzip.subarray(shard.n * 262_128, (shard.n + 1) * 262_128);
        expect(sha256(chunk)).toBe(shard.chunk.sha256);
        expect(shardNonce(shard.n, shard.last).toString('hex')).toBe(shard.nonce);
        const sealed = sealShard(
          subkey(hex(vectors.K), 'shards'),
          transfer.transferId,
          shard.n,
          shard.last,
          chunk,
        );
        expect(sha256(sealed)).toBe(shard.sealed.sha256);
      }
    });

    const acks = Object.keys(transfer ?? {}).filter((field) => field.startsWith('ack'));
    it.each(acks)('%s is signed and sealed byte for byte', async (field) => {
      const ack = transfer[field];
      const decoded = decodeAcknowledgement(Buffer.from(ack.plain));
      if (!decoded) throw new Error('does not decode');
      expect(encodeAcknowledgement(decoded).toString()).toBe(ack.plain);
      expect(acknowledgementStatement(decoded)).toBe(ack.statement);
      expect(signStatement(key('bob'), ack.statement).toString('base64')).toBe(ack.signature);
      const K = await unwrapKey(key('alice'), ack.messageType, base64(ack.encryptedKey));
      expect(K?.toString('hex')).toBe(vectors.KAcknowledgement);
      expect(
        openWithKey(K as Buffer, ack.messageType, 'acknowledgement', base64(ack.sealed))?.toString(),
      ).toBe(ack.plain);
    });
  });
});

function documentOf(document: { length: number; base64?: string }): Buffer {
  if (document.base64 !== undefined) return base64(document.base64);
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < document.length; i++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    blocks.push(createHash('sha256').update('sealpost vector').update(counter).digest());
  }
  return Buffer.concat(blocks).subarray(0, document.length);
}

/** The vectors' gzip rule: stored deflate blocks of 65,535 bytes, so that no compressor matters. */
function storedGzip(document: Buffer): Buffer {
  const parts = [hex('1f8b08000000000000ff')];
  let at = 0;
  do {
    const block = document.subarray(at, at + 65_535);
    at += block.length;
    const head = Buffer.alloc(5);
    head[0] = at >= document.length ? 1 : 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(~block.length & 0xffff, 3);
    parts.push(head, block);
  } while (at < document.length);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(document), 0);
  tail.writeUInt32LE(document.length, 4);
  return Buffer.concat([...parts, tail]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
