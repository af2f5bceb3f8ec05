import type { Obstacle } from '../../../shared/obstacle.ts';
import { HOUR, MINUTE } from '../../protocol/limits.ts';
import { checkPolicy } from '../../protocol/receiver-checks.ts';
import { obstacleOf } from '../log/transfer-event.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import { Grace } from './grace.ts';
import { tellLacking, unobstructed } from './lacking.ts';
import { openFromSpool } from './open-from-spool.ts';
import { type Happening, type Phase, type Refusal, transitions, waitsForShards } from './phases.ts';
import type { ReceptionPorts, ReceptionStart } from './reception-ports.ts';
import { giveUp, hopeAfter, refuse, timeLeft } from './refusal.ts';
import { findObstacle } from './room.ts';
import type { SaveOutcome } from './save-document.ts';
import { ShardSearch } from './shard-search.ts';

/** What this computer lacks for now, or could not ask, is tried again after that many milliseconds. */
const soon = 5_000;

/** One verified document on its way into the folder. */
export class Reception {
  readonly id: string;
  readonly transferId: string;
  readonly #ports: ReceptionPorts;
  readonly #start: ReceptionStart;
  readonly #ended: (record: IncomingRecord) => void;
  /** Once it is over, missing shards become a signed failure; it begins when row 8 passed. */
  readonly #shardsTime: Grace;
  /** Once it is over, what this computer lacks becomes a signed failure; it begins when something is lacking. */
  readonly #diskTime: Grace;
  readonly #search: ShardSearch;
  #phase: Phase = 'done';
  /** Counts the phases: what a phase that was left still finds out decides nothing. */
  #turn = 0;
  #cancelTimer = (): void => {};
  #running: Promise<void> = Promise.resolve();
  #isOpened: boolean;

  /** @param ended nothing is done for it here any more */
  constructor(ports: ReceptionPorts, start: ReceptionStart, ended: (record: IncomingRecord) => void) {
    this.id = start.id;
    this.transferId = start.transferId;
    this.#ports = ports;
    this.#start = start;
    this.#ended = ended;
    this.#isOpened = start.isOpened;
    this.#search = new ShardSearch(ports, start.shardsKey);
    this.#shardsTime = new Grace(ports.clock, MINUTE);
    this.#diskTime = new Grace(ports.clock, MINUTE);
  }

  /** The document stands verified in its temporary file: it is not opened again. */
  get isOpened(): boolean {
    return this.#isOpened;
  }

  begin(): void {
    this.#enter('judging');
  }

  /** From the state that the journal names. */
  resume(): void {
    this.#enter('resuming');
  }

  /** A failure was told before a restart, and something can still come: it is looked for at once. */
  waitOn(): void {
    this.#search.isWorthIt = true;
    this.#enter(this.#record()?.reason === 'storage' ? 'judging-late' : 'late-for-shards');
  }

