import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { loadKafkaJs } from '../main/kafka/kafkajs-patches.ts';
import { certificateRequest } from '../main/keys/certificate-request.ts';
import { REQUESTS_TOPIC } from '../main/protocol/destination.ts';
import { kidOf } from '../main/protocol/keys.ts';
import { encodeRequest, requestKey } from '../main/protocol/registry-record.ts';
import { untilEnded } from '../scripts/driver/until-ended.ts';

/** The independent peer knows neither TLS nor a sign-in: what it shows is the protocol above them. */
const plain = { SEALPOST_SECURE: '' };

type Line = Readonly<Record<string, unknown>>;

/** A program that answers in JSON lines. */
class Talker {
  readonly lines: Line[] = [];
  readonly child: ChildProcess;
  readonly #reader: Interface;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#reader = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.#reader.on('line', (line) => this.lines.push(JSON.parse(line) as Line));
  }

  say(order: object): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  async ask(order: object): Promise<Line> {
    const before = this.lines.length;
    this.say(order);
    return this.until(() => this.lines[before], JSON.stringify(order));
  }

  async until<T>(look: () => T | undefined, what: string, milliseconds = 60_000): Promise<T> {
    const giveUpAt = Date.now() + milliseconds;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${what}`);
      if (Date.now() > giveUpAt)
        throw new Error(`waited in vain: ${what}; lines: ${JSON.stringify(this.lines)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const runTool = (checkout: string, ...args: readonly string[]): { stdout: string; stderr: string } =>
  spawnSync('node', [join(checkout, 'out', 'tools', 'organisation.js'), ...args], { encoding: 'utf8' });

async function askForCertificate(brokers: string, destination: string, label: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const { Kafka } = loadKafkaJs();
  const producer = new Kafka({ brokers: [brokers], logCreator: () => () => {} }).producer();
  await producer.connect();
  const value = encodeRequest(certificateRequest(privateKey, destination, label));
  const messages = [{ key: requestKey(destination, kidOf(publicKey)), value }];
  await producer.send({ topic: REQUESTS_TOPIC, acks: -1, messages });
  await producer.disconnect();
}

/** The command lines of running programs that name this folder. */
const runningIn = (dir: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        // It ended meanwhile, or is another user's.
        return '';
      }
    })
    .filter((line) => line.includes(dir));

