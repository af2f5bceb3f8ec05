/**
 * kafkajs 2.2.4 with five repairs, applied before it loads. docs/decisions/0003 has the reasons and figures.
 *
 * 1. Producing: it copies each value about eight times into fresh zeroed memory and computes CRC32C
 *    in JavaScript. Here encoders are ropes: a large value goes by reference, as far as
 *    the socket; CRC32C is native. Same bytes (kafkajs-patches.test.ts).
 * 2. Consuming: one batch in a codec that it lacks, or a gzip bomb, kills the consumer for good
 *    (`KafkaJSNotImplemented`, 1 GiB of memory). Here a batch that cannot be decoded becomes one
 *    empty record at its last offset, which the receiver quarantines. A batch that compaction left
 *    without records would be fetched for ever: it becomes one control record, which is skipped.
 * 3. Idling: each connection looks at its empty queue a thousand times a second (a negative time-out,
 *    kafkajs issue 1751). Here only a queue that holds something is looked at.
 * 4. Joining: where a group is not allowed, it says only that nobody was found who coordinates it. Here
 *    the server's own answer is handed on.
 * 5. Sockets: each request and each answer is copied several times (kafkajs-sockets.ts).
 */
import { createRequire } from 'node:module';
import { gunzip } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import type * as KafkaJs from 'kafkajs';
import { patchSockets } from './kafkajs-sockets.ts';

const require = createRequire(import.meta.url);

/** Values from this size on go by reference. */
const byReference = 4096;
/** A batch is at most 1 MiB on a sane topic; more than this unzipped is an attack. */
const maxInflatedBatch = 4 * 1024 * 1024;

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

export function loadKafkaJs(): typeof KafkaJs {
  patchEncoder();
  // Before anything loads what it replaces.
  patchSockets(require, partsOf);
  patchHeaders();
  patchDecoder();
  patchRequestQueue();
  patchCoordinatorSearch();
  return require('kafkajs');
}

const patched = Symbol.for('sealpost.kafkajs-patched');

const partsOf = (encoder: Internal): Buffer[] => [
  ...(encoder.head ?? []),
  encoder.buf.subarray(0, encoder.offset),
];

function patchEncoder(): void {
  const Encoder: Internal = require('kafkajs/src/protocol/encoder');
  const proto = Encoder.prototype;
  if (proto[patched]) return;
  proto[patched] = true;
  const appendSmall = proto.writeBufferInternal;

  proto.writeBufferInternal = function (bytes: Buffer): void {
    this.joined = null;
    if (bytes.length < byReference) {
      appendSmall.call(this, bytes);
      return;
    }
    this.head ??= [];
    this.headBytes ??= 0;
    if (this.offset > 0) {
      this.head.push(this.buf.subarray(0, this.offset));
      this.headBytes += this.offset;
      this.buf = this.buf.subarray(this.offset);
      this.offset = 0;
    }
    this.head.push(bytes);
    this.headBytes += bytes.length;
  };
  proto.ensureAvailable = function (length: number): void {
    this.joined = null;
    if (this.offset + length <= this.buf.length) return;
    const grown = Buffer.alloc(Encoder.nextPowerOfTwo(Math.max(64, this.offset + length)));
    this.buf.copy(grown, 0, 0, this.offset);
    this.buf = grown;
  };
  Object.defineProperty(proto, 'buffer', {
    configurable: true,
    get() {
      if (!this.head) return this.buf.subarray(0, this.offset);
      this.joined ??= Buffer.concat(partsOf(this), this.size());
      return this.joined;
    },
  });
  proto.size = function (): number {
    return (this.headBytes ?? 0) + this.offset;
  };
  proto.writeEncoder = function (other: Internal): Internal {
    for (const part of partsOf(other)) this.writeBufferInternal(part);
    return this;
  };
  proto.writeEncoderArray = function (others: Internal[]): Internal {
    for (const other of others) this.writeEncoder(other);
    return this;
  };

  const recordBatch: Internal = require('kafkajs/src/protocol/recordBatch/v0');
  const Long: Internal = require('kafkajs/src/utils/long');
  const stock = recordBatch.RecordBatch;
  recordBatch.RecordBatch = async (batch: Internal): Promise<Internal> => {
    if (((batch.compression ?? 0) & 7) !== 0) return stock(batch);
    const body = new Encoder()
      .writeInt16(batch.transactional ? 16 : 0)
      .writeInt32(batch.lastOffsetDelta ?? 0)
      .writeInt64(batch.firstTimestamp ?? Date.now())
      .writeInt64(batch.maxTimestamp ?? Date.now())
      .writeInt64(batch.producerId ?? Long.fromValue(-1))
      .writeInt16(batch.producerEpoch ?? 0)
      .writeInt32(batch.firstSequence ?? 0)
      .writeArray(batch.records ?? [], 'object');
    let crc = 0;
    for (const part of partsOf(body)) crc = crc32c(part, crc);
    const sealed = new Encoder()
      .writeInt32(batch.partitionLeaderEpoch ?? 0)
      .writeInt8(recordBatch.MAGIC_BYTE)
      .writeUInt32(crc)
      .writeEncoder(body);
    return new Encoder()
      .writeInt64(batch.firstOffset ?? Long.fromInt(0))
      .writeInt32(sealed.size())
      .writeEncoder(sealed);
  };
}

