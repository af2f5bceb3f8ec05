import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { expect, test } from '@playwright/test';

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

test('an independent peer joins, receives from the app, sends to it, and both acknowledgements verify', async () => {
  const checkout = process.env.SEALPOST_CHECKOUT ?? process.cwd();
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-carol-'));
  const runDir = join(dir, 'run');
  const carolDir = join(dir, 'received');
  mkdirSync(runDir);
  mkdirSync(carolDir);
  const door = new Talker('node', [join(checkout, 'out', 'tools', 'demo.js'), '--headless', '--serve'], {
    ...process.env,
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
    const issued = spawnSync(
      'node',
      [
        join(checkout, 'out', 'tools', 'organisation.js'),
        'issue',
        '--organisation',
        String(ready.organisationDir),
        '--request',
        join(dir, 'carol.csr'),
        '--destination',
        'carol@acme',
        '--brokers',
        brokers,
      ],
      { encoding: 'utf8' },
    );
    expect(issued.stderr).toBe('');
    expect(issued.stdout.match(/BEGIN CERTIFICATE/g)?.length).toBe(2);
    expect(
      (await carol.ask({ do: 'join', chain: issued.stdout, root: ready.rootCertificatePath })).event,
    ).toBe('joined');

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
    await new Promise((resolve) =>
      door.child.exitCode === null ? door.child.once('exit', resolve) : resolve(null),
    );
  }
  expect(door.child.exitCode).toBe(0);
});
