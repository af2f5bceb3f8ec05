/**
 * kafkajs 2.2.4 with six repairs, applied before it loads. docs/decisions/0003 has the reasons and figures.
 *
 * 1. Producing: it copies each value about eight times into fresh zeroed memory and computes CRC32C
 *    in JavaScript. Here encoders are ropes: a large value goes by reference, as far as
 *    the socket; CRC32C is native. Same bytes (kafkajs-patches.test.ts).
 * 2. Consuming: one batch in a codec that it lacks, a gzip bomb, or very many records kill the consumer
 *    for good, or take gigabytes of memory (kafkajs-decoding.ts).
 * 3. Idling: each connection looks at its empty queue a thousand times a second (a negative time-out,
 *    kafkajs issue 1751). Here only a queue that holds something is looked at.
 * 4. Joining: where a group is not allowed, it says only that nobody was found who coordinates it. Here
 *    the server's own answer is handed on.
 * 5. Sockets: each request and each answer is copied several times (kafkajs-sockets.ts).
 * 6. Ending: a reader that is stopped while its servers become others stops the whole process
 *    (kafkajs-fetchers.ts).
 */
import { createRequire } from 'node:module';
import { crc32c } from '@node-rs/crc32';
import type * as KafkaJs from 'kafkajs';
import { patchDecoding } from './kafkajs-decoding.ts';
import { patchFetchers } from './kafkajs-fetchers.ts';
import { patchSockets } from './kafkajs-sockets.ts';

const require = createRequire(import.meta.url);

/** Values from this size on go by reference. */
const byReference = 4096;

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

export function loadKafkaJs(): typeof KafkaJs {
  patchEncoder();
  // Before anything loads what it replaces.
  patchSockets(require, partsOf);
  patchDecoding(require);
  patchFetchers(require);
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
