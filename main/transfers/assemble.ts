import { inboxTopic } from '../protocol/destination.ts';
import { subkey } from '../protocol/keys.ts';
import { HOUR, SHARD_BYTES } from '../protocol/limits.ts';
import { shardType } from '../protocol/message-type.ts';
import { checkPolicy } from '../protocol/receiver-checks.ts';
import { openShard } from '../protocol/shard.ts';
import type { Acknowledger } from './acknowledge.ts';
import {
  type Clock,
  ConnectionLost,
  type DocumentStore,
  type InboundRecord,
  type MessageBus,
  type Pipeline,
  type ShardStore,
  type TransferStore,
} from './ports.ts';
import type { TransferLog } from './transfer-log.ts';
import type { IncomingRecord } from './transfer-record.ts';
import { type IncomingEvent, nextIncoming } from './transfer-state.ts';

const graceFor = 60_000;
const lateFor = 72 * HOUR;
const localRetry = 5_000;
const faultRetry = 60_000;

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

/** One verified transfer in work. */
type Work = {
  readonly id: string;
  readonly shardsKey: Buffer;
  /** Row 6: a copy asked for the judgement, so an equal outcome is told again. */
  readonly copy: boolean;
  /** When missing shards become a signed failure; null until row 8 passed. */
  deadline: number | null;
  cancelTimer: () => void;
  assembling: boolean;
  /** A fault of ours is waited out. */
  retrying: boolean;
  /** Since when the disk takes less than it promised. */
  fullSince: number | null;
  /** Shards that did not open, each with the number of candidates that were tried. */
  unopened: ReadonlyMap<number, number>;
  /** After a signed `incomplete`: only complete shards start it again. */
  late: boolean;
  /** Shards came late, and the spool may have left them out: they are sought within the hour. */
  cameLate: boolean;
};

/** Rows 7 to 12 of protocol.md section 8, for transfers whose signature has verified. */
export class Assembler {
  readonly #ports: Ports;
  readonly #works = new Map<string, Work>();

  constructor(ports: Ports) {
    this.#ports = ports;
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
    this.#take(record, key, { copy: false, late: false });
    if (record.state === 'saving') this.#go(record.id, () => this.#finishSaving(record));
    else {
      if (record.state === 'assembling') this.#change(record, 'judge-again', {});
      this.#go(record.id, () => this.#fromRow7(record.id));
    }
  }

  /** A copy came of what failed. @param record as it stands from now on */
  judgeAgain(record: IncomingRecord, key: Buffer): void {
    this.#take(record, key, { copy: true, late: false });
    this.#change(record, 'judge-again', { judgedAt: this.#ports.clock.now(), finishedAt: null });
    this.#go(record.id, () => this.#fromRow7(record.id));
  }

