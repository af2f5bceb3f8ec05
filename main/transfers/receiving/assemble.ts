import type { Obstacle } from '../../../shared/obstacle.ts';
import { checkPolicy } from '../../protocol/receiver-checks.ts';
import type { Acknowledger } from '../letters/acknowledge.ts';
import { obstacleOf } from '../log/transfer-event.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { MessageBus, Pipeline, TransferStore } from '../ports.ts';
import { isObstructedBy, obstructed, unobstructed } from './disk-wait.ts';
import { faultRetry, type IncomingWork, localRetry, newWork, type Refusal, stop } from './incoming-work.ts';
import { type LatePorts, LateWaits } from './late-waits.ts';
import { openFromSpool } from './open-from-spool.ts';
import { findObstacle } from './room.ts';
import { Saver } from './save-document.ts';
import { missingShards, type SeekOutcome, seekShards } from './shard-search.ts';

type Ports = LatePorts & {
  readonly bus: MessageBus;
  readonly pipeline: Pipeline;
  readonly store: TransferStore;
  readonly acknowledger: Acknowledger;
};

/** Rows 7 to 12 of protocol.md section 8, for transfers whose signature has verified. */
export class Assembler {
  readonly #ports: Ports;
  readonly #saver: Saver;
  readonly #late: LateWaits;
  readonly #works = new Map<string, IncomingWork>();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#saver = new Saver(ports);
    this.#late = new LateWaits(ports, {
      go: (id, run) => this.#go(id, run),
      isCurrent: (work) => this.#works.get(work.id) === work,
      begin: (work) => this.#beginRow9(work),
      tryAssemble: (id, seekLate) => this.#tryAssemble(id, seekLate),
      drop: (record) => this.#drop(record),
    });
  }

  start(record: IncomingRecord, key: Buffer): void {
    this.#ports.log.put(record);
    this.#take(record, key, { copy: false, late: null });
    this.#go(record.id, () => this.#fromRow7(record.id));
  }

  /** After a restart, from the state that the journal names. */
  resume(record: IncomingRecord, key: Buffer): void {
    // Kafka hands a record over again where its offset was not committed.
    if (this.#works.has(record.id)) return;
    const work = this.#take(record, key, { copy: false, late: null });
    this.#go(record.id, () => this.#startAgain(work));
  }

  /** A copy came of what failed. @param record as it stands from now on */
  judgeAgain(record: IncomingRecord, key: Buffer): void {
    this.#take(record, key, { copy: true, late: null });
    this.#ports.log.judgeAgain(record);
    this.#go(record.id, () => this.#fromRow7(record.id));
  }

  /** After a restart: what was refused is still waited for. False where nothing can come of that any more. */
  waitOn(record: IncomingRecord, key: Buffer): boolean {
    if (this.#works.has(record.id)) return true;
    const late = this.#late.hopeFor(record, record.reason);
    if (!late) this.#late.giveUp(record);
    else {
      const work = this.#take(record, key, { copy: false, late });
      this.#late.wait(record, work, late);
      this.#go(record.id, () => this.#late.try(work));
    }
    return late !== null;
  }

  /** The folder for received documents can be used again. */
  roomMayHaveCome(): void {
    for (const work of this.#works.values())
      if (work.late === 'room') this.#go(work.id, () => this.#late.try(work));
  }

  /** Shards of this transfer are durable. */
  shardsArrived(transferId: string): void {
    const { log, shards } = this.#ports;
    for (const [id, work] of this.#works) {
      const record = this.#ports.log.incoming(id);
      if (record?.transferId !== transferId) continue;
      if (record.state === 'collecting') log.moved(id, shards.bytesOf(transferId), null);
      if (work.late) work.seekLate = true;
      this.#go(id, () => this.#tryAssemble(id));
    }
  }

  isWorkingOn(transferId: string): boolean {
    return [...this.#works.keys()].some((id) => this.#ports.log.incoming(id)?.transferId === transferId);
  }

  #take(record: IncomingRecord, key: Buffer, how: Pick<IncomingWork, 'copy' | 'late'>): IncomingWork {
    const before = this.#works.get(record.id);
    if (before) stop(before);
    this.#ports.shards.protect(record.transferId, record.metadata.shardCount);
    const work = newWork(record.id, key, { ...how, isOpened: before?.isOpened ?? false });
    this.#works.set(record.id, work);
    return work;
  }

  /** Work that nobody waits for. A fault of ours says nothing to the sender: the work starts again. */
  #go(id: string, run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      console.error('receiving a document failed', error);
      const work = this.#works.get(id);
      if (work) this.#startLater(work, faultRetry);
    });
  }

  #startLater(work: IncomingWork, milliseconds: number): void {
    if (work.retrying) return;
    work.retrying = true;
    this.#ports.clock.after(milliseconds, () => {
      work.retrying = false;
      if (this.#works.get(work.id) !== work) return;
      // What is under way may be a look that finds nothing to do: the start itself must still come.
      if (work.assembling) this.#startLater(work, localRetry);
      else this.#go(work.id, () => this.#startAgain(work));
    });
  }

  /** From the state that the journal names. */
  async #startAgain(work: IncomingWork): Promise<void> {
    const record = this.#ports.log.incoming(work.id);
    if (!record) return;
    if (record.state === 'saving') {
      const saved = await this.#saver.finish(record);
      if (saved.kind === 'saved') return this.#drop(record);
      if (saved.kind === 'obstacle') return this.#waitForDisk(record, work, saved.obstacle);
    }
    if (record.state === 'assembling') this.#ports.log.advance(record, 'judge-again');
    return work.late ? this.#late.try(work) : this.#fromRow7(work.id);
  }

  async #fromRow7(id: string): Promise<void> {
    const record = this.#ports.log.incoming(id);
    if (!record) return;
    // Row 7.
    if (!checkPolicy(record.metadata, record.brokerTime ?? 0)) return this.#refuse(record, 'policy');
    const work = this.#works.get(id);
    if (!work) return;
    // Row 8.
    const obstacle = await findObstacle(this.#ports, record, work.isOpened);
    if (this.#works.get(id) !== work) return;
    if (obstacle) return this.#waitForDisk(record, work, obstacle);
    if (obstacleOf(record.events)) this.#ports.log.put(unobstructed(record));
    this.#beginRow9(work);
    await this.#tryAssemble(id);
  }

  #beginRow9(work: IncomingWork): void {
    work.shardsGrace.begin(this.#ports.clock, () => this.#go(work.id, () => this.#tryAssemble(work.id)));
  }

  /** Row 9: with all shards here it is opened; after the grace a hole is told. */
  async #tryAssemble(id: string, seekLate = false): Promise<void> {
    const work = this.#works.get(id);
    if (!work || work.assembling) return;
    work.assembling = true;
    try {
      let record = this.#ports.log.incoming(id);
      while (record && (await this.#attempt(record, work, seekLate))) record = this.#ports.log.incoming(id);
    } finally {
      work.assembling = false;
    }
  }

  /** True where pieces that do not open may have been replaced meanwhile: try again at once. */
  async #attempt(record: IncomingRecord, work: IncomingWork, seekLate: boolean): Promise<boolean> {
    const { shardsGrace: grace, late } = work;
    if (late === 'room' || (!late && !grace.isRunning && !grace.isOver)) return false;
    // After a fault, which waits for its retry.
    if (record.state === 'assembling' || record.state === 'saving') return false;
    const { log, shards } = this.#ports;
    const missing = work.isOpened ? [] : missingShards(shards, record, work.unopened);
    if (missing.length > 0) {
      if (grace.isRunning || (late && !seekLate)) return false;
      if (!(await this.#found(record, work, missing))) return false;
    }
    let collecting = record;
    if (late) {
      work.cancelTimer();
      grace.end();
      collecting = log.judgeAgain(record);
    }
    work.late = null;
    const waiting = await this.#assemble(collecting, work);
    if (!waiting) return false;
    await this.#seek(waiting, work, [...work.unopened.keys()]);
    return true;
  }

  /** Seeks what is missing after the grace. False where something still is, and that is dealt with. */
  async #found(record: IncomingRecord, work: IncomingWork, missing: readonly number[]): Promise<boolean> {
    const { shards } = this.#ports;
    const outcome = await this.#seek(record, work, missing);
    // A copy may have started it anew meanwhile.
    if (this.#works.get(record.id) !== work) return false;
    if (missingShards(shards, record, work.unopened).length === 0) return true;
    // What Kafka or the disk withholds is not missing.
    if (outcome.kind !== 'read') work.seekLate = true;
    if (work.late) return false;
    if (outcome.kind === 'unread') this.#tryLater(work);
    else if (outcome.kind === 'read') this.#refuse(record, 'incomplete');
    else this.#waitForDisk(record, work, { place: 'own-drive', cause: outcome.cause });
    return false;
  }

  #tryLater(work: IncomingWork): void {
    work.cancelTimer();
    work.cancelTimer = this.#ports.clock.after(localRetry, () =>
      this.#go(work.id, () => this.#tryAssemble(work.id)),
    );
  }

  async #seek(record: IncomingRecord, work: IncomingWork, missing: readonly number[]): Promise<SeekOutcome> {
    const { bus, shards } = this.#ports;
    const found = await seekShards(bus, shards, record, work.shardsKey, missing);
    work.unopened = new Map([...work.unopened].filter(([n]) => !found.shards.has(n)));
    return found.outcome;
  }

  /** Row 10. Returns the record, waiting again, where shards do not open: they count as missing. */
  async #assemble(collecting: IncomingRecord, work: IncomingWork): Promise<IncomingRecord | null> {
    const { shards, log } = this.#ports;
    const sealedBytes = shards.bytesOf(collecting.transferId);
    const record = log.advance(collecting, 'complete', { change: { sealedBytes } });
    if (work.isOpened) return this.#save(record, work);
    const { outcome, tried } = await openFromSpool(this.#ports, record, work.shardsKey);
    if (outcome.kind === 'opened') {
      work.isOpened = true;
      return this.#save(record, work);
    }
    if (outcome.kind === 'missing') {
      work.unopened = new Map(outcome.shards.map((n) => [n, tried[n] ?? 0]));
      return log.advance(record, 'shards-missing');
    }
    if (outcome.kind === 'hash-mismatch') this.#refuse(record, 'hash-mismatch');
    else this.#waitForDisk(record, work, { place: 'own-drive', cause: outcome.cause });
    return null;
  }

  /** Row 11. The opened document stays where it is until its folder takes it. */
  async #save(record: IncomingRecord, work: IncomingWork): Promise<null> {
    const saved = await this.#saver.save(record, this.#ports.shards.temporaryPath(record.id));
    const current = this.#ports.log.incoming(record.id) ?? record;
    if (saved.kind === 'saved') this.#drop(record);
    else if (saved.kind === 'obstacle') this.#waitForDisk(current, work, saved.obstacle);
    else {
      work.isOpened = saved.isOpened;
      this.#startLater(work, localRetry);
    }
    return null;
  }

  /** Row 8, also where the disk took less than that row saw: it gets a minute, and is told to the person at once. */
  #waitForDisk(record: IncomingRecord, work: IncomingWork, obstacle: Obstacle): void {
    const { log, clock } = this.#ports;
    if (work.diskGrace.isOver) return this.#refuse(record, 'storage', obstacle);
    if (!work.diskGrace.isRunning) work.diskGrace.begin(clock);
    work.shardsGrace.forget();
    const standing = record.state === 'assembling' ? log.happened(record, 'judge-again') : record;
    if (standing !== record || !isObstructedBy(record, obstacle))
      log.put(obstructed(log, standing, obstacle, work.isOpened));
    this.#startLater(work, localRetry);
  }

  #refuse(record: IncomingRecord, reason: Refusal, obstacle: Obstacle | null = null): void {
    const { log, acknowledger, clock } = this.#ports;
    const work = this.#works.get(record.id);
    const late = this.#late.hopeFor(record, reason);
    const standing = record.state === 'saving' ? log.happened(record, 'judge-again') : record;
    const refused = log.happened(unobstructed(standing), 'refuse', { reason });
    const told = obstacle && late ? obstructed(log, refused, obstacle, work?.isOpened ?? false) : refused;
    acknowledger.refused({ ...told, path: null, reason, judgedAt: clock.now() }, work?.copy ?? false);
    if (work && late) this.#late.wait(record, work, late);
    else this.#drop(record);
  }

  #drop(record: IncomingRecord): void {
    const { shards, store } = this.#ports;
    const work = this.#works.get(record.id);
    if (work) stop(work);
    this.#works.delete(record.id);
    store.releaseRecord(record);
    const left = [shards.discard(record.id)];
    if (!this.isWorkingOn(record.transferId)) left.push(shards.remove(record.transferId));
    // What stays behind goes at the next start, or with the spool's own age limit.
    Promise.all(left).catch((error: unknown) => console.error('clearing the spool failed', error));
  }
}
