import { inboxTopic } from '../protocol/destination.ts';
import { subkey } from '../protocol/keys.ts';
import { HOUR, SHARD_BYTES } from '../protocol/limits.ts';
import { shardType } from '../protocol/message-type.ts';
import { checkPolicy } from '../protocol/receiver-checks.ts';
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
  /** After a signed `incomplete`: only complete shards start it again. */
  late: boolean;
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
    void this.#fromRow7(record.id);
  }

  /** After a restart, from the state that the journal names. */
  resume(record: IncomingRecord, key: Buffer): void {
    if (record.state === 'confirming') return; // the outbox has the acknowledgement
    this.#take(record, key, { copy: false, late: false });
    if (record.state === 'saving') void this.#finishSaving(record);
    else {
      if (record.state === 'assembling') this.#change(record, 'judge-again', {});
      void this.#fromRow7(record.id);
    }
  }

  judgeAgain(record: IncomingRecord, key: Buffer, { copy }: { copy: boolean }): void {
    this.#take(record, key, { copy, late: false });
    this.#change(record, 'judge-again', { judgedAt: this.#ports.clock.now(), finishedAt: null });
    void this.#fromRow7(record.id);
  }

  waitForLateShards(record: IncomingRecord, key: Buffer): void {
    this.#take(record, key, { copy: false, late: true });
    void this.#tryAssemble(record.id);
  }

  /** Shards of this transfer are durable. */
  shardsArrived(transferId: string): void {
    for (const { id } of this.#works.values()) {
      const record = this.#record(id);
      if (record?.transferId !== transferId) continue;
      this.#showArriving(record);
      void this.#tryAssemble(id);
    }
  }

  isWorkingOn(transferId: string): boolean {
    return [...this.#works.keys()].some((id) => this.#record(id)?.transferId === transferId);
  }

  #take(record: IncomingRecord, key: Buffer, { copy, late }: { copy: boolean; late: boolean }): void {
    this.#works.get(record.id)?.cancelTimer();
    this.#ports.shards.protect(record.transferId);
    const work = {
      id: record.id,
      shardsKey: subkey(key, 'shards'),
      copy,
      late,
      deadline: null,
      assembling: false,
    };
    this.#works.set(record.id, { ...work, cancelTimer: () => {} });
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
    work.cancelTimer = this.#ports.clock.after(graceFor, () => void this.#tryAssemble(id));
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
  async #tryAssemble(id: string): Promise<void> {
    const work = this.#works.get(id);
    const record = this.#record(id);
    if (!work || !record || work.assembling || (work.deadline === null && !work.late)) return;
    const { shards, clock } = this.#ports;
    let missing = shards.missing(record.transferId, record.metadata.shardCount);
    const due = work.deadline !== null && clock.now() >= work.deadline;
    if (missing.length > 0 && !due) return;
    work.assembling = true;
    try {
      if (missing.length > 0) missing = await this.#seekMissing(record, missing);
      if (missing.length > 0) {
        if (!work.late) this.#refuse(record, 'incomplete');
        return;
      }
      if (work.late) this.#change(record, 'judge-again', { judgedAt: clock.now(), finishedAt: null });
      work.late = false;
      await this.#assemble(this.#record(id) ?? record, work);
    } finally {
      work.assembling = false;
    }
  }

  /** What is missing, evicted or does not open is sought among all records of that key in the topic. */
  async #seekMissing(record: IncomingRecord, missing: readonly number[]): Promise<readonly number[]> {
    const { bus, shards } = this.#ports;
    const { transferId } = record;
    const wanted = new Map(missing.map((n) => [shardType(transferId, n), n]));
    try {
      await bus.seek(
        inboxTopic(record.ownDestination),
        new Set(wanted.keys()),
        async ({ key, value }: InboundRecord) => {
          const n = wanted.get(key?.toString('latin1') ?? '');
          if (n !== undefined && value && value.length <= SHARD_BYTES)
            await shards.append([{ transferId, n, body: value }]);
        },
      );
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
    return shards.missing(transferId, record.metadata.shardCount);
  }

  /** Rows 10 and 11. */
  async #assemble(collecting: IncomingRecord, work: Work): Promise<void> {
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
    const temporaryPath = shards.temporaryPath(transferId);
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
        return this.#save(record, temporaryPath);
      case 'missing': {
        const waiting = this.#change(record, 'shards-missing', {});
        const still = await this.#seekBetter(waiting, outcome.shards, spool.candidates);
        if (!still) return this.#assemble(waiting, work);
        return this.#waitForBetter(waiting, work);
      }
      case 'hash-mismatch':
        return this.#refuse(record, 'hash-mismatch');
      case 'storage':
        return this.#refuse(record, 'storage');
    }
  }

  /** True where the topic holds no further candidate for one of these shards. */
  async #seekBetter(
    record: IncomingRecord,
    unopened: readonly number[],
    before: readonly (readonly unknown[])[],
  ): Promise<boolean> {
    await this.#seekMissing(record, unopened);
    const after = this.#ports.shards.candidates(record.transferId, record.metadata.shardCount).candidates;
    return unopened.some((n) => (after[n]?.length ?? 0) <= (before[n]?.length ?? 0));
  }

  /** A shard that does not open counts as missing: the deadline decides. */
  async #waitForBetter(record: IncomingRecord, work: Work): Promise<void> {
    const { clock } = this.#ports;
    const left = (work.deadline ?? 0) - clock.now();
    if (left <= 0) return this.#refuse(record, 'incomplete');
    await new Promise<void>((resolve) => void clock.after(left, resolve));
    const current = this.#record(record.id);
    if (current?.state === 'collecting') this.#refuse(current, 'incomplete');
  }

  async #save(assembled: IncomingRecord, temporaryPath: string): Promise<void> {
    const { documents, log, clock } = this.#ports;
    const { path } = await documents.reserve(assembled.metadata.documentName);
    const hash = { caption: 'document-hash', value: assembled.metadata.documentHash } as const;
    const done = log.step(assembled, 'complete', { state: 'done', proof: [hash] });
    const saving = this.#change(log.step(done, 'saved', { state: 'running' }), 'opened', { path });
    try {
      this.#saved(saving, await documents.keep(temporaryPath, path));
    } catch (error) {
      // A local fault: retried and said, no acknowledgement yet (row 11).
      const again = this.#change(log.step(saving, 'saved', { state: 'waiting' }), 'judge-again', {
        path: null,
      });
      clock.after(localRetry, () => void this.#fromRow7(again.id));
      if (!isLocalFault(error)) throw error;
    }
  }

  /** The final name was journaled before a crash: is the file there ours? */
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
    acknowledger.received({ ...running, path, state: this.#next(record, 'saved') });
    void this.#drop(record);
  }

  #refuse(record: IncomingRecord, reason: Reason): void {
    const { log, acknowledger, clock } = this.#ports;
    const work = this.#works.get(record.id);
    const step =
      reason === 'incomplete' ? 'pieces-arriving' : reason === 'hash-mismatch' ? 'complete' : 'saved';
    const failed = log.step(record, step, { state: 'failed', proof: [{ caption: 'reason', value: reason }] });
    const state = this.#next(record, 'refuse');
    acknowledger.refused({ ...failed, state, reason, judgedAt: clock.now() }, work?.copy ?? false);
    if (reason === 'incomplete' && work && clock.now() < (record.brokerTime ?? 0) + lateFor) {
      work.cancelTimer();
      work.late = true;
      work.deadline = null;
    } else void this.#drop(record);
  }

  async #drop(record: IncomingRecord): Promise<void> {
    const { shards, store } = this.#ports;
    this.#works.get(record.id)?.cancelTimer();
    this.#works.delete(record.id);
    store.releaseRecord(record.topic, record.offset);
    if (!this.isWorkingOn(record.transferId)) await shards.remove(record.transferId);
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

const isLocalFault = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException).code === 'string';