  waitForLateShards(record: IncomingRecord, key: Buffer): void {
    if (this.#works.has(record.id)) return;
    this.#waitLate(record, this.#take(record, key, { copy: false, late: true }));
    this.#go(record.id, () => this.#tryAssemble(record.id));
  }

  /** Shards of this transfer are durable. */
  shardsArrived(transferId: string): void {
    for (const [id, work] of this.#works) {
      const record = this.#record(id);
      if (record?.transferId !== transferId) continue;
      this.#showArriving(record);
      work.cameLate = work.late;
      this.#go(id, () => this.#tryAssemble(id));
    }
  }

  isWorkingOn(transferId: string): boolean {
    return [...this.#works.keys()].some((id) => this.#record(id)?.transferId === transferId);
  }

  #take(record: IncomingRecord, key: Buffer, { copy, late }: { copy: boolean; late: boolean }): Work {
    this.#works.get(record.id)?.cancelTimer();
    this.#ports.shards.protect(record.transferId);
    const work: Work = {
      id: record.id,
      shardsKey: subkey(key, 'shards'),
      copy,
      late,
      deadline: null,
      cancelTimer: () => {},
      assembling: false,
      retrying: false,
      fullSince: null,
      unopened: new Map(),
      cameLate: late,
    };
    this.#works.set(record.id, work);
    return work;
  }

  /** Work that nobody waits for. A fault of ours says nothing to the sender: the work starts again. */
  #go(id: string, run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      console.error('receiving a document failed', error);
      const work = this.#works.get(id);
      if (!work || work.retrying) return;
      work.retrying = true;
      this.#ports.clock.after(faultRetry, () => {
        work.retrying = false;
        if (this.#works.get(id) === work && !work.assembling) this.#go(id, () => this.#startAgain(work));
      });
    });
  }

  async #startAgain(work: Work): Promise<void> {
    const record = this.#record(work.id);
    if (!record) return;
    if (record.state === 'saving') return this.#finishSaving(record);
    if (record.state === 'assembling') this.#change(record, 'judge-again', {});
    return work.late ? this.#tryAssemble(work.id) : this.#fromRow7(work.id);
  }

  async #fromRow7(id: string): Promise<void> {
    const record = this.#record(id);
    if (!record) return;
    // Row 7.
    if (!checkPolicy(record.metadata, record.brokerTime ?? 0)) return this.#refuse(record, 'policy');
    // Row 8.
    if (!(await this.#waitForRoom(record))) return this.#refuse(record, 'storage');
    const work = this.#works.get(id);
    if (!work) return;
    work.deadline = this.#ports.clock.now() + graceFor;
    work.cancelTimer();
    work.cancelTimer = this.#ports.clock.after(graceFor, () => this.#go(id, () => this.#tryAssemble(id)));
    await this.#tryAssemble(id);
  }

  async #waitForRoom({ metadata }: IncomingRecord): Promise<boolean> {
    const { documents, shards, clock } = this.#ports;
    const giveUpAt = clock.now() + graceFor;
    for (;;) {
      const spool = metadata.shardCount * SHARD_BYTES;
      if ((await documents.hasRoomFor(metadata.documentSize)) && (await shards.hasRoomFor(spool)))
        return true;
      if (clock.now() >= giveUpAt) return false;
      await new Promise<void>((resolve) => void clock.after(localRetry, resolve));
    }
  }

  /** Row 9: with all shards here it is opened; past the deadline a hole is told. */
  async #tryAssemble(id: string, seekLate = false): Promise<void> {
    const work = this.#works.get(id);
    if (!work || work.assembling) return;
    work.assembling = true;
    try {
      let record = this.#record(id);
      while (record && (await this.#attempt(record, work, seekLate))) record = this.#record(id);
    } finally {
      work.assembling = false;
    }
  }

  /** True where pieces that do not open may have been replaced meanwhile: try again at once. */
  async #attempt(record: IncomingRecord, work: Work, seekLate: boolean): Promise<boolean> {
    if (work.deadline === null && !work.late) return false;
    // After a fault, which waits for its retry.
    if (record.state === 'assembling' || record.state === 'saving') return false;
    const { clock } = this.#ports;
    let missing = this.#missing(record, work);
    if (missing.length > 0) {
      if (work.late && !seekLate) return false;
      if (work.deadline !== null && clock.now() < work.deadline) return false;
      await this.#seek(record, work, missing);
      // A copy may have started it anew meanwhile.
      if (this.#works.get(record.id) !== work) return false;
      missing = this.#missing(record, work);
    }
    if (missing.length > 0) {
      if (!work.late) this.#refuse(record, 'incomplete');
      return false;
    }
    let collecting = record;
    if (work.late) {
      work.cancelTimer();
      collecting = this.#change(record, 'judge-again', { judgedAt: clock.now(), finishedAt: null });
    }
    work.late = false;
    work.deadline ??= clock.now();
    const waiting = await this.#assemble(collecting, work);
    if (!waiting) return false;
    await this.#seek(waiting, work, [...work.unopened.keys()]);
    const left = Math.max(0, work.deadline - clock.now());
    work.cancelTimer = clock.after(left, () => this.#go(work.id, () => this.#tryAssemble(work.id)));
    return true;
  }

  /** Numbers without a candidate, or without another than those that did not open. */
  #missing({ transferId, metadata }: IncomingRecord, work: Work): readonly number[] {
    const { shards } = this.#ports;
    const missing = shards.missing(transferId, metadata.shardCount);
    if (work.unopened.size === 0) return missing;
    const { candidates } = shards.candidates(transferId, metadata.shardCount);
    const same = [...work.unopened].filter(([n, before]) => (candidates[n]?.length ?? 0) <= before);
    return [...new Set([...missing, ...same.map(([n]) => n)])];
  }

  /** What is missing, evicted or does not open is sought among all records of that key in the topic. */
  async #seek(record: IncomingRecord, work: Work, missing: readonly number[]): Promise<void> {
    const { bus, shards } = this.#ports;
    const { transferId, metadata } = record;
    const wanted = new Map(missing.map((n) => [shardType(transferId, n), n]));
    const found = new Set<number>();
    const keep = async ({ key, value }: InboundRecord): Promise<void> => {
      const n = wanted.get(key?.toString('latin1') ?? '');
      if (n === undefined || !value || found.has(n)) return;
      if (!openShard(work.shardsKey, transferId, n, n === metadata.shardCount - 1, value)) return;
      await shards.replace(transferId, n, value);
      found.add(n);
    };
    try {
      await bus.seek(inboxTopic(record.ownDestination), new Set(wanted.keys()), keep);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
    work.unopened = new Map([...work.unopened].filter(([n]) => !found.has(n)));
  }

  /** Rows 10 and 11. Returns the record, waiting again, where shards do not open: they count as missing. */
  async #assemble(collecting: IncomingRecord, work: Work): Promise<IncomingRecord | null> {
    const { pipeline, shards, log } = this.#ports;
    const { transferId, metadata } = collecting;
    work.cancelTimer();
    const arrived = log.step(collecting, 'pieces-arriving', {
      state: 'done',
      proof: [{ caption: 'pieces', value: String(metadata.shardCount) }],
    });
    const complete = log.step(arrived, 'complete', { state: 'running' });
    const record = this.#change(complete, 'complete', { sealedBytes: shards.bytesOf(transferId) });
    const { shardCount, documentSize, documentHash } = metadata;
    const temporaryPath = shards.temporaryPath(collecting.id);
    const spool = shards.candidates(transferId, shardCount);
    const job = {
      transferId,
      shardsKey: work.shardsKey,
      shardCount,
      documentSize,
      documentHash,
      temporaryPath,
      ...spool,
    };
    const outcome = await pipeline.open(
      job,
      (bytes) => log.moved(record.id, record.sealedBytes, documentSize === 0 ? 1 : bytes / documentSize),
      new AbortController().signal,
    );
    switch (outcome.kind) {
      case 'opened':
        await this.#save(record, temporaryPath);
        return null;
      case 'missing':
        work.unopened = new Map(outcome.shards.map((n) => [n, spool.candidates[n]?.length ?? 0]));
        return this.#change(record, 'shards-missing', {});
      case 'hash-mismatch':
        this.#refuse(record, 'hash-mismatch');
        return null;
      case 'storage':
        this.#waitForDisk(record, work);
        return null;
    }
  }

  /** The disk took less than row 8 saw. As there, it gets a minute. */
  #waitForDisk(record: IncomingRecord, work: Work): void {
    const { log, clock } = this.#ports;
    work.fullSince ??= clock.now();
    if (clock.now() >= work.fullSince + graceFor) return this.#refuse(record, 'storage');
    const { id } = this.#change(log.step(record, 'complete', { state: 'waiting' }), 'judge-again', {});
    work.cancelTimer = clock.after(localRetry, () => this.#go(id, () => this.#fromRow7(id)));
  }

  async #save(assembled: IncomingRecord, temporaryPath: string): Promise<void> {
    const { documents, log, clock } = this.#ports;
    let saving = assembled;
    let kept: string;
    try {
      const { path } = await documents.reserve(assembled.metadata.documentName);
      const hash = { caption: 'document-hash', value: assembled.metadata.documentHash } as const;
      const done = log.step(assembled, 'complete', { state: 'done', proof: [hash] });
      saving = this.#change(log.step(done, 'saved', { state: 'running' }), 'opened', { path });
      kept = await documents.keep(temporaryPath, path);
    } catch (error) {
      // A local fault: retried and said, no acknowledgement yet (row 11).
      console.error('saving a document failed', error);
      const { id } = log.put(log.step(saving, 'saved', { state: 'waiting' }));
      clock.after(localRetry, () => {
        const work = this.#works.get(id);
        if (work) this.#go(id, () => this.#startAgain(work));
      });
      return;
    }
    this.#saved(saving, kept);
  }

  /** The final name was journaled before a crash or a fault: is the file there ours? */
  async #finishSaving(record: IncomingRecord): Promise<void> {
    const { documents } = this.#ports;
    if (record.path && (await documents.holds(record.path, record.metadata.documentHash))) {
      return this.#saved(record, record.path);
    }
    this.#change(record, 'judge-again', { path: null });
    await this.#fromRow7(record.id);
  }

  #saved(record: IncomingRecord, path: string): void {
    const { log, acknowledger } = this.#ports;
    const saved = log.step(record, 'saved', { state: 'done', proof: [{ caption: 'file', value: path }] });
    const running = log.step(saved, 'confirmation-sent', { state: 'running' });
    // Also where it was incomplete before, and read, and taken off the list: now it is here.
    const news = { unread: true, removed: false, reason: null };
    acknowledger.received({ ...running, ...news, path, state: this.#next(record, 'saved') });
    this.#drop(record);
  }

  #refuse(record: IncomingRecord, reason: Reason): void {
    const { log, acknowledger, clock } = this.#ports;
    const work = this.#works.get(record.id);
    const step =
      reason === 'incomplete' ? 'pieces-arriving' : reason === 'hash-mismatch' ? 'complete' : 'saved';
    const failed = log.step(record, step, { state: 'failed', proof: [{ caption: 'reason', value: reason }] });
    const state = this.#next(record, 'refuse');
    acknowledger.refused({ ...failed, state, reason, judgedAt: clock.now() }, work?.copy ?? false);
    if (reason === 'incomplete' && work && clock.now() < (record.brokerTime ?? 0) + lateFor)
      this.#waitLate(record, work);
    else this.#drop(record);
  }

  /** For 72 h; what the spool left out meanwhile is sought hourly. */
  #waitLate(record: IncomingRecord, work: Work): void {
    const { clock } = this.#ports;
    const left = (record.brokerTime ?? 0) + lateFor - clock.now();
    work.late = true;
    work.deadline = null;
    work.cancelTimer();
    work.cancelTimer = clock.after(Math.min(left, HOUR), () =>
      this.#go(work.id, async () => {
        if (left <= HOUR) return this.#drop(record);
        this.#waitLate(record, work);
        const seek = work.cameLate;
        work.cameLate = false;
        if (seek) await this.#tryAssemble(work.id, seek);
      }),
    );
  }

  #drop(record: IncomingRecord): void {
    const { shards, store } = this.#ports;
    this.#works.get(record.id)?.cancelTimer();
    this.#works.delete(record.id);
    store.releaseRecord(record.topic, record.offset);
    const left = [shards.discard(record.id)];
    if (!this.isWorkingOn(record.transferId)) left.push(shards.remove(record.transferId));
    // What stays behind goes at the next start, or with the spool's own age limit.
    Promise.all(left).catch((error: unknown) => console.error('clearing the spool failed', error));
  }

  #showArriving(record: IncomingRecord): void {
    const { log, shards } = this.#ports;
    if (record.state === 'collecting') log.moved(record.id, shards.bytesOf(record.transferId), null);
  }

  #record(id: string): IncomingRecord | null {
    const record = this.#ports.log.get(id);
    return record?.direction === 'received' ? record : null;
  }

  #next(record: IncomingRecord, event: IncomingEvent): IncomingRecord['state'] {
    const state = nextIncoming(record.state, event);
    if (!state) throw new Error(`${event} means nothing in the state ${record.state}`);
    return state;
  }

  #change(record: IncomingRecord, event: IncomingEvent, change: Partial<IncomingRecord>): IncomingRecord {
    return this.#ports.log.put({ ...record, ...change, state: this.#next(record, event) });
  }
}
