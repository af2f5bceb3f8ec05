import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { endingWithUs } from '../../scripts/driver/ending-with-us.ts';
import { answers } from '../../scripts/driver/kafka-node.ts';
import { untilEnded } from '../../scripts/driver/until-ended.ts';

const startWithin = 60_000; // milliseconds

type Settings = {
  readonly environment?: Readonly<Record<string, string>>;
  /** The address of loopback that it listens on. */
  readonly host?: string;
};

/** A server that a peer needs, on a port of loopback. */
export class Server {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** Resolves once it answers. @param log the file for what it says */
  static async start(
    line: readonly string[],
    port: number,
    log: string,
    { environment = {}, host = '127.0.0.1' }: Settings = {},
  ): Promise<Server> {
    const output = openSync(log, 'a');
    const [program = '', ...args] = endingWithUs(line);
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...environment },
    });
    closeSync(output);
    let failed: Error | null = null;
    child.once('error', (error) => {
      failed = error;
    });
    const server = new Server(child);
    const giveUpAt = Date.now() + startWithin;
    while (!(await answers(port, host))) {
      if (failed) throw failed;
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        await server.stop();
        const said = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n');
        throw new Error(`${line[0]} did not start: ${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await untilEnded(this.#process);
  }
}
