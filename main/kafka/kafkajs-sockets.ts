/**
 * Between kafkajs and its sockets nothing is copied that need not be: fresh memory costs more than what is
 * done with its bytes (docs/decisions/0003 has the figures).
 *
 * A request of several parts, such as a shard between its headers, is written as its parts. What comes is
 * put together once, in the memory that its first four bytes ask for: a socket may use its own again
 * (`reading` in kafka-config.ts).
 */
import type { Socket } from 'node:net';
import type { KafkaConfig } from 'kafkajs';

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

const patched = Symbol.for('sealpost.kafkajs-sockets');
const partsOf = Symbol('the parts of a request');
type Rope = Buffer & { readonly [partsOf]?: readonly Buffer[] };

const sizeBytes = 4;
/** kafkajs asks for 10 MiB at most. Whatever claims more, such as a server that speaks HTTP, is left to it. */
const largestAnswer = 32 * 1024 * 1024;
/** From this size on an answer may stand where the one before it stood. */
const inPlaceFrom = 256 * 1024;
const inPlace = Symbol('its large answers stand in one place');

/**
 * For a client that is done with each answer before it asks for the next on the same line, as a consumer is:
 * its large answers stand in one memory, one after the other.
 */
export function readingInPlace({ socketFactory }: KafkaConfig): Pick<KafkaConfig, 'socketFactory'> {
  if (!socketFactory) return {};
  const make: typeof socketFactory = (...given) => socketFactory(...given);
  return { socketFactory: Object.assign(make, { [inPlace]: true }) };
}

/** @param partsOfEncoder what an encoder of `kafkajs-patches.ts` holds */
export function patchSockets(require: NodeJS.Require, partsOfEncoder: (encoder: Internal) => Buffer[]): void {
  const path = require.resolve('kafkajs/src/protocol/request');
  const createRequest: Internal = require(path);
  const module = require.cache[path];
  if (!module || createRequest[patched]) return;
  const ofParts = async (asked: Internal): Promise<{ readonly buffer: Buffer }> => {
    const encoder = await createRequest(asked);
    if (!encoder.head) return encoder;
    return { buffer: Object.assign(Buffer.alloc(0), { [partsOf]: partsOfEncoder(encoder) }) };
  };
  Object.assign(ofParts, { [patched]: true });
  module.exports = ofParts;
  patchConnections(require('kafkajs/src/network/connection').prototype);
}

function patchConnections(connection: Internal): void {
  const connect = connection.connect;
  connection.connect = function (): Promise<boolean> {
    const connecting = connect.call(this);
    if (this.socket && !this.socket[patched]) writeParts(this.socket);
    this.answers = null;
    return connecting;
  };
  const process = connection.processData;
  connection.processData = function (bytes: Buffer): void {
    if (this.authHandlers && !this.authExpectResponse) return process.call(this, Buffer.from(bytes));
    const whole = (answer: Buffer): void => {
      // Nothing is left of the one before, and to join nothing with this one would be a copy of it.
      if (this.bytesBuffered === 0) this.chunks = [];
      process.call(this, answer);
    };
    this.answers ??= new Answers(whole, !!this.socketFactory?.[inPlace]);
    this.answers.take(bytes);
  };
}

function writeParts(socket: Socket & { [patched]?: boolean }): void {
  socket[patched] = true;
  const write = socket.write.bind(socket) as (bytes: Buffer, encoding?: BufferEncoding) => boolean;
  socket.write = ((bytes: Rope, encoding?: BufferEncoding): boolean => {
    const parts = bytes[partsOf];
    if (!parts) return write(bytes, encoding);
    socket.cork();
    for (const part of parts) write(part);
    socket.uncork();
    return !socket.writableNeedDrain;
  }) as Socket['write'];
}

/** Puts answers together. The bytes that it is given are only looked at in that call. */
export class Answers {
  readonly #whole: (answer: Buffer) => void;
  readonly #isInPlace: boolean;
  readonly #size = Buffer.alloc(sizeBytes);
  #place = Buffer.alloc(0);
  #answer: Buffer | null = null;
  #filled = 0;
  #isLeft = false;

  /**
   * @param whole takes one answer with its size in front
   * @param isInPlace a large one is there until the next comes
   */
  constructor(whole: (answer: Buffer) => void, isInPlace = false) {
    this.#whole = whole;
    this.#isInPlace = isInPlace;
  }

  take(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#isLeft) return this.#whole(Buffer.from(bytes.subarray(at)));
      at += this.#fill(bytes.subarray(at));
      // The one that ended in this read was not looked at yet: the next must not stand on it.
      if (!this.#answer && at < bytes.length) this.#place = Buffer.alloc(0);
    }
  }

  #fill(bytes: Buffer): number {
    const into = this.#answer ?? this.#size;
    const taken = bytes.copy(into, this.#filled);
    this.#filled += taken;
    if (this.#filled < into.length) return taken;
    if (this.#answer) this.#end(this.#answer);
    else this.#begin(this.#size.readInt32BE());
    return taken;
  }

  #begin(size: number): void {
    if (size < 0 || size > largestAnswer) {
      this.#isLeft = true;
      this.#whole(Buffer.from(this.#size));
      return;
    }
    const answer = this.#memory(sizeBytes + size);
    this.#size.copy(answer);
    if (size === 0) this.#end(answer);
    else this.#answer = answer;
  }

  #memory(length: number): Buffer {
    if (!this.#isInPlace || length < inPlaceFrom) return Buffer.allocUnsafe(length);
    if (this.#place.length < length) this.#place = Buffer.allocUnsafeSlow(length + inPlaceFrom);
    return this.#place.subarray(0, length);
  }

  #end(answer: Buffer): void {
    this.#answer = null;
    this.#filled = 0;
    this.#whole(answer);
  }
}
