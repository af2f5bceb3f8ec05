import { HOUR, MINUTE } from '../protocol/limits.ts';
import { checkPolicy } from '../protocol/receiver-checks.ts';
import type { Acknowledger } from './acknowledge.ts';
import { graceFor, type IncomingWork, localRetry, newWork } from './incoming-work.ts';
import type { Clock, DocumentStore, MessageBus, Pipeline, ShardStore, TransferStore } from './ports.ts';
import { roomCame } from './room.ts';
import { Saver } from './save-document.ts';
import { missingShards, seekShards } from './shard-search.ts';
import type { TransferLog } from './transfer-log.ts';
import type { IncomingRecord } from './transfer-record.ts';
import { nextState } from './transfer-state.ts';

const lateFor = 72 * HOUR;
const faultRetry = MINUTE;

type Ports = {
  readonly bus: MessageBus;
  readonly pipeline: Pipeline;
  readonly shards: ShardStore;
  readonly documents: DocumentStore;
  readonly store: TransferStore;
  readonly log: TransferLog;
  readonly clock: Clock;
  readonly acknowledger: Acknowledger;
};
type Reason = 'hash-mismatch' | 'incomplete' | 'policy' | 'storage';

/** Rows 7 to 12 of protocol.md section 8, for transfers whose signature has verified. */
export class Assembler {
  readonly #ports: Ports;
  readonly #saver: Saver;
  readonly #works = new Map<string, IncomingWork>();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#saver = new Saver(ports);
  }

  start(record: IncomingRecord, key: Buffer): void {
    this.#ports.log.put(record);
    this.#take(record, key, { copy: false, late: false });
    this.#go(record.id, () => this.#fromRow7(record.id));
  }

  /** After a restart, from the state that the journal names. */
  resume(record: IncomingRecord, key: Buffer): void {
    // Kafka hands a record over again where its offset was not committed.
    if (this.#works.has(record.id)) return;
    const work = this.#take(record, key, { copy: false, late: false });
    this.#go(record.id, () => this.#startAgain(work));
  }

  /** A copy came of what failed. @param record as it stands from now on */
  judgeAgain(record: IncomingRecord, key: Buffer): void {
    const { log, clock } = this.#ports;
    this.#take(record, key, { copy: true, late: false });
    log.advance(record, 'judge-again', { judgedAt: clock.now(), finishedAt: null });
    this.#go(record.id, () => this.#fromRow7(record.id));
  }

  waitForLateShards(record: IncomingRecord, key: Buffer): void {
    if (this.#works.has(record.id)) return;
    this.#waitLate(record, this.#take(record, key, { copy: false, late: true }));
    this.#go(record.id, () => this.#tryAssemble(record.id));
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

  #take(record: IncomingRecord, key: Buffer, how: { copy: boolean; late: boolean }): IncomingWork {
    this.#works.get(record.id)?.cancelTimer();
    this.#ports.shards.protect(record.transferId, record.metadata.shardCount);
    const work = newWork(record.id, key, how);
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
    if (record.state === 'saving' && (await this.#saver.finish(record))) return this.#drop(record);
    if (record.state === 'assembling') this.#ports.log.advance(record, 'judge-again');
    return work.late ? this.#tryAssemble(work.id) : this.#fromRow7(work.id);
  }

  async #fromRow7(id: string): Promise<void> {
    const record = this.#ports.log.incoming(id);
    if (!record) return;
    // Row 7.
    if (!checkPolicy(record.metadata, record.brokerTime ?? 0)) return this.#refuse(record, 'policy');
    // Row 8.
    if (!(await roomCame(this.#ports, record))) return this.#refuse(record, 'storage');
    const work = this.#works.get(id);
    if (!work) return;
    work.grace = 'running';
    this.#tryAfter(work, graceFor, () => {
      work.grace = 'over';
    });
    await this.#tryAssemble(id);
  }

  #tryAfter(work: IncomingWork, milliseconds: number, first: () => void = () => {}): void {
    work.cancelTimer();
    work.cancelTimer = this.#ports.clock.after(milliseconds, () => {
      first();
      this.#go(work.id, () => this.#tryAssemble(work.id));
    });
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
    if (work.grace === 'not-begun' && !work.late) return false;
    // After a fault, which waits for its retry.
    if (record.state === 'assembling' || record.state === 'saving') return false;
    const { clock, log, shards } = this.#ports;
    const missing = missingShards(shards, record, work.unopened);
    if (missing.length > 0) {
      if (work.late && !seekLate) return false;
      if (work.grace === 'running') return false;
      if (!(await this.#found(record, work, missing))) return false;
    }
    let collecting = record;
    if (work.late) {
      work.cancelTimer();
      collecting = log.advance(record, 'judge-again', { judgedAt: clock.now(), finishedAt: null });
    }
    work.late = false;
    if (work.grace === 'not-begun') work.grace = 'over';
    const waiting = await this.#assemble(collecting, work);
    if (!waiting) return false;
    await this.#seek(waiting, work, [...work.unopened.keys()]);
    return true;
  }

  /** Seeks what is missing after the grace. False where something still is, and that is dealt with. */
  async #found(record: IncomingRecord, work: IncomingWork, missing: readonly number[]): Promise<boolean> {
    const { shards } = this.#ports;
    const kind = await this.#seek(record, work, missing);
    // A copy may have started it anew meanwhile.
    if (this.#works.get(record.id) !== work) return false;
    if (missingShards(shards, record, work.unopened).length === 0) return true;
    // What Kafka or the disk withholds is not missing.
    if (kind !== 'read') work.seekLate = true;
    if (work.late) return false;
    if (kind === 'unread') this.#tryAfter(work, localRetry);
    else if (kind === 'unkept') this.#waitForDisk(record, work);
    else this.#refuse(record, 'incomplete');
    return false;
  }

  async #seek(
    record: IncomingRecord,
    work: IncomingWork,
    missing: readonly number[],
  ): Promise<'read' | 'unread' | 'unkept'> {
    const { bus, shards } = this.#ports;
    const found = await seekShards(bus, shards, record, work.shardsKey, missing);
    work.unopened = new Map([...work.unopened].filter(([n]) => !found.shards.has(n)));
    return found.kind;
  }

  /** Row 10. Returns the record, waiting again, where shards do not open: they count as missing. */
  async #assemble(collecting: IncomingRecord, work: IncomingWork): Promise<IncomingRecord | null> {
    const { pipeline, shards, log } = this.#ports;
    const { transferId, metadata } = collecting;
    const arrived = log.step(collecting, 'pieces-arriving', {
      state: 'done',
      proof: [{ caption: 'pieces', value: String(metadata.shardCount) }],
    });
    const complete = log.step(arrived, 'complete', { state: 'running' });
    const record = log.advance(complete, 'complete', { sealedBytes: shards.bytesOf(transferId) });
    const { shardCount, documentSize, documentHash } = metadata;
    const temporaryPath = shards.temporaryPath(collecting.id);
    const spool = shards.candidates(transferId, shardCount);
    const outcome = await pipeline.open(
      {
        ...{ transferId, shardsKey: work.shardsKey, shardCount, documentSize, documentHash, temporaryPath },
        ...spool,
      },
      (bytes) => log.moved(record.id, record.sealedBytes, documentSize === 0 ? 1 : bytes / documentSize),
      new AbortController().signal,
    );
    switch (outcome.kind) {
      case 'opened':
        if (await this.#saver.save(record, temporaryPath)) this.#drop(record);
        else this.#startLater(work, localRetry);
        return null;
      case 'missing':
        work.unopened = new Map(outcome.shards.map((n) => [n, spool.candidates[n]?.length ?? 0]));
        return log.advance(record, 'shards-missing');
      case 'hash-mismatch':
        this.#refuse(record, 'hash-mismatch');
        return null;
      case 'storage':
        this.#waitForDisk(record, work);
        return null;
    }
  }

  /** The disk took less than row 8 saw. As there, it gets a minute. */
  #waitForDisk(record: IncomingRecord, work: IncomingWork): void {
    const { log, clock } = this.#ports;
    work.fullSince ??= clock.now();
    if (clock.now() >= work.fullSince + graceFor) return this.#refuse(record, 'storage');
    const waiting = log.step(record, 'complete', { state: 'waiting' });
    if (record.state === 'assembling') log.advance(waiting, 'judge-again');
    else log.put(waiting);
    this.#startLater(work, localRetry);
  }

  #refuse(record: IncomingRecord, reason: Reason): void {
    const { log, acknowledger, clock } = this.#ports;
    const work = this.#works.get(record.id);
    const step =
      reason === 'incomplete' ? 'pieces-arriving' : reason === 'hash-mismatch' ? 'complete' : 'saved';
    const failed = log.step(record, step, { state: 'failed', proof: [{ caption: 'reason', value: reason }] });
    const state = nextState(record, 'refuse');
    acknowledger.refused({ ...failed, state, reason, judgedAt: clock.now() }, work?.copy ?? false);
    if (reason === 'incomplete' && work && clock.now() < (record.brokerTime ?? 0) + lateFor)
      this.#waitLate(record, work);
    else this.#drop(record);
  }

  /** For 72 h; what the spool left out meanwhile is sought hourly. */
  #waitLate(record: IncomingRecord, work: IncomingWork): void {
    const { clock } = this.#ports;
    const left = (record.brokerTime ?? 0) + lateFor - clock.now();
    work.late = true;
    work.grace = 'not-begun';
    work.cancelTimer();
    work.cancelTimer = clock.after(Math.min(left, HOUR), () =>
      this.#go(work.id, async () => {
        if (left <= HOUR) return this.#drop(record);
        this.#waitLate(record, work);
        const seek = work.seekLate;
        work.seekLate = false;
        if (seek) await this.#tryAssemble(work.id, seek);
      }),
    );
  }

  #drop(record: IncomingRecord): void {
    const { shards, store } = this.#ports;
    this.#works.get(record.id)?.cancelTimer();
    this.#works.delete(record.id);
    store.releaseRecord(record);
    const left = [shards.discard(record.id)];
    if (!this.isWorkingOn(record.transferId)) left.push(shards.remove(record.transferId));
    // What stays behind goes at the next start, or with the spool's own age limit.
    Promise.all(left).catch((error: unknown) => console.error('clearing the spool failed', error));
  }
}
