import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { untilEnded } from './until-ended.ts';

const startWithin = 60_000;

/** One Apache Kafka node (broker and controller, KRaft) on loopback, with its data in one folder. */
export class LocalKafka {
  readonly broker: string;
  readonly #libsDir: string;
  readonly #dir: string;
  readonly #port: number;
  #process: ChildProcess | null = null;

  private constructor(libsDir: string, dir: string, port: number) {
    this.#libsDir = libsDir;
    this.#dir = dir;
    this.#port = port;
    this.broker = `127.0.0.1:${port}`;
  }

  /** Formats the storage and starts the node; resolves once it answers. `ended` gives up at once. */
  static async start(libsDir: string, dir: string, ended?: AbortSignal): Promise<LocalKafka> {
    const [port, controllerPort] = await freePorts(2);
    const kafka = new LocalKafka(libsDir, dir, port as number);
    mkdirSync(join(dir, 'data'), { recursive: true });
    writeFileSync(join(dir, 'log4j2.properties'), log4j);
    writeFileSync(
      join(dir, 'server.properties'),
      serverProperties(port as number, controllerPort as number, join(dir, 'data')),
    );
    const properties = join(dir, 'server.properties');
    const id = (await kafka.#tool(['random-uuid'], ended)).trim();
    await kafka.#tool(['format', '--standalone', '-t', id, '-c', properties], ended);
    await kafka.resume(ended);
    return kafka;
  }

  /** Starts the node again on the same port with the same data. */
  async resume(ended?: AbortSignal): Promise<void> {
    const log = openSync(join(this.#dir, 'kafka.log'), 'a');
    const java = this.#command('kafka.Kafka', [join(this.#dir, 'server.properties')]);
    // The kernel ends the node with us, whatever happens to us.
    const command = existsSync('/usr/bin/setpriv')
      ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', ...java]
      : java;
    const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#process = child;
    const giveUpAt = Date.now() + startWithin;
    while (!(await answers(this.#port))) {
      if (ended?.aborted) {
        await this.stop();
        ended.throwIfAborted();
      }
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        const tail = readFileSync(join(this.#dir, 'kafka.log'), 'utf8')
          .trim()
          .split('\n')
          .slice(-3)
          .join('\n');
        throw new Error(`the local Kafka did not start:\n${tail}`);
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

  #command(main: string, args: readonly string[]): string[] {
    const options = [
      '-Xmx512m',
      '-Xms128m',
      // Else each node leaves a file in the temporary folder of its user.
      '-XX:-UsePerfData',
      `-Dlog4j2.configurationFile=${join(this.#dir, 'log4j2.properties')}`,
    ];
    return ['java', ...options, '-cp', join(this.#libsDir, '*'), main, ...args];
  }

  async #tool(args: readonly string[], ended: AbortSignal | undefined): Promise<string> {
    const [command, ...rest] = this.#command('kafka.tools.StorageTool', args);
    const options = { killSignal: 'SIGKILL' as const, ...(ended ? { signal: ended } : {}) };
    const running = promisify(execFile)(command as string, rest, options);
    try {
      return (await running).stdout;
    } catch (error) {
      // Told to end, it is said to have ended before it has.
      await untilEnded(running.child);
      throw error;
    }
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
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

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
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

const serverProperties = (
  port: number,
  controllerPort: number,
  dataDir: string,
): string => `process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
log.dirs=${dataDir}
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
`;