  /** Shards of it are durable. */
  shardsArrived(): void {
    const record = this.#record();
    if (!record) return;
    const { log, shards } = this.#ports;
    if (record.state === 'collecting') log.moved(this.id, shards.bytesOf(record.transferId), null);
    // What the spool had no room for is sought within the hour.
    if (this.#phase === 'late-for-shards') this.#search.isWorthIt = true;
    if (waitsForShards.has(this.#phase) && this.#isWhole(record)) this.#on('whole');
  }

  /** The folder for received documents can be used again. */
  roomMayHaveCome(): void {
    if (this.#phase === 'late-for-room') this.#on('time');
  }

  /** Nothing of it happens by itself any more; resolves once what is under way has ended. */
  async stop(): Promise<void> {
    this.#phase = 'done';
    this.#turn++;
    this.#forgetTimes();
    await this.#running;
  }

  #on(happening: Happening): void {
    const next = transitions[this.#phase][happening];
    if (next) this.#enter(next);
  }

  #enter(phase: Phase): void {
    this.#cancelTimer();
    this.#phase = phase;
    this.#running = this.#run(phase, ++this.#turn);
  }

  async #run(phase: Phase, turn: number): Promise<void> {
    let happening: Happening | null;
    try {
      happening = await this.#work(phase);
    } catch (error) {
      if (turn === this.#turn) console.error('receiving a document failed', error);
      happening = 'fault';
    }
    if (happening && turn === this.#turn) this.#on(happening);
  }

  /** What a phase does, and what came of it; null where it only waits. */
  async #work(phase: Phase): Promise<Happening | null> {
    const record = this.#record();
    if (!record) return null;
    switch (phase) {
      case 'judging':
        return this.#judge(record);
      case 'collecting':
        if (this.#isWhole(record)) return 'whole';
        return this.#shardsTime.isOver ? 'time' : null;
      case 'seeking':
        return this.#seek(record);
      case 'assembling':
        return this.#assemble(record);
      case 'saving':
        return this.#save(this.#ports.saver.save(record, this.#ports.shards.temporaryPath(this.id)));
      case 'resuming':
        return this.#resume(record);
      case 'waiting-for-room':
      case 'waiting-for-topic':
      case 'waiting-for-disk':
        return this.#wait(soon);
      case 'after-fault':
        return this.#wait(MINUTE);
      case 'late-for-shards':
        return this.#isWhole(record) ? 'whole' : this.#waitLate(record, HOUR);
      case 'late-for-room':
        return this.#waitLate(record, MINUTE);
      case 'seeking-late':
        return this.#seekLate(record);
      case 'judging-late':
        return this.#judgeLate(record);
      case 'done':
        return this.#end(record);
    }
  }

  async #resume(record: IncomingRecord): Promise<Happening> {
    if (record.state === 'saving') return this.#save(this.#ports.saver.finish(record));
    if (record.state === 'refusing' || record.state === 'refused') {
      const hope = hopeAfter(record, record.reason, this.#ports.clockCheck);
      this.#search.isWorthIt = hope === 'hopes-for-shards';
      return hope;
    }
    // Only its end was not journaled.
    if (record.state === 'confirming' || record.state === 'received') return 'saved';
    if (record.state === 'assembling') this.#ports.log.advance(record, 'judge-again');
    return 'again';
  }

  async #judge(record: IncomingRecord): Promise<Happening> {
    if (!checkPolicy(record.metadata, record.brokerTime ?? 0)) return this.#refuse('policy');
    if (await this.#still(this.#ports.saver.found(record))) return 'saved';
    const obstacle = await this.#still(findObstacle(this.#ports, record, this.#isOpened));
    if (obstacle) return this.#lack(obstacle);
    const now = this.#record();
    if (now && obstacleOf(now.events)) this.#ports.log.put(unobstructed(now));
    return this.#collect();
  }

  #collect(): Happening {
    this.#shardsTime.begin(() => {
      if (this.#phase === 'collecting') this.#on('time');
    });
    return 'room';
  }

  async #seek(record: IncomingRecord): Promise<Happening> {
    const outcome = await this.#still(this.#search.seek(record));
    if (this.#isWhole(record)) return 'whole';
    if (outcome.kind === 'unkept') return this.#lack({ place: 'own-drive', cause: outcome.cause });
    if (!this.#shardsTime.isOver) return 'holes';
    return outcome.kind === 'read' ? this.#refuse('incomplete') : 'unread';
  }

  async #assemble(standing: IncomingRecord): Promise<Happening> {
    const { shards, log } = this.#ports;
    let record = standing;
    if (record.state !== 'collecting') {
      // It was refused, and is whole now: there is nothing more to wait for.
      this.#shardsTime.end();
      record = log.judgeAgain(record);
    }
    const sealedBytes = shards.bytesOf(record.transferId);
    // Without it the document is found whole again.
    record = log.advance(record, 'complete', { change: { sealedBytes }, keeping: 'loosely' });
    if (this.#isOpened) return 'opened';
    const { outcome, tried } = await this.#still(openFromSpool(this.#ports, record, this.#start.shardsKey));
    if (outcome.kind === 'hash-mismatch') return this.#refuse('hash-mismatch');
    if (outcome.kind === 'storage') return this.#lack({ place: 'own-drive', cause: outcome.cause });
    if (outcome.kind === 'missing') {
      this.#search.didNotOpen(outcome.shards, tried);
      log.advance(this.#record() ?? record, 'shards-missing');
      return 'unopened';
    }
    this.#isOpened = true;
    return 'opened';
  }

  async #save(saving: Promise<SaveOutcome>): Promise<Happening> {
    const saved = await this.#still(saving);
    if (saved.kind === 'obstacle') return this.#lack(saved.obstacle);
    if (saved.kind === 'again' && saved.isGone) this.#isOpened = false;
    return saved.kind;
  }

  async #seekLate(record: IncomingRecord): Promise<Happening> {
    if (this.#search.isWorthIt) await this.#still(this.#search.seek(record));
    return this.#isWhole(record) ? 'whole' : 'holes';
  }

  async #judgeLate(before: IncomingRecord): Promise<Happening> {
    const obstacle = await this.#still(findObstacle(this.#ports, before, this.#isOpened));
    const record = this.#record() ?? before;
    if (!obstacle) {
      const again = this.#ports.log.judgeAgain(record);
      return (await this.#still(this.#ports.saver.found(again))) ? 'saved' : this.#collect();
    }
    tellLacking(this.#ports.log, record, obstacle, this.#isOpened);
    return 'lacking';
  }

  /** Something is lacking on this computer: it gets a minute, and is told to the person at once. */
  #lack(obstacle: Obstacle): Happening {
    const record = this.#record();
    if (!record) return 'fault';
    if (this.#diskTime.isOver) return this.#refuse('storage', obstacle);
    if (!this.#diskTime.isRunning) this.#diskTime.begin();
    this.#shardsTime.forget();
    const { log } = this.#ports;
    const standing = record.state === 'assembling' ? log.advance(record, 'judge-again') : record;
    tellLacking(log, standing, obstacle, this.#isOpened);
    return 'lacking';
  }

  #refuse(reason: Refusal, obstacle: Obstacle | null = null): Happening {
    const record = this.#record();
    if (!record) return 'fault';
    const lacking = obstacle && { ...obstacle, isOpened: this.#isOpened };
    return refuse(this.#ports, record, reason, lacking, this.#start.isCopy);
  }

  #wait(milliseconds: number, then: Happening = 'time'): null {
    this.#cancelTimer = this.#ports.clock.after(milliseconds, () => this.#on(then));
    return null;
  }

  #waitLate(record: IncomingRecord, pause: number): null {
    this.#forgetTimes();
    const left = timeLeft(record, this.#ports.clockCheck);
    return left <= pause ? this.#wait(Math.max(0, left), 'expired') : this.#wait(pause);
  }

  #end(record: IncomingRecord): null {
    giveUp(this.#ports.log, record);
    this.#ended(record);
    this.#turn++;
    this.#forgetTimes();
    return null;
  }

  #forgetTimes(): void {
    this.#cancelTimer();
    this.#shardsTime.forget();
    this.#diskTime.forget();
  }

  #record(): IncomingRecord | null {
    return this.#ports.log.incoming(this.id);
  }

  #isWhole(record: IncomingRecord): boolean {
    return this.#isOpened || this.#search.missing(record).length === 0;
  }

  /** What was awaited, while the phase that asked for it goes on. @throws where it was left meanwhile */
  async #still<T>(asked: Promise<T>): Promise<T> {
    const turn = this.#turn;
    const answer = await asked;
    if (turn !== this.#turn) throw new Error('the phase was left');
    return answer;
  }
}
