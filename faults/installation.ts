import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { FaultyLine } from '../scripts/driver/faulty-line.ts';
import { untilEnded } from '../scripts/driver/until-ended.ts';
import type { ConnectionState } from '../shared/connection.ts';
import type { Transfer, TransferStatus } from '../shared/transfer.ts';
import type { Profile } from './profile.ts';
import type { Order, Plan, Word } from './words.ts';

type Say = Extract<Word, { readonly kind: 'queued' }>;
const answerWithin = 120_000;

/** One person's engine, in a process that can be stopped and killed, and what it said of itself. */
export class Installation {
  readonly plan: Plan;
  readonly line: FaultyLine;
  /** Every status that a row had, in order, over all starts. */
  readonly statuses = new Map<string, TransferStatus[]>();
  readonly stalls: number[] = [];
  /** Resident memory of this start: the first figure and the highest, bytes. */
  readonly memory: { first: number; most: number }[] = [];
  /** What it says of its line to the servers. */
  connection: ConnectionState | null = null;
  /** It ended by itself. */
  readonly crashes: string[] = [];
  readonly #planPath: string;
  readonly #program: readonly string[];
  #process: ChildProcess | null = null;
  #isMeant = false;
  #waiting: { readonly for: (word: Word) => boolean; readonly take: (word: Word | null) => void }[] = [];

  /** @param program what runs `engine-process.ts` */
  constructor({ plan, planPath, line }: Profile, program: readonly string[]) {
    this.plan = plan;
    this.line = line;
    this.#planPath = planPath;
    this.#program = program;
  }

  get name(): string {
    return this.plan.destination;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  async start(): Promise<void> {
    const log = openSync(join(this.plan.profileDir, '..', 'engine.log'), 'a');
    const child = spawn(this.#program[0] as string, [...this.#program.slice(1), this.#planPath], {
      stdio: ['pipe', 'pipe', log],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    closeSync(log);
    this.#process = child;
    this.#isMeant = false;
    this.memory.push({ first: 0, most: 0 });
    createInterface({ input: child.stdout as Readable }).on('line', (line) =>
      this.#hear(JSON.parse(line) as Word),
    );
    // Written to a process that has just ended: its end is told by `exit`.
    child.stdin?.on('error', () => {});
    child.once('exit', (code, signal) => {
      if (this.#process === child) this.#process = null;
      if (!this.#isMeant) this.crashes.push(`ended by itself: ${code ?? signal}`);
      for (const one of this.#waiting.splice(0)) one.take(null);
    });
    const started = await this.#answer(({ kind }) => kind === 'started');
    if (!started && !this.#isMeant) throw new Error(`${this.name} did not start`);
  }

  /** @returns false where it ended before it said that the document is in the journal */
  async send(to: string, document: { path: string; name: string; size: number }): Promise<boolean> {
    if (!this.#process) return false;
    const queued = this.#answer((word) => word.kind === 'queued' && (word as Say).name === document.name);
    this.#order({ kind: 'send', to, ...document });
    return (await queued) !== null;
  }

  /** Everything that its history holds; null where it does not run. */
  async rows(): Promise<readonly Transfer[] | null> {
    if (!this.#process) return null;
    const rows = this.#answer(({ kind }) => kind === 'rows');
    this.#order({ kind: 'rows' });
    const word = await rows;
    return word?.kind === 'rows' ? word.rows : null;
  }

  /** As a power cut of this one program. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As the person quits it. */
  async quit(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#isMeant = true;
    child.stdin?.end();
    await untilEnded(child);
  }

  /** Its process stands still, as under a debugger or on a computer that sleeps. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#isMeant = true;
    child.kill(signal);
    await untilEnded(child);
  }

  #order(order: Order): void {
    this.#process?.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  #answer(isIt: (word: Word) => boolean): Promise<Word | null> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${this.name} does not answer`)), answerWithin);
      const take = (word: Word | null): void => {
        clearTimeout(late);
        resolve(word);
      };
      this.#waiting.push({ for: isIt, take });
    });
  }

  #hear(word: Word): void {
    if (word.kind === 'changed') for (const row of word.rows) this.#note(row);
    if (word.kind === 'connection') this.connection = word.state;
    if (word.kind === 'stalled') this.stalls.push(word.milliseconds);
    if (word.kind === 'memory') {
      const now = this.memory.at(-1);
      if (now) {
        now.first ||= word.bytes;
        now.most = Math.max(now.most, word.bytes);
      }
    }
    const one = this.#waiting.find((waiting) => waiting.for(word));
    if (!one) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== one);
    one.take(word);
  }

  #note({ id, status }: Transfer): void {
    const before = this.statuses.get(id) ?? [];
    if (before.at(-1) !== status) before.push(status);
    this.statuses.set(id, before);
  }
}
