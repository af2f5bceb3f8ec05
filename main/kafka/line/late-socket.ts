import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { LineFailure, tlsCause } from './line-failure.ts';

type Line = Socket | TLSSocket;

/**
 * A socket for kafkajs, which wants one in the same turn, over a line that is opened meanwhile.
 * Ending it before then gives the line up.
 */
export class LateSocket extends Duplex {
  readonly #ended = new AbortController();
  readonly #showsCertificate: boolean;
  #line: Line | null = null;

  constructor(open: (ended: AbortSignal) => Promise<Line>, opened: () => void, showsCertificate: boolean) {
    super();
    this.#showsCertificate = showsCertificate;
    open(this.#ended.signal).then(
      (line) => {
        if (this.destroyed) return void line.destroy();
        this.#follow(line);
        opened();
      },
      (error: Error) => this.destroy(error),
    );
  }

  /** kafkajs asks for it when it is done; so does a test that must not hang. */
  unref(): this {
    this.#line?.unref();
    return this;
  }

  #follow(line: Line): void {
    this.#line = line;
    line.setKeepAlive(true, 60_000);
    line.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) line.pause();
    });
    line.on('end', () => this.push(null));
    // In TLS 1.3 a server judges the client's certificate only after this end calls the line open.
    line.on('error', (error) => {
      const why = tlsCause(error, this.#showsCertificate);
      this.destroy(why ? new LineFailure(why, error) : error);
    });
    line.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#line?.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#line) this.#line.write(bytes, done);
    else done(new Error('written before the line was open'));
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    const line = this.#line;
    if (!line) return done(new Error('written before the line was open'));
    line.cork();
    for (const [i, { chunk }] of chunks.entries())
      line.write(chunk, i === chunks.length - 1 ? done : undefined);
    line.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#line) this.#line.end();
    else this.destroy();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#ended.abort();
    this.#line?.destroy();
    done(error);
  }
}
