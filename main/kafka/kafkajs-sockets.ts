/**
 * Between kafkajs and its sockets nothing is copied that need not be: fresh memory costs more than what is
 * done with its bytes (docs/decisions/0003 has the figures).
 *
 * A request of several parts, such as a shard between its headers, is written as its parts. What comes is
 * put together once, in the memory that its first four bytes ask for: a socket may use its own again
 * (`reading` in kafka-config.ts).
 */
import type { Socket } from 'node:net';

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

const patched = Symbol.for('sealpost.kafkajs-sockets');
const partsOf = Symbol('the parts of a request');
type Rope = Buffer & { readonly [partsOf]?: readonly Buffer[] };

const sizeBytes = 4;
/** kafkajs asks for 10 MiB at most. Whatever claims more, such as a server that speaks HTTP, is left to it. */
const largestAnswer = 32 * 1024 * 1024;

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
    this.answers ??= new Answers((whole) => process.call(this, whole));
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
  readonly #size = Buffer.alloc(sizeBytes);
  #answer: Buffer | null = null;
  #filled = 0;
  #isLeft = false;

  /** @param whole takes one answer with its size in front */
  constructor(whole: (answer: Buffer) => void) {
    this.#whole = whole;
  }

  take(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#isLeft) return this.#whole(Buffer.from(bytes.subarray(at)));
      at += this.#fill(bytes.subarray(at));
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
    const answer = Buffer.allocUnsafe(sizeBytes + size);
    this.#size.copy(answer);
    if (size === 0) this.#end(answer);
    else this.#answer = answer;
  }

  #end(answer: Buffer): void {
    this.#answer = null;
    this.#filled = 0;
    this.#whole(answer);
  }
}
