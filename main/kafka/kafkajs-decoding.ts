/**
 * What kafkajs makes of the answer to a fetch. Whoever writes to a topic decides what stands in it, and must
 * neither end the topic's reader nor fill this computer's memory (docs/decisions/0003 has the figures).
 *
 * A batch that cannot be decoded becomes one empty record at its last offset, which the receiver quarantines.
 * A batch that compaction left without records would be fetched for ever: it becomes one control record, which
 * is skipped. An answer is decoded only as far as its memory is bounded: the rest comes with the next fetch.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { gunzip } from 'node:zlib';
import { replaceExport } from './kafkajs-export.ts';

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

/** A batch is at most 1 MiB on a sane topic; more than this unzipped is an attack. */
const maxInflatedBatch = 4 * 1024 * 1024;
/** After so many unzipped bytes an answer is left: 1,000 batches of 4 MiB each fit zipped into one. */
const maxInflatedAnswer = 32 * 1024 * 1024;
/** After so many records and headers an answer is left: each takes hundreds of bytes once it is decoded. */
const maxPartsOfAnswer = 100_000;
/** Gzip makes nothing larger than so many times its length. */
const mostInflation = 1_032;

/** Places in a record batch: baseOffset, length, epoch, magic, CRC, attributes, lastOffsetDelta… */
const lengthAt = 8;
const magicAt = lengthAt + 4 + 4;
const lastOffsetDeltaAt = magicAt + 1 + 4 + 2;
const countAt = 57;
const headerBytes = countAt + 4;
const smallestLength = headerBytes - (lengthAt + 4);
/** Length, attributes, two deltas, no key, no value, no headers. */
const smallestRecord = 7;
/** As many as a batch of 1 MiB has room for. */
const mostRecords = Math.floor((1024 * 1024) / smallestRecord);

/** What decoding one answer took so far. */
class Cost {
  inflated = 0;
  parts = 0;

  get isSpent(): boolean {
    return this.inflated >= maxInflatedAnswer || this.parts >= maxPartsOfAnswer;
  }
}

/** Of the answer that is being decoded. */
const costs = new AsyncLocalStorage<Cost>();

export function patchDecoding(require: NodeJS.Require): void {
  patchHeaders(require);
  patchBatches(require);
  // After what it loads.
  patchAnswers(require);
}

/** Stock collects headers by copying all earlier ones for each: a record of 1 MiB of them takes minutes. */
function patchHeaders(require: NodeJS.Require): void {
  const collect = (list: readonly { key: string; value: Buffer | null }[]): Internal => {
    const headers = new Map<string, Buffer | null | (Buffer | null)[]>();
    for (const { key, value } of list) {
      const known = headers.get(key);
      if (Array.isArray(known)) known.push(value);
      else headers.set(key, known === undefined ? value : [known, value]);
    }
    return Object.fromEntries(headers);
  };
  replaceExport(
    require,
    'kafkajs/src/protocol/recordBatch/record/v0/decoder',
    (stock) =>
      (decoder: Internal, context: Internal): Internal => {
        const readArray = decoder.readVarIntArray;
        decoder.readVarIntArray = (decode: Internal) => {
          const list = readArray.call(decoder, decode);
          const cost = costs.getStore();
          if (cost) cost.parts += 1 + list.length;
          return { reduce: () => collect(list) };
        };
        return stock(decoder, context);
      },
  );
}

function unzip(bytes: Buffer): Promise<Buffer> {
  const cost = costs.getStore();
  return new Promise((resolve, reject) =>
    gunzip(bytes, { maxOutputLength: maxInflatedBatch }, (error, plain) => {
      // What failed took its time too, and says not how far it came.
      const atMost = Math.min(maxInflatedBatch, bytes.length * mostInflation);
      if (cost) cost.inflated += error ? atMost : plain.length;
      if (error) reject(error);
      else resolve(plain);
    }),
  );
}

function patchBatches(require: NodeJS.Require): void {
  const compression: Internal = require('kafkajs/src/protocol/message/compression');
  const { compress } = compression.Codecs[compression.Types.GZIP]();
  compression.Codecs[compression.Types.GZIP] = () => ({ compress, decompress: unzip });

  const tolerant =
    (stock: Internal) =>
    async (decoder: Internal): Promise<Internal> => {
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
      const whole = lengthAt + 4 + length;
      if (whole <= at.length && at.readInt32BE(countAt) > mostRecords) {
        // The stock decoder makes room for as many as the batch claims.
        decoder.forward(whole);
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
  replaceExport(require, 'kafkajs/src/protocol/recordBatch/v0/decoder', tolerant);
}

/**
 * Stock decodes all batches of an answer, whatever they unzip to, and hands the records of each to `push` as
 * its arguments: 123,009 of them are too many for the stack.
 */
function patchAnswers(require: NodeJS.Require): void {
  const Decoder: Internal = require('kafkajs/src/protocol/decoder');
  const decodeBatch: Internal = require('kafkajs/src/protocol/recordBatch/v0/decoder');
  const sizeBytes = 4;

  const bounded =
    (stock: Internal) =>
    async (decoder: Internal): Promise<Internal[]> => {
      const at: Buffer = decoder.buffer.subarray(decoder.offset);
      const size = at.readInt32BE(0);
      const isOfBatches = size > magicAt && at.length >= sizeBytes + size && at[sizeBytes + magicAt] === 2;
      // Nothing, or messages in the format that Kafka had before version 0.11.
      if (!isOfBatches) return stock(decoder);
      const batches = new Decoder(at.subarray(sizeBytes, sizeBytes + size));
      decoder.forward(sizeBytes + size);
      const cost = new Cost();
      const records: Internal[] = [];
      await costs.run(cost, async () => {
        // One batch comes out of every answer, so that reading goes on whatever it took.
        while (batches.canReadBytes(smallestLength) && !cost.isSpent) {
          try {
            for (const record of (await decodeBatch(batches)).records) records.push(record);
          } catch (error) {
            // Where the answer was cut: the batch comes whole with the next one.
            if ((error as Error).name === 'KafkaJSPartialMessageError') return;
            throw error;
          }
        }
      });
      return records;
    };
  replaceExport(require, 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages', bounded);
}