/** Places in a record batch: baseOffset, length, epoch, magic, CRC, attributes, lastOffsetDelta… */
const lengthAt = 8;
const lastOffsetDeltaAt = lengthAt + 4 + 4 + 1 + 4 + 2;
const headerBytes = 61;
const smallestLength = headerBytes - (lengthAt + 4);

/** Stock collects headers by copying all earlier ones for each: a record of 1 MiB of them takes minutes. */
function patchHeaders(): void {
  const path = require.resolve('kafkajs/src/protocol/recordBatch/record/v0/decoder');
  const stock: Internal = require(path);
  const module = require.cache[path];
  if (!module || stock[patched]) return;
  const collect = (list: readonly { key: string; value: Buffer | null }[]): Internal => {
    const headers = new Map<string, Buffer | null | (Buffer | null)[]>();
    for (const { key, value } of list) {
      const known = headers.get(key);
      if (Array.isArray(known)) known.push(value);
      else headers.set(key, known === undefined ? value : [known, value]);
    }
    return Object.fromEntries(headers);
  };
  const linear = (decoder: Internal, context: Internal): Internal => {
    const readArray = decoder.readVarIntArray;
    decoder.readVarIntArray = (decode: Internal) => {
      const list = readArray.call(decoder, decode);
      return { reduce: () => collect(list) };
    };
    return stock(decoder, context);
  };
  Object.assign(linear, { [patched]: true });
  module.exports = linear;
}

function patchDecoder(): void {
  const path = require.resolve('kafkajs/src/protocol/recordBatch/v0/decoder');
  const stock: Internal = require(path);
  const module = require.cache[path];
  if (!module || stock[patched]) return;
  const compression: Internal = require('kafkajs/src/protocol/message/compression');
  const gzipCodec = {
    compress: compression.Codecs[compression.Types.GZIP]().compress,
    decompress: (bytes: Buffer): Promise<Buffer> =>
      new Promise((resolve, reject) =>
        gunzip(bytes, { maxOutputLength: maxInflatedBatch }, (error, plain) =>
          error ? reject(error) : resolve(plain),
        ),
      ),
  };
  compression.Codecs[compression.Types.GZIP] = () => gzipCodec;

  const tolerant = async (decoder: Internal): Promise<Internal> => {
    const start: number = decoder.offset;
    const at: Buffer = decoder.buffer.subarray(start);
    const length = at.readInt32BE(lengthAt);
    const firstOffset = at.readBigInt64BE(0);
    const lastOffset = firstOffset + BigInt(Math.max(0, at.readInt32BE(lastOffsetDeltaAt)));
    const instead = (isControlRecord: boolean): Internal => {
      const batchContext = { firstOffset: String(firstOffset), inTransaction: false, producerId: '-1' };
      const empty = { attributes: 0, timestamp: '0', key: null, value: null, headers: {} };
      const record = { magicByte: 2, offset: String(lastOffset), ...empty, isControlRecord, batchContext };
      return { ...batchContext, records: [record] };
    };
    if (length < smallestLength) {
      // Nothing says where the next batch begins; the stock decoder would go backwards.
      decoder.forward(at.length);
      return instead(false);
    }
    try {
      const batch = await stock(decoder);
      return batch.records.length > 0 ? batch : instead(true);
    } catch (error) {
      if ((error as Error).name === 'KafkaJSPartialMessageError') throw error;
      return instead(false);
    }
  };
  Object.assign(tolerant, { [patched]: true });
  module.exports = tolerant;
}

function patchCoordinatorSearch(): void {
  const cluster: Internal = require('kafkajs/src/cluster').prototype;
  const broker: Internal = require('kafkajs/src/broker').prototype;
  if (cluster[patched]) return;
  cluster[patched] = true;
  const refusals = new WeakMap<object, Error>();
  const ask = broker.findGroupCoordinator;
  broker.findGroupCoordinator = async function (group: Internal): Promise<Internal> {
    refusals.delete(this);
    try {
      return await ask.call(this, group);
    } catch (error) {
      if ((error as { type?: string }).type === 'GROUP_AUTHORIZATION_FAILED')
        refusals.set(this, error as Error);
      throw error;
    }
  };
  const search = cluster.findGroupCoordinatorMetadata;
  cluster.findGroupCoordinatorMetadata = async function (group: Internal): Promise<Internal> {
    try {
      return await search.call(this, group);
    } catch (error) {
      const { seedBroker, brokers } = this.brokerPool;
      const asked: object[] = [seedBroker, ...Object.values(brokers ?? {})].filter(Boolean);
      throw asked.map((one) => refusals.get(one)).find(Boolean) ?? error;
    }
  };
}

const lookAtQueueEvery = 10; // milliseconds
const lookForTimeoutsEvery = 1_000;

function patchRequestQueue(): void {
  const proto: Internal = require('kafkajs/src/network/requestQueue').prototype;
  if (proto[patched]) return;
  proto[patched] = true;
  // What is full sends on when an answer comes; what the broker throttles, when that time is over.
  proto.scheduleCheckPendingRequests = function (): void {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId) return;
    const wait = Math.max(lookAtQueueEvery, this.throttledUntil - Date.now());
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, wait);
  };
  proto.scheduleRequestTimeoutCheck = function (): void {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    const look = (): void => {
      for (const request of this.inflight.values())
        if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
      if (!this.isConnected()) this.destroy();
    };
    this.requestTimeoutIntervalId = setInterval(look, Math.min(this.requestTimeout, lookForTimeoutsEvery));
  };
}
