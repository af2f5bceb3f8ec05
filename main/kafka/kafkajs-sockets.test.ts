import { createHash, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAccess } from '../../shared/server-access.ts';
import { systemClock } from '../clock/system-clock.ts';
import { kafkaConfigOf } from './kafka-config.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { Answers } from './kafkajs-sockets.ts';

const require = createRequire(import.meta.url);
beforeAll(() => void loadKafkaJs());

const withSize = (answer: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(answer.length);
  return Buffer.concat([size, answer]);
};

describe('answers', () => {
  it('come whole and in order, however they are cut, from memory that is used again', () => {
    const answers = fc.array(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)));
    const cuts = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1 });
    fc.assert(
      fc.property(answers, cuts, (all, sizes) => {
        const got: Buffer[] = [];
        const taking = new Answers((whole) => void got.push(whole));
        const stream = Buffer.concat(all.map(withSize));
        const memory = Buffer.alloc(70);
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const length = stream.copy(memory, 0, at, at + (sizes[turn % sizes.length] ?? 1));
          taking.take(memory.subarray(0, length));
          memory.fill(0xee);
          at += length;
        }
        expect(got.map((one) => one.toString('hex'))).toEqual(
          all.map((one) => withSize(one).toString('hex')),
        );
      }),
    );
  });

  it('that are large stand in one memory where that is asked for, each until the next is read', () => {
    const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const got: string[] = [];
    const places = new Set<ArrayBufferLike>();
    const taking = new Answers((whole) => {
      got.push(hashOf(whole));
      places.add(whole.buffer);
    }, true);
    const all = [3_000_000, 12, 2_900_000, 300_000, 3_000_000].map((length) => withSize(randomBytes(length)));
    for (const one of all)
      for (let at = 0; at < one.length; at += 65_536) taking.take(one.subarray(at, at + 65_536));
    expect(got).toEqual(all.map(hashOf));
    // The small one stands by itself.
    expect(places.size).toBe(2);
  });

  it('that end in the same read as the next begins are there all the same', () => {
    const got: Buffer[] = [];
    const taking = new Answers((whole) => void got.push(whole), true);
    const all = [300_000, 400_000].map((length) => withSize(randomBytes(length)));
    taking.take(Buffer.concat(all));
    expect(got.map((one, n) => one.equals(all[n] as Buffer))).toEqual([true, true]);
  });

  it('that claim to be huge, or less than nothing, are handed on as they come, and no memory is made', () => {
    for (const stranger of ['HTTP/1.1 400 Bad Request\r\n\r\n', '\xff\xff\xff\xfe rest']) {
      const got: Buffer[] = [];
      const taking = new Answers((whole) => void got.push(whole));
      const bytes = Buffer.from(stranger, 'latin1');
      taking.take(bytes.subarray(0, 7));
      taking.take(bytes.subarray(7));
      expect(Buffer.concat(got).toString('latin1')).toBe(stranger);
    }
  });
});

describe('a request', () => {
  // biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
  type Internal = any;
  let end = (): void => {};
  afterEach(() => end());

  it('with a large value arrives as the bytes that kafkajs makes, and its answer comes back', async () => {
    const value = Buffer.from(new SharedArrayBuffer(262_144));
    randomBytes(262_144).copy(value);
    const answer = randomBytes(3 * 1024 * 1024);
    let received = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        if (received.length < 4 || received.length < 4 + received.readInt32BE()) return;
        // The correlation ID of the request stands in front of its answer.
        socket.write(withSize(Buffer.concat([received.subarray(8, 12), answer])));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const Connection: Internal = require('kafkajs/src/network/connection');
    const Encoder: Internal = require('kafkajs/src/protocol/encoder');
    const silent: Internal = { namespace: () => silent, debug() {}, error() {}, info() {}, warn() {} };
    const { socketFactory } = kafkaConfigOf(openAccess([]), {}, 'test', systemClock);
    const connection = new Connection({
      ...{ host: '127.0.0.1', port, logger: silent, socketFactory },
      ...{ connectionTimeout: 5_000, requestTimeout: 5_000 },
    });
    end = () => {
      void connection.disconnect();
      server.close();
    };
    await connection.connect();
    const got = await connection.send({
      request: {
        ...{ apiKey: 0, apiVersion: 7, apiName: 'Produce' },
        encode: async () => new Encoder().writeInt16(1).writeBytes(value).writeInt16(2),
      },
      response: { decode: async (bytes: Buffer) => bytes, parse: async (bytes: Buffer) => bytes },
    });
    expect(got.equals(answer)).toBe(true);
    const sent = received.subarray(4 + 2 + 2 + 4 + 2 + 'kafkajs'.length);
    expect(received.readInt32BE()).toBe(received.length - 4);
    expect(sent.subarray(2 + 4, -2).equals(value)).toBe(true);
  });
});
