import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';

/**
 * A file of lines that only grows. A line is durable once `append` returns; after any end the file holds whole
 * lines. Only its owner can read it.
 */
export class AppendFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** All lines, the first first. A last line that an end cut off does not count, and is taken away. */
  lines(): readonly string[] {
    if (!existsSync(this.#path)) return [];
    const bytes = readFileSync(this.#path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) this.#cut(end);
    return bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  }

  /** @throws the system's error; the file is then as it was */
  append(line: string): void {
    const file = openSync(this.#path, 'a', 0o600);
    try {
      const { size } = fstatSync(file);
      try {
        const bytes = Buffer.from(`${line}\n`);
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        fsyncSync(file);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
    } finally {
      closeSync(file);
    }
  }

  #cut(length: number): void {
    const file = openSync(this.#path, 'r+');
    try {
      ftruncateSync(file, length);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}
