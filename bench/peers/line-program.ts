import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endingWithUs } from '../../scripts/driver/ending-with-us.ts';
import { untilEnded } from '../../scripts/driver/until-ended.ts';

/** A program that says a line when it is ready, then answers each line with one, and ends with its input. */
export class LineProgram {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #log: string;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, log: string) {
    this.#process = child;
    this.#lines = lines;
    this.#log = log;
  }

  /** Resolves once it is ready. @param log the file for its errors */
  static async start(line: readonly string[], log: string): Promise<LineProgram> {
    const errors = openSync(log, 'a');
    const [program = '', ...args] = endingWithUs(line);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', errors] });
    closeSync(errors);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const { stdin, stdout } = child;
    if (!stdin || !stdout) throw new Error('its streams are pipes');
    // A program that has ended is told by the end of its lines.
    stdin.on('error', () => {});
    const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    const started = new LineProgram(child, lines, log);
    await started.#next();
    return started;
  }

  ask(line: string): Promise<string> {
    this.#process.stdin?.write(`${line}\n`);
    return this.#next();
  }

  async end(): Promise<void> {
    this.#process.stdin?.end();
    await untilEnded(this.#process);
  }

  async #next(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error(`it ended: ${readFileSync(this.#log, 'utf8').trim()}`);
    return value;
  }
}
