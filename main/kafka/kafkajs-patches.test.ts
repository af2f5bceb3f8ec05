import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadKafkaJs } from './kafkajs-patches.ts';

const require = createRequire(import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;
type Inside = {
  readonly Encoder: Internal;
  readonly Decoder: Internal;
  readonly record: Internal;
  readonly recordBatch: Internal;
  readonly decodeMessages: (decoder: Internal) => Promise<Internal[]>;
};

const inside = (): Inside => ({
  Encoder: require('kafkajs/src/protocol/encoder'),
  Decoder: require('kafkajs/src/protocol/decoder'),
  record: require('kafkajs/src/protocol/recordBatch/record/v0'),
  recordBatch: require('kafkajs/src/protocol/recordBatch/v0'),
  decodeMessages: require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages'),
});

let stock: Inside;
let ours: Inside;

beforeAll(() => {
  stock = inside();
  for (const path of Object.keys(require.cache)) if (path.includes('kafkajs')) delete require.cache[path];
  loadKafkaJs();
  ours = inside();
});

type Bytes = Buffer | string | null;
type Sketch = {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly headers: Readonly<Record<string, Bytes>>;
};

const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4_090, max: 4_100 }) },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 262_144) },
);
const bytes = fc.tuple(size, fc.nat(255)).map(([length, fill]) => Buffer.alloc(length, fill));
const sketch: fc.Arbitrary<Sketch> = fc.record({
  key: fc.oneof(fc.constant(null), bytes, fc.string({ unit: 'binary' })),
  value: fc.oneof(fc.constant(null), bytes, fc.string({ maxLength: 5_000 })),
  // Stock mistakes a header such as `constructor` for one that came already.
  headers: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => !(name in {})),
    fc.oneof(bytes, fc.string()),
  ),
});
const sketches = fc.array(sketch, { maxLength: 6 });

async function encode(
  { Encoder, record, recordBatch }: Inside,
  records: readonly Sketch[],
  more: object = {},
): Promise<Buffer> {
  const encoded = records.map((one, offsetDelta) =>
    record({ ...one, offsetDelta, timestampDelta: offsetDelta * 7 }),
  );
  const batch = await recordBatch.RecordBatch({
    firstTimestamp: 1_700_000_000_000,
    maxTimestamp: 1_700_000_000_123,
    lastOffsetDelta: Math.max(0, records.length - 1),
    records: encoded,
    ...more,
  });
  return new Encoder().writeInt32(batch.size()).writeEncoder(batch).buffer;
}

/** What a fetch gives for these batches, one after the other. */
async function decode(
  { Encoder, Decoder, decodeMessages }: Inside,
  ...batches: Buffer[]
): Promise<Internal[]> {
  const all = Buffer.concat(batches);
  return decodeMessages(new Decoder(new Encoder().writeInt32(all.length).writeBuffer(all).buffer));
}

/** A batch alone, without the length that stands before it in a request. */
const batch = async (records: readonly Sketch[], more: object = {}): Promise<Buffer> =>
  (await encode(stock, records, more)).subarray(4);
const letter = (text: string): Sketch => ({ key: text, value: text, headers: { messageType: text } });

