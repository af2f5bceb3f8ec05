import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { FaultyLine } from '../scripts/driver/faulty-line.ts';
import type { SmallDrive } from '../scripts/driver/small-drive.ts';
import { untilEnded } from '../scripts/driver/until-ended.ts';
import type { ConnectionState } from '../shared/connection.ts';
import type { Transfer, TransferStatus } from '../shared/transfer.ts';
import type { Death } from './edges.ts';
import type { FailingDrive } from './failing-drive.ts';
import type { Profile } from './profile.ts';
import { worthSaying } from './stalls.ts';
import type { Order, Word } from './words.ts';

const answerWithin = 120_000;

/** One person's engine, in a process that can be stopped and killed, and what it said of itself. */
export class Installation {
  readonly hasWindow: boolean;
  readonly plan: Profile['plan'];
  readonly line: FaultyLine;
  /** The person's own drive, where this machine can make one. */
  readonly drive: SmallDrive | null;
  readonly failing: FailingDrive | null;
  readonly request: Profile['request'];
  /** Every status that a row had, in order, over all starts. */
  readonly statuses = new Map<string, TransferStatus[]>();
  /** How often the person was told of an outcome, over all starts. */
  readonly news = new Map<string, number>();
  /** How often it was killed: what it was about to tell then may be untold. */
  deaths = 0;
  /** When a transfer was told to be in a status first, in milliseconds since 1970; by its ID and the status. */
  readonly firstTold = new Map<string, number>();
  /** Since when a row that is not finished says nothing of where it stands, in milliseconds since 1970; by its id. */
  readonly #silentSince = new Map<string, number>();
  readonly stalls: number[] = [];
  /** Resident memory of this start: the first figure and the highest, bytes. */
  readonly memory: { first: number; most: number }[] = [];
  /** What it says of its line to the servers. */
  connection: ConnectionState | null = null;
  /** Which edges its journal went over. */
  readonly edges = new Set<string>();
  /** It ended by itself. */
  readonly crashes: string[] = [];
  readonly #frozen: { readonly from: number; to: number }[] = [];
  #harm: Promise<void> = Promise.resolve();
  readonly #planPath: string;
  readonly #program: readonly string[];
  #process: ChildProcess | null = null;
  #pid = 0;
  #isMeant = false;
  #waiting: { readonly for: (word: Word) => boolean; readonly take: (word: Word | null) => void }[] = [];

  /** @param program what runs `engine-process.ts` or `window-process.ts`: Electron and that file */
  constructor(
    { hasWindow, plan, planPath, line, drive, failing, request }: Profile,
    program: readonly string[],
  ) {
    this.hasWindow = hasWindow;
    this.plan = plan;
    this.line = line;
    this.drive = drive;
    this.failing = failing;
    this.request = request;
    this.#planPath = planPath;
    const [electron = '', ...rest] = program;
    const before = failing ? ['--require', failing.code] : [];
    this.#program = [drive?.program(electron) ?? electron, ...before, ...rest];
  }