for (const seconds of [1, 7]) {
  test(`asked to end ${seconds} s after the start, it leaves nothing running`, async () => {
    const checkout = process.env.SEALPOST_CHECKOUT ?? process.cwd();
    const runDir = mkdtempSync(join(tmpdir(), 'early-'));
    const program = join(checkout, 'out', 'tools', 'demo.js');
    const door = new Talker('node', [program, '--headless', '--serve'], {
      ...process.env,
      ...plain,
      SEALPOST_RUN_DIR: runDir,
    });
    const ended = new Promise((resolve) => door.child.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    door.child.stdin?.end();
    expect(await ended).toBe(0);
    expect(runningIn(runDir)).toEqual([]);
  });
}

test('an independent peer joins, receives from the app, sends to it, and both acknowledgements verify', async () => {
  const checkout = process.env.SEALPOST_CHECKOUT ?? process.cwd();
  const dir = mkdtempSync(join(tmpdir(), 'carol-'));
  const runDir = join(dir, 'run');
  const carolDir = join(dir, 'received');
  mkdirSync(runDir);
  mkdirSync(carolDir);
  const door = new Talker('node', [join(checkout, 'out', 'tools', 'demo.js'), '--headless', '--serve'], {
    ...process.env,
    ...plain,
    SEALPOST_RUN_DIR: runDir,
  });
  let carol: Talker | null = null;
  try {
    const ready = await door.until(() => door.lines.find(({ event }) => event === 'ready'), 'ready', 120_000);
    expect(door.lines[0]).toBe(ready);
    const brokers = String(ready.brokers);
    carol = new Talker('/usr/bin/python3', [
      join(checkout, 'e2e', 'support', 'independent_peer.py'),
      brokers,
      'carol@acme',
      carolDir,
    ]);
    await carol.ask({ do: 'request', path: join(dir, 'carol.csr') });
    const organisation = (command: string, ...more: readonly string[]): ReturnType<typeof runTool> =>
      runTool(
        checkout,
        command,
        '--organisation',
        String(ready.organisationDir),
        '--brokers',
        brokers,
        ...more,
      );
    const issued = organisation('issue', '--request', join(dir, 'carol.csr'), '--destination', 'carol@acme');
    expect(issued.stderr).toBe('');
    expect(issued.stdout.match(/BEGIN CERTIFICATE/g)?.length).toBe(2);
    expect(
      (await carol.ask({ do: 'join', chain: issued.stdout, root: ready.rootCertificatePath })).event,
    ).toBe('joined');

    // An address that nobody has: an answer with the reason, and nothing of it in the way of the next send.
    const unknown = join(dir, 'for nobody.txt');
    writeFileSync(unknown, 'to nobody');
    door.say({ do: 'send', from: 'alice@acme', to: 'nobody@acme', path: unknown });
    const refused = await door.until(
      () => door.lines.find(({ event }) => event === 'error'),
      'the send to an unknown address is refused',
      20_000,
    );
    expect(refused.message).toBe(
      'not sent to nobody@acme: This address is not in the directory. Check the spelling.',
    );

    await askForCertificate(brokers, 'dave@acme', 'Dave Ito');
    const asked = organisation('requests', '--save', join(dir, 'requests'));
    const [who, code, saved] = asked.stdout.trim().split('\n');
    expect(who).toBe('dave@acme  Dave Ito');
    expect(code).toMatch(/^ {2}(\d{5} ){11}\d{5}$/);
    const answered = organisation('issue', '--request', saved?.trim() ?? '', '--destination', 'dave@acme');
    expect(answered.stderr).toBe('');
    expect(organisation('requests').stderr).toBe('Nobody is waiting for a certificate.\n');
    const again = organisation('create', '--name', 'acme');
    expect(JSON.parse(again.stdout)).toMatchObject({ organisation: 'acme', brokers: [brokers] });

    const path = join(dir, 'for carol.bin');
    writeFileSync(path, randomBytes(1_000_000));
    door.say({ do: 'send', from: 'alice@acme', to: 'carol@acme', path });
    const received = await carol.ask({ do: 'poll', seconds: 60 });
    expect(received.event).toBe('received');
    expect(readFileSync(String(received.path)).equals(readFileSync(path))).toBe(true);
    await door.until(
      () =>
        door.lines.find(
          ({ event, destination, status, transferId }) =>
            event === 'transfer' &&
            destination === 'alice@acme' &&
            status === 'delivered' &&
            transferId === received.transferId,
        ),
      'Alice is told that it was delivered',
    );

    const answer = join(dir, 'for bob.txt');
    writeFileSync(answer, 'From an independent peer.\n'.repeat(50_000));
    const sent = await carol.ask({ do: 'send', to: 'bob@acme', path: answer });
    const acknowledged = await carol.ask({ do: 'poll', seconds: 60 });
    expect(acknowledged).toEqual({
      event: 'acknowledged',
      transferId: sent.transferId,
      status: 'received',
      reason: '',
    });
    const filed = await door.until(
      () =>
        door.lines.find(
          ({ event, destination, status }) =>
            event === 'transfer' && destination === 'bob@acme' && status === 'received',
        ),
      'Bob has it',
    );
    expect(readFileSync(String(filed.path)).equals(readFileSync(answer))).toBe(true);
    expect(
      door.lines.some(
        ({ event, destination, title }) =>
          event === 'notification' && destination === 'bob@acme' && title === 'Document from Carol Diaz',
      ),
    ).toBe(true);

    const restarts = door.lines.filter(({ event }) => event === 'done').length;
    door.say({ do: 'restart', destination: 'bob@acme' });
    await door.until(() => door.lines.filter(({ event }) => event === 'done')[restarts], 'Bob is restarted');
  } finally {
    carol?.child.stdin?.end();
    door.child.stdin?.end();
    await untilEnded(door.child);
  }
  expect(door.child.exitCode).toBe(0);
});
