import type { Transfer, TransferProgress, TransferStep, TransferStepName } from '../../../shared/transfer.ts';
import type { Clock, RecordPlace, TransferStore } from '../ports.ts';
import { LogIndexes } from './log-indexes.ts';
import {
  type IncomingRecord,
  type OutgoingRecord,
  type TransferRecord,
  withStep,
} from './transfer-record.ts';
import {
  type IncomingEvent,
  isFinished,
  isRemovable,
  nextState,
  type OutgoingEvent,
} from './transfer-state.ts';
import { toTransfer } from './transfer-view.ts';

const progressEvery = 100; // milliseconds
const estimateAfter = 5_000;
/** Weight of the newest figure in the average speed. */
const smoothing = 0.2;

type Movement = {
  bytesMoved: number;
  progress: number | null;
  startedAt: number;
  at: number;
  /** Share of the document a millisecond, averaged. */
  speed: number;
  told: number;
};

export type LogEvents = {
  /** Rows changed; the page and the notifications both follow it. */
  readonly changed: (transfers: readonly Transfer[], records: readonly TransferRecord[]) => void;
  readonly progress: (progress: readonly TransferProgress[]) => void;
  readonly removed: (ids: readonly string[]) => void;
};

/**
 * What is queued waits for the connection, for the clock, or only for its turn; R, in milliseconds once
 * known, bounds the wait for an answer.
 */
export type Surroundings = {
  readonly isConnected: boolean;
  readonly clockBlocks: boolean;
  readonly retention: number | null;
};

/** The transfer log over the journal: every change is journaled, then told. */
export class TransferLog {
  readonly #store: TransferStore;
  readonly #clock: Clock;
  readonly #events: LogEvents;
  readonly #surroundings: () => Surroundings;
  readonly #records = new Map<string, TransferRecord>();
  readonly #indexes = new LogIndexes();
  readonly #movements = new Map<string, Movement>();

  constructor(store: TransferStore, clock: Clock, events: LogEvents, surroundings: () => Surroundings) {
    this.#surroundings = surroundings;
    this.#store = store;
    this.#clock = clock;
    this.#events = events;
    for (const record of store.all()) this.#remember(record);
  }

  list(): readonly Transfer[] {
    return [...this.#records.values()].filter((record) => !record.removed).map((record) => this.view(record));
  }

  records(): readonly TransferRecord[] {
    return [...this.#records.values()];
  }

  /** Received documents on the list that nobody looked at. */
  countUnread(): number {
    let count = 0;
    for (const { direction, unread, removed } of this.#records.values())
      if (direction === 'received' && unread && !removed) count++;
    return count;
  }

  get(id: string): TransferRecord | null {
    return this.#records.get(id) ?? null;
  }

  outgoing(id: string): OutgoingRecord | null {
    const record = this.get(id);
    return record?.direction === 'sent' ? record : null;
  }

  incoming(id: string): IncomingRecord | null {
    const record = this.get(id);
    return record?.direction === 'received' ? record : null;
  }

  /** A document of this ID was verified and saved. */
  hasReceived(transferId: string): boolean {
    return this.#indexes.isSaved(transferId);
  }

  /** The row that waits for the judgement of the record that stands there, if there is one. */
  heldAt(place: RecordPlace): IncomingRecord | null {
    return this.incoming(this.#indexes.heldAt(place) ?? '');
  }

  /** Rows of which nothing is verified, the oldest first. */
  strangers(): readonly string[] {
    return this.#indexes.strangers();
  }

  view(record: TransferRecord): Transfer {
    const movement = this.#movements.get(record.id);
    return toTransfer(record, {
      bytesMoved: movement?.bytesMoved ?? record.sealedBytes,
      progress: movement?.progress ?? null,
      timeLeft: movement ? this.#timeLeft(movement) : null,
      isConnected: this.#surroundings().isConnected,
      clockBlocks: this.#surroundings().clockBlocks,
      overdue: this.isOverdue(record),
    });
  }

  /** Kafka had it for R, and no acknowledgement came: the sender calls it unconfirmed (protocol.md 6.3). */
  isOverdue({ state, steps }: TransferRecord): boolean {
    const dispatchedAt = steps.find(({ name }) => name === 'dispatched')?.at ?? null;
    const { retention } = this.#surroundings();
    if (state !== 'sent' || dispatchedAt === null || retention === null) return false;
    return this.#clock.now() > dispatchedAt + retention;
  }

  /** Journals the record, together with what `also` writes, then tells. */
  put<R extends TransferRecord>(record: R, also: () => void = () => {}): R {
    const now = this.#clock.now();
    const finishedAt = isFinished(record.state) ? (record.finishedAt ?? now) : null;
    const stored = { ...record, updatedAt: now, finishedAt };
    this.#store.atomically(() => {
      this.#store.put(stored);
      also();
      // What is not in the journal must not be in memory either: a later attempt would find it done.
      this.#store.afterCommit(() => {
        this.#remember(stored);
        if (finishedAt !== null) this.#movements.delete(stored.id);
        // What was taken off the list comes back only where its change says so.
        if (!stored.removed) this.#events.changed([this.view(stored)], [stored]);
      });
    });
    return stored;
  }