  get name(): string {
    return this.plan.destination;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  async start(): Promise<void> {
    if (this.#process) return;
    const log = openSync(`${this.#planPath}.log`, 'a');
    const child = spawn(this.#program[0] as string, [...this.#program.slice(1), this.#planPath], {
      stdio: ['pipe', 'pipe', log],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    closeSync(log);
    this.#process = child;
    this.#pid = child.pid ?? 0;
    this.#isMeant = false;
    this.memory.push({ first: 0, most: 0 });
    createInterface({ input: child.stdout as Readable }).on('line', (line) =>
      this.#hear(JSON.parse(line) as Word),
    );
    // Written to a process that has just ended: its end is told by `exit`.
    child.stdin?.on('error', () => {});
    child.once('exit', (code, signal) => {
      if (this.#process === child) this.#process = null;
      const isWell = this.#isMeant && (signal === 'SIGKILL' || code === 0);
      if (signal === 'SIGKILL') this.deaths++;
      if (!isWell) {
        this.crashes.push(`ended by itself: ${code ?? signal}; ${this.lastWords(2_000)}`);
        // As the person would.
        setTimeout(() => void this.start().catch(() => {}), 1_000).unref();
      }
      for (const one of this.#waiting.splice(0)) one.take(null);
    });
    const started = await this.#answer(({ kind }) => kind === 'started');
    if (started?.kind === 'started') this.#pid = started.pid;
    if (!started && !this.#isMeant) throw new Error(`${this.name} did not start`);
  }

  /** @returns false where the journal did not take it, or it ended before it said so */
  async send(to: string, document: { path: string; name: string; size: number }): Promise<boolean> {
    if (!this.#process) return false;
    const answer = this.#answer(
      (word) => (word.kind === 'queued' || word.kind === 'not-queued') && word.name === document.name,
    );
    this.#order({ kind: 'send', to, ...document });
    return (await answer)?.kind === 'queued';
  }

  /** What its history holds, the newest first; null where it does not run. @param most so many rows, or all */
  async rows(most: number | null = null): Promise<readonly Transfer[] | null> {
    if (!this.#process) return null;
    const rows = this.#answer(({ kind }) => kind === 'rows');
    this.#order({ kind: 'rows', most });
    const word = await rows;
    return word?.kind === 'rows' ? word.rows : null;
  }

  /** Its program dies there, and what it was asked for before is well. */
  async dieAt(at: Death | null): Promise<void> {
    const mortal = this.#answer(({ kind }) => kind === 'mortal');
    this.#order({ kind: 'die', at });
    await mortal;
    this.#isMeant = at !== null;
  }

  /** Rows that have said nothing of where they stand for so many milliseconds: the moment of a change is none. */
  silentFor(milliseconds: number): readonly string[] {
    const before = Date.now() - milliseconds;
    return [...this.#silentSince].filter(([, since]) => since < before).map(([id]) => id);
  }

  /** Somebody sets its clock. @param ahead of the true time, in milliseconds */
  setClock(ahead: number): void {
    this.#order({ kind: 'clock', ahead });
  }

  /** Where the harness finds what stands at this path of the person's. */
  at(path: string): string {
    return this.drive?.outside(path) ?? path;
  }

  /** Whoever ends its program, or needs it ended, does so while nobody else does. */
  alone(harm: () => Promise<void>): Promise<void> {
    const mine = this.#harm.then(harm);
    this.#harm = mine.catch(() => {});
    return mine;
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
    this.#frozen.push({ from: Date.now(), to: Number.POSITIVE_INFINITY });
    this.#signal('SIGSTOP');
  }

  goOn(): void {
    this.#signal('SIGCONT');
    const last = this.#frozen.at(-1);
    if (last) last.to = Date.now();
  }

  /** What it said last of what went wrong. @param most characters */
  lastWords(most: number): string {
    return readFileSync(`${this.#planPath}.log`, 'utf8').trim().slice(-most);
  }

  /** How large the files that its program writes may become. @param bytes null for any size */
  limitFiles(bytes: number | null): void {
    // The hard limit stays, so that it can be lifted.
    const soft = bytes ?? 'unlimited';
    if (!this.#process || !existsSync(`/proc/${this.#pid}`)) return;
    execFileSync('prlimit', ['--pid', String(this.#pid), `--fsize=${soft}:unlimited`]);
  }

  /** To the program itself, which another process may drive. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#process) process.kill(this.#pid, signal);
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
    if (word.kind === 'news') this.news.set(word.outcome, (this.news.get(word.outcome) ?? 0) + 1);
    if (word.kind === 'edge') this.edges.add(word.edge);
    if (word.kind === 'connection') this.connection = word.state;
    if (word.kind === 'stalled') this.#noteStall(word.milliseconds, word.until);
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

  /** Being stopped from outside is no stall of its own. */
  #noteStall(milliseconds: number, until: number): void {
    const from = until - milliseconds;
    const frozen = this.#frozen.map((one) => Math.min(one.to, until) - Math.max(one.from, from));
    const own = Math.round(milliseconds - Math.max(0, ...frozen));
    if (own >= worthSaying) this.stalls.push(own);
  }

  #note({ id, transferId, status, leg }: Transfer): void {
    const told = `${transferId} ${status}`;
    if (!this.firstTold.has(told)) this.firstTold.set(told, Date.now());
    const before = this.statuses.get(id) ?? [];
    if (before.at(-1) !== status) before.push(status);
    this.statuses.set(id, before);
    const since = this.#silentSince.get(id);
    if (isFinished(status) || leg !== null) this.#silentSince.delete(id);
    else if (since === undefined) this.#silentSince.set(id, Date.now());
  }
}

const ends: ReadonlySet<TransferStatus> = new Set([
  ...(['delivered', 'received', 'refused', 'failed', 'cancelled'] as const),
]);
const isFinished = (status: TransferStatus): boolean => ends.has(status);