describe('the encoder', () => {
  it('writes the bytes of the stock encoder, checksum and all', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, fc.nat(40), async (records, producerId) => {
        const more = {
          producerId,
          producerEpoch: 3,
          firstSequence: 17,
          partitionLeaderEpoch: 2,
          firstOffset: 5,
        };
        expect((await encode(ours, records, more)).equals(await encode(stock, records, more))).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('writes the bytes of the stock encoder for compressed and transactional batches', async () => {
    for (const more of [
      { compression: 1 },
      { transactional: true },
      { compression: 1, transactional: true },
    ]) {
      const records = [letter('a'), { ...letter('b'), value: Buffer.alloc(20_000, 1) }];
      expect((await encode(ours, records, more)).equals(await encode(stock, records, more))).toBe(true);
    }
  });

  it('gives the same bytes and size whenever it is asked between two writes', () => {
    const write = (encoder: Internal, part: number | Buffer): void =>
      void (typeof part === 'number' ? encoder.writeInt32(part) : encoder.writeBytes(part));
    const parts = fc.array(fc.oneof(fc.nat(), bytes), { maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.array(fc.boolean(), { maxLength: 12 }), (written, asked) => {
        const [mine, theirs] = [new ours.Encoder(), new stock.Encoder()];
        for (const [i, part] of written.entries()) {
          write(mine, part);
          write(theirs, part);
          if (asked[i]) expect(mine.buffer.equals(theirs.buffer)).toBe(true);
        }
        expect([mine.size(), mine.buffer.equals(theirs.buffer)]).toEqual([theirs.size(), true]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a good batch', () => {
  it('decodes to the records of the stock decoder', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, fc.boolean(), async (records, zipped) => {
        const whole = await batch([letter('first'), ...records], { compression: zipped ? 1 : 0 });
        expect(isDeepStrictEqual(await decode(ours, whole), await decode(stock, whole))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps repeated headers in their order, and names that every object has', async () => {
    const headers = { constructor: 'c', messageType: ['one', 'two', 'three'] as never };
    const [record] = await decode(ours, await batch([{ ...letter('x'), headers }]));
    expect(Object.keys(record.headers)).toEqual(['constructor', 'messageType']);
    expect(record.headers.messageType.map(String)).toEqual(['one', 'two', 'three']);
    expect(String(record.headers.constructor)).toBe('c');
  });

  it('comes out in seconds also with as many headers as fit into a record', async () => {
    const distinct = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`h${n}`, '']));
    const repeated = { same: Array.from({ length: 60_000 }, () => '') as never };
    const [first, second] = await decode(
      ours,
      await batch([{ ...letter('d'), headers: distinct }]),
      await batch([{ ...letter('r'), headers: repeated }]),
    );
    expect(Object.keys(first.headers).length).toBe(60_000);
    expect(second.headers.same.length).toBe(60_000);
    // Each header with a look at all before it takes minutes.
  }, 45_000);
});

const flip = (bytes: Buffer, at: number, value: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = value;
  return changed;
};
const attributesAt = 22;
const shape = (records: readonly Internal[]): readonly unknown[] =>
  records.map(({ offset, key, isControlRecord }) => [offset, key && String(key), isControlRecord]);

describe('a batch that cannot be decoded', () => {
  const three = [letter('a'), letter('b'), letter('c')];
  const poison = ['12', null, false];
  const next = ['13', 'next', false];
  const following = (): Promise<Buffer> => batch([letter('next')], { firstOffset: 13 });

  it.each([
    ['snappy', 2],
    ['lz4', 3],
    ['zstd', 4],
  ])('in %s becomes one empty record at its last offset, and the next batch is read', async (_, codec) => {
    const bad = flip(await batch(three, { firstOffset: 10 }), attributesAt, codec);
    expect(shape(await decode(ours, bad, await following()))).toEqual([poison, next]);
  });

  it('because its bytes are corrupt never throws, and the next batch is read', async () => {
    const good = await batch(three, { firstOffset: 10 });
    const end = await following();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 23 + 4, max: good.length - 1 }), fc.nat(255), async (at, value) => {
        const records = await decode(ours, flip(good, at, value), end);
        expect(shape(records).at(-1)).toEqual(next);
      }),
      { numRuns: 300 },
    );
  });

  it.each([-2_147_483_648, -61, -12, -1, 0, 48])(
    'with the length %i ends the fetch, not the program',
    async (length) => {
      const bad = Buffer.from(await batch(three, { firstOffset: 10 }));
      bad.writeInt32BE(length, 8);
      expect(shape(await decode(ours, bad, await following()))).toEqual([poison]);
    },
  );

  it('because it unzips to more than a batch may hold is not unzipped to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const head = Buffer.from((await batch(three, { firstOffset: 10 })).subarray(0, 65));
    head[attributesAt] = 1;
    head.writeInt32BE(head.length - 12 + bomb.length, 8);
    const before = process.memoryUsage().arrayBuffers;
    expect(shape(await decode(ours, Buffer.concat([head, bomb]), await following()))).toEqual([poison, next]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 1024 * 1024);
  });

  it('because it holds more records than fit into 1 MiB is not decoded, however small they are', async () => {
    const zipped = await packed(160_000, 10, true);
    expect(zipped.length).toBeLessThan(10_000);
    expect(shape(await decode(ours, zipped, await batch([letter('next')])))[0]).toEqual([
      '160009',
      null,
      false,
    ]);
  });

  it('because it claims more records than it holds takes no memory for them', async () => {
    const bad = Buffer.from(await batch(three, { firstOffset: 10 }));
    bad.writeInt32BE(30_000_000, countAt);
    const before = process.memoryUsage().heapTotal;
    expect(shape(await decode(ours, bad, await following()))).toEqual([poison, next]);
    expect(process.memoryUsage().heapTotal - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('does not go backwards where its last offset is corrupt too', async () => {
    const bad = flip(await batch(three, { firstOffset: 10 }), attributesAt, 4);
    bad.writeInt32BE(-5, attributesAt + 1);
    expect(shape(await decode(ours, bad))).toEqual([['10', null, false]]);
  });
});

const countAt = 57;

/** A batch of so many of the smallest records there are. */
async function packed(count: number, firstOffset: number, isZipped = false): Promise<Buffer> {
  // Length 6, attributes 0, deltas 0, no key, no value, no headers.
  const records = Buffer.alloc(7 * count, Buffer.from([12, 0, 0, 0, 1, 1, 0]));
  const body = isZipped ? gzipSync(records) : records;
  const head = Buffer.from((await batch([letter('a')], { firstOffset })).subarray(0, countAt + 4));
  if (isZipped) head[attributesAt] = 1;
  head.writeInt32BE(head.length - 12 + body.length, 8);
  head.writeInt32BE(count - 1, attributesAt + 1);
  head.writeInt32BE(count, countAt);
  return Buffer.concat([head, body]);
}

describe('the answer to a fetch', () => {
  it('comes out where one batch has as many records as fit into it', async () => {
    const whole = await packed(149_000, 10);
    expect(whole.length).toBeLessThan(1024 * 1024);
    expect((await decode(ours, whole)).length).toBe(149_000);
  });

  it('of many gzip bombs is decoded as far as memory is bounded, and the next one goes on', async () => {
    const value = Buffer.alloc(4 * 1024 * 1024 - 1_024);
    const one = await batch([{ ...letter('bomb'), value }], { compression: 1, lastOffsetDelta: 0 });
    const bombs = Array.from({ length: 40 }, (_, n) => {
      const bomb = Buffer.from(one);
      bomb.writeBigInt64BE(BigInt(n));
      return bomb;
    });
    const offsets: number[] = [];
    while (offsets.length < bombs.length) {
      const records = await decode(ours, ...bombs.slice(offsets.length));
      const bytes = records.reduce((sum, record) => sum + record.value.length, 0);
      expect(bytes).toBeLessThanOrEqual(36 * 1024 * 1024);
      expect(records.length).toBeGreaterThan(0);
      offsets.push(...records.map(({ offset }) => Number(offset)));
    }
    expect(offsets).toEqual(bombs.map((_, n) => n));
  });

  it('of bombs that do not open at all ends after some of them too', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const head = Buffer.from((await batch([letter('a')])).subarray(0, countAt + 4));
    head[attributesAt] = 1;
    head.writeInt32BE(head.length - 12 + bomb.length, 8);
    const records = await decode(ours, ...Array.from({ length: 100 }, () => Buffer.concat([head, bomb])));
    expect([records.length > 0, records.length < 20]).toEqual([true, true]);
  });

  it('of very many small records or headers is decoded as far as memory is bounded', async () => {
    const many = await packed(90_000, 0);
    expect((await decode(ours, many, many, many, many)).length).toBe(180_000);
    const headers = { same: Array.from({ length: 60_000 }, () => '') as never };
    const heavy = await batch([{ ...letter('h'), headers }]);
    expect((await decode(ours, heavy, heavy, heavy, heavy)).length).toBe(2);
  });
});

describe('the end of a fetch', () => {
  it('may cut a batch anywhere: what is whole comes out, as in stock', async () => {
    const whole = await batch([letter('a'), letter('b')]);
    const cut = await batch([letter('c')], { firstOffset: 2 });
    for (let length = 0; length < cut.length; length++) {
      const bytes = cut.subarray(0, length);
      expect(await decode(ours, whole, bytes)).toEqual(await decode(stock, whole, bytes));
    }
  });

  it('is passed where compaction left a batch without records', async () => {
    const empty = await batch([], { firstOffset: 7, lastOffsetDelta: 4 });
    expect(await decode(stock, empty)).toEqual([]);
    expect(shape(await decode(ours, empty))).toEqual([['11', null, true]]);
  });
});

describe('a queue of requests', () => {
  const queueOf = (maxInFlightRequests: number): { readonly queue: Internal; readonly sent: number[] } => {
    const RequestQueue: Internal = require('kafkajs/src/network/requestQueue');
    const logger = { debug() {}, warn() {} };
    const options = { maxInFlightRequests, requestTimeout: 5_000, enforceRequestTimeout: true, logger };
    return { queue: new RequestQueue({ ...options, clientId: 'test', broker: 'test' }), sent: [] };
  };
  const push = ({ queue, sent }: ReturnType<typeof queueOf>, correlationId: number): Promise<unknown> =>
    new Promise((resolve, reject) =>
      queue.push({
        entry: { correlationId, apiName: 'test', apiKey: 0, apiVersion: 0, resolve, reject },
        expectResponse: true,
        sendRequest: () => sent.push(correlationId),
      }),
    );

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sleeps when it is empty', async () => {
    const one = queueOf(1);
    void push(one, 1);
    one.queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends on what waits when an answer comes, and what was throttled when its time is over', async () => {
    const one = queueOf(1);
    for (const id of [1, 2, 3]) void push(one, id);
    expect(one.sent).toEqual([1]);
    one.queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(one.sent).toEqual([1, 2]);
    one.queue.maybeThrottle(2_000);
    one.queue.fulfillRequest({ correlationId: 2, payload: null, size: 0 });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(one.sent).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(200);
    expect(one.sent).toEqual([1, 2, 3]);
    one.queue.fulfillRequest({ correlationId: 3, payload: null, size: 0 });
    await vi.advanceTimersByTimeAsync(20);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up a request that nobody answers', async () => {
    const one = queueOf(1);
    one.queue.scheduleRequestTimeoutCheck();
    const failing = expect(push(one, 1)).rejects.toThrow('timed out');
    await vi.advanceTimersByTimeAsync(6_500);
    await failing;
    one.queue.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });
});
