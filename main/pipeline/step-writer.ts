import type { FileHandle } from 'node:fs/promises';

const stepBytes = 1024 * 1024;

/** Writes a file in large steps: while one is on its way to the disk, the next is filled. */
export class StepWriter {
  readonly #file: FileHandle;
  #filling: Buffer;
  #other: Buffer | null = null;
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();

  /** @param expected how long the file is likely to be: a small one needs little memory */
  constructor(file: FileHandle, expected: number) {
    this.#file = file;
    this.#filling = Buffer.allocUnsafeSlow(Math.max(1, Math.min(stepBytes, expected)));
  }

  /** @throws the system's error, of this step or of one before */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#filling.length - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#filling.length) await this.#step();
    }
  }

  /** Resolves once the file has everything. @throws the system's error */
  async end(): Promise<void> {
    await this.#step();
    await this.#writing;
  }

  async #step(): Promise<void> {
    await this.#writing;
    const full = this.#filling;
    this.#writing = writeAll(this.#file, full.subarray(0, this.#filled));
    // Told by the step after it.
    this.#writing.catch(() => {});
    this.#filling = this.#other ?? Buffer.allocUnsafeSlow(full.length);
    this.#other = full;
    this.#filled = 0;
  }
}

/** A disk that is nearly full takes a part and reports no error. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
}