  /** The only way a row goes to its next state. @throws where the event means nothing in the present one */
  advance<R extends TransferRecord>(
    record: R,
    event: R extends IncomingRecord ? IncomingEvent : OutgoingEvent,
    change: Partial<R> = {},
    also?: () => void,
  ): R {
    return this.put({ ...record, ...change, state: nextState(record, event) }, also);
  }

  /** Drops a row of which nothing was verified. */
  forget(id: string): void {
    this.#store.forget(id);
    this.#indexes.forget(id);
    this.#records.delete(id);
    this.#events.removed([id]);
  }

  step<R extends TransferRecord>(
    record: R,
    name: TransferStepName,
    change: Partial<Omit<TransferStep, 'name'>>,
  ): R {
    return { ...record, steps: withStep(record.steps, name, { at: this.#clock.now(), ...change }) };
  }

  /** The connection came or went, or time passed: what is queued or overdue is shown otherwise. */
  surroundingsChanged(): void {
    const touched = this.records().filter(
      (record) => !record.removed && (record.state === 'queued' || this.isOverdue(record)),
    );
    if (touched.length > 0)
      this.#events.changed(
        touched.map((record) => this.view(record)),
        touched,
      );
  }

  /** Bytes moved; told at most ten times a second and never journaled. */
  moved(id: string, bytesMoved: number, progress: number | null): void {
    const now = this.#clock.now();
    const movement = this.#movements.get(id) ?? {
      bytesMoved: 0,
      progress: 0,
      startedAt: now,
      at: now,
      speed: 0,
      told: 0,
    };
    this.#movements.set(id, movement);
    if (progress !== null && movement.progress !== null && now > movement.at) {
      const speed = (progress - movement.progress) / (now - movement.at);
      movement.speed = movement.speed === 0 ? speed : movement.speed * (1 - smoothing) + speed * smoothing;
      movement.at = now;
    }
    movement.bytesMoved = Math.max(movement.bytesMoved, bytesMoved);
    movement.progress = progress === null ? null : Math.max(progress, movement.progress ?? 0);
    if (now - movement.told < progressEvery) return;
    movement.told = now;
    const { bytesMoved: bytes, progress: share } = movement;
    this.#events.progress([{ id, bytesMoved: bytes, progress: share, timeLeft: this.#timeLeft(movement) }]);
  }

  forgetMovement(id: string): void {
    this.#movements.delete(id);
  }

  markRead(ids: readonly string[], read: boolean): void {
    for (const id of ids) {
      const record = this.#records.get(id);
      if (record && record.unread === read) this.put({ ...record, unread: !read });
    }
  }

  /** Takes rows off the list. The journal keeps them: a replay must still be recognised. */
  remove(ids: readonly string[]): void {
    const removed: string[] = [];
    for (const id of ids) {
      const record = this.#records.get(id);
      if (!record || !isRemovable(record.state)) continue;
      const stored = { ...record, removed: true };
      this.#store.put(stored);
      this.#remember(stored);
      removed.push(id);
    }
    if (removed.length > 0) this.#events.removed(removed);
  }

  #remember(record: TransferRecord): void {
    this.#records.set(record.id, record);
    this.#indexes.remember(record);
  }

  #timeLeft({ progress, speed, startedAt }: Movement): number | null {
    if (progress === null || speed <= 0 || this.#clock.now() - startedAt < estimateAfter) return null;
    return Math.round((1 - progress) / speed);
  }
}
