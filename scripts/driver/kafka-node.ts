import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endingWithUs } from './ending-with-us.ts';
import { untilEnded } from './until-ended.ts';

const startWithin = 150_000;

export type NodePlan = {
  /** Apache Kafka's jars. */
  readonly libsDir: string;
  /** Everything of this node is below it. */
  readonly dir: string;
  /** The port on loopback that answers once the node is there. */
  readonly port: number;
  /** The lines of its server.properties, but where its data is. */
  readonly properties: string;
  /** Mebibytes of its heap. */
  readonly heap: number;
  /** What its environment has besides ours, asked at each start: a test gives it another clock. */
  readonly environment?: () => Readonly<Record<string, string>>;
};

/** One Apache Kafka node (broker and controller, KRaft), with its data in one folder. */
export class KafkaNode {
  readonly #plan: NodePlan;
  #process: ChildProcess | null = null;

  constructor(plan: NodePlan) {
    this.#plan = plan;
    const { dir, properties } = plan;
    mkdirSync(join(dir, 'data'), { recursive: true });
    writeFileSync(join(dir, 'log4j2.properties'), log4j);
    // It may name passwords.
    writeFileSync(this.#settings, `${properties}\nlog.dirs=${join(dir, 'data')}\n`, { mode: 0o600 });
  }

  /** @param more further arguments of the tool. @param ended gives up at once */
  async format(clusterId: string, more: readonly string[], ended?: AbortSignal): Promise<void> {
    await this.#tool(['format', '-t', clusterId, '-c', this.#settings, ...more], ended);
  }

  /** The same as `format` with the same arguments, without another JVM: only its own identity differs. */
  formatLike(other: KafkaNode, nodeId: number): void {
    const [from, to] = [other, this].map((node) => join(node.#plan.dir, 'data')) as [string, string];
    cpSync(from, to, { recursive: true });
    const identity = readFileSync(join(to, 'meta.properties'), 'utf8')
      .replace(/^node\.id=.*$/m, `node.id=${nodeId}`)
      .replace(/^directory\.id=.*$/m, `directory.id=${newUuid()}`);
    writeFileSync(join(to, 'meta.properties'), identity);
  }

  /** Starts the node, also again on the same port with the same data; resolves once it answers. */
  async resume(ended?: AbortSignal): Promise<void> {
    const { dir, port } = this.#plan;
    const log = openSync(join(dir, 'kafka.log'), 'a');
    const [command = '', ...args] = endingWithUs(this.#command('kafka.Kafka', [this.#settings]));
    const child = spawn(command, args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...this.#plan.environment?.() },
    });
    closeSync(log);
    this.#process = child;
    const giveUpAt = Date.now() + startWithin;
    while (!(await answers(port))) {
      if (ended?.aborted) {
        await this.stop();
        ended.throwIfAborted();
      }
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        const lines = readFileSync(join(dir, 'kafka.log'), 'utf8').trim().split('\n');
        throw new Error(`the local Kafka did not start:\n${lines.slice(-3).join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends exactly the node that was started here. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child) return;
    child.kill('SIGKILL');
    await untilEnded(child);
  }

  get #settings(): string {
    return join(this.#plan.dir, 'server.properties');
  }

  #command(main: string, args: readonly string[]): string[] {
    const { libsDir, dir, heap } = this.#plan;
    const options = [
      `-Xmx${heap}m`,
      '-Xms128m',
      // Else each node leaves a file in the temporary folder of its user.
      '-XX:-UsePerfData',
      `-Dlog4j2.configurationFile=${join(dir, 'log4j2.properties')}`,
    ];
    return ['java', ...options, '-cp', join(libsDir, '*'), main, ...args];
  }

  async #tool(args: readonly string[], ended: AbortSignal | undefined): Promise<void> {
    const [command, ...rest] = this.#command('kafka.tools.StorageTool', args);
    const options = { killSignal: 'SIGKILL' as const, ...(ended ? { signal: ended } : {}) };
    const running = promisify(execFile)(command as string, rest, options);
    try {
      await running;
    } catch (error) {
      // Told to end, it is said to have ended before it has.
      await untilEnded(running.child);
      throw error;
    }
  }
}

/** As Kafka makes them: 16 bytes, base64url, not beginning with a dash. */
export const newUuid = (): string => `k${randomBytes(16).toString('base64url').slice(1)}`.slice(0, 22);

/** Ports of loopback that are free now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address) ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Whether somebody listens on this port of loopback. */
export const answers = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

const log4j = `rootLogger.level=WARN
rootLogger.appenderRef.c.ref=C
appender.c.type=Console
appender.c.name=C
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=%d %p %c{1} %m%n
`;
