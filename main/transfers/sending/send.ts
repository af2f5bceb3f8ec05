import type { TransferReason } from '../../../shared/transfer.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { newKey, subkey } from '../../protocol/keys.ts';
import { MINUTE } from '../../protocol/limits.ts';
import { shardType } from '../../protocol/message-type.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import { nextOutgoing } from '../log/transfer-state.ts';
import { isWorthAnother } from '../log/transfer-view.ts';
import type { Mailboxes } from '../mailbox.ts';
import {
  BusFault,
  type Clock,
  type IdRegistry,
  type Leaf,
  type MessageBus,
  type Pipeline,
  PublishRefused,
  TopicUnavailable,
} from '../ports.ts';
import { CarryOn, keeping, passesByItself } from './carry-on.ts';
import { type Dispatcher, failTransfer, isOfClock, NotReady, notReady, reasonOf } from './dispatch.ts';
import { anew, asChosen, type NewTransfer, newOutgoing } from './new-outgoing.ts';
import { Pauses } from './pauses.ts';
import { ownReadiness, recipientReadiness } from './readiness.ts';
import type { Sealed } from './sign-transfer.ts';

const sendsAtOnce = 2;
/** A fault of the client may pass; one that stays is told. */
const faultsToBear = 3;

type Ports = {
  readonly bus: MessageBus;
  readonly registry: IdRegistry;
  readonly mailboxes: Mailboxes;
  readonly pipeline: Pipeline;
  readonly log: TransferLog;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly clockCheck: ClockCheck;
};

class Cancelled extends Error {}

/** Sends documents: protocol.md sections 4 and 5, in the order of section 10. */
export class Sender {
  readonly #ports: Ports;
  readonly #running = new Map<string, AbortController>();
  readonly #runs = new Set<Promise<void>>();
  readonly #pauses: Pauses;
  readonly #carryOn: CarryOn;
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#pauses = new Pauses(ports.clock, () => this.pump());
    this.#carryOn = new CarryOn(ports, () => this.pump());
  }

  /** Puts documents on their way, all of them or none; journaled when it returns. */
  queue(transfers: readonly NewTransfer[]): readonly OutgoingRecord[] {
    const { log } = this.#ports;
    const records = log.together(() => transfers.map((transfer) => this.#put(transfer)));
    this.pump();
    return records;
  }

  /** After a crash, K is gone: what was half sealed starts anew under a new transfer ID (protocol.md 5.3). */
  resume(): void {
    for (const record of this.#ports.log.unfinished()) {
      if (record.direction === 'sent' && record.state === 'sealing')
        this.#ports.log.advance(record, 'connection-lost', { change: anew() });
    }
    this.pump();
  }

  /** There is a connection again: nothing that lost the earlier one waits any longer. */
  connected(): void {
    this.#pauses.end();
    this.#carryOn.connected();
    this.pump();
  }

  /** Starts what is queued, as far as there is a connection. The time is part of what is signed: it must be right. */
  pump(): void {
    const { bus, clockCheck } = this.#ports;
    if (this.#stopped || bus.state().kind !== 'connected' || clockCheck.blocks) return;
    for (const record of this.#ports.log.queued()) {
      if (this.#running.size - this.#carryOn.waiting >= sendsAtOnce) return;
      if (this.#running.has(record.id) || this.#pauses.has(record.id)) continue;
      const run = this.#run(record).finally(() => this.#runs.delete(run));
      this.#runs.add(run);
    }
  }

  /**
   * The app ends. What is half sealed stays so in the journal, and starts anew with the app.
   * Resolves once nothing is under way any more.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pauses.end();
    for (const abort of this.#running.values()) abort.abort(new Cancelled());
    await Promise.all(this.#runs);
  }

  cancel(id: string): boolean {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (!record || !nextOutgoing(record.state, 'cancel')) return false;
    log.advance(record, 'cancel');
    this.#running.get(id)?.abort(new Cancelled());
    return true;
  }

  /**
   * Sends again, under a new transfer ID. What was signed and published keeps its row: an answer stays true.
   * @returns the row that is on its way now; null where there is nothing to send again
   */
  retry(id: string): string | null {
    const again = this.#again(id, 'as-it-is');
    if (again !== null) this.pump();
    return again;
  }

  /** Sends all of these again, or none of them. @returns for how many that had a meaning */
  retryAll(ids: readonly string[]): number {
    const count = this.#ports.log.together(
      () => ids.filter((id) => this.#again(id, 'as-chosen') !== null).length,
    );
    this.pump();
    return count;
  }

  /** @param which of a document that is another one by now: that one, or none, since nobody was asked about it */
  #again(id: string, which: 'as-it-is' | 'as-chosen'): string | null {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (!record || this.#running.has(id)) return null;
    if (isWorthAnother(record, log.isOverdue(record))) {
      return log.together(() => {
        log.put({ ...record, sentAgain: true });
        return this.#put({ ...record, from: record.ownDestination, recipientLabel: record.peerLabel }).id;
      });
    }
    // What was sealed keeps its transfer ID, whatever became of it.
    if (record.metadata !== null || !nextOutgoing(record.state, 'retry')) return null;
    const isAgreed = record.reason === 'document-changed' && which === 'as-it-is';
    const document = isAgreed ? { documentTime: null } : {};
    log.advance(record, 'retry', { change: { reason: null, ...document, ...anew() } });
    return id;
  }

  #put(transfer: NewTransfer): OutgoingRecord {
    const { log, clock } = this.#ports;
    return log.put(newOutgoing(transfer, clock.now()));
  }

  /** Never rejects. */
  async #run(queued: OutgoingRecord): Promise<void> {
    const abort = new AbortController();
    this.#running.set(queued.id, abort);
    try {
      // Without it the document is queued, and starts again.
      const { id } = this.#ports.log.advance(queued, 'start', { keeping: 'loosely' });
      await this.#send(id, abort.signal);
      this.#pauses.forget(queued.id);
    } catch (error) {
      this.#ended(queued.id, error);
    } finally {
      this.#running.delete(queued.id);
      this.pump();
    }
  }

  /** What a failed attempt means for its row. A journal that cannot be written is tried again, never at once. */
  #ended(id: string, error: unknown): void {
    const { log, clock } = this.#ports;
    const current = log.outgoing(id);
    if (this.#stopped || !current) return;
    // Not even the start was journaled.
    if (current.state === 'queued') {
      this.#pauses.start(id);
      console.error('sending a document could not start', error);
    }
    if (current.state !== 'sealing') return;
    try {
      const passes = error instanceof BusFault && this.#pauses.lossesOf(id) < faultsToBear;
      if (passes || passesByItself(error) || isOfClock(error)) {
        if (passes) console.error('sending a document is tried again', error);
        this.#pauses.start(id);
        log.forgetMovement(id);
        const reason = error instanceof TopicUnavailable ? 'server-unavailable' : null;
        log.advance(current, 'connection-lost', { change: { reason, ...anew() } });
      } else if (error instanceof PublishRefused) this.#fail(current, reasonOf(error.why), 'pieces-sent');
      else if (error instanceof NotReady) this.#fail(current, error.reason, 'encrypted');
      else {
        console.error('sending a document failed', error);
        this.#fail(current, 'internal', 'encrypted');
      }
    } catch (fault) {
      console.error('journaling a failed send failed', fault);
      clock.after(MINUTE, () => {
        this.#ended(id, error);
        this.pump();
      });
    }
  }

  async #send(id: string, signal: AbortSignal): Promise<void> {
    const { registry, clock, dispatcher } = this.#ports;
    const askedAt = clock.elapsed();
    const asking = this.#ask(id, signal);
    // Told where the first piece waits for it; a document that fails before has its own word.
    asking.catch(() => {});
    const key = newKey();
    try {
      const sealed = await this.#sealAndPublish(id, subkey(key, 'shards'), asking, signal);
      const { own, recipient } = await asking;
      // A long document takes its time: who may read it, and who signs it, is asked again before the key goes.
      if (clock.elapsed() - askedAt > MINUTE)
        await this.#carryOn.through(id, () => registry.refresh(), signal);
      const dispatch = async (): Promise<void> =>
        dispatcher.dispatch(this.#sealing(id, signal), sealed, own, recipient, key);
      await this.#carryOn.through(id, dispatch, signal);
    } finally {
      key.fill(0);
    }
  }

  /** Whether both sides are ready. @throws NotReady, and what the bus throws */
  async #ask(id: string, signal: AbortSignal): Promise<{ readonly own: Leaf; readonly recipient: Leaf }> {
    const { registry, mailboxes, bus, log, clockCheck } = this.#ports;
    const { ownDestination, recipient: address } = this.#sealing(id, signal);
    await registry.refresh();
    const own = ownReadiness(mailboxes.of(ownDestination), registry);
    if (!own.ready) throw notReady(own.reason, clockCheck);
    const recipient = await recipientReadiness(address, registry, bus);
    if (!recipient.ready) throw notReady(recipient.reason, clockCheck);
    const record = this.#sealing(id, signal);
    const peerLabel = recipient.leaf.label;
    if (record.peerLabel !== peerLabel) log.put({ ...record, peerLabel });
    return { own: own.leaf, recipient: recipient.leaf };
  }

  /** The row as it stands now: while something was awaited it may have been cancelled. @throws Cancelled */
  #sealing(id: string, signal: AbortSignal): OutgoingRecord {
    signal.throwIfAborted();
    const record = this.#ports.log.outgoing(id);
    if (record?.state !== 'sealing') throw new Cancelled();
    return record;
  }

  /** The document is sealed while both sides are asked for, and no piece leaves before they are ready. */
  async #sealAndPublish(
    id: string,
    shardsKey: Buffer,
    ready: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<Sealed> {
    const { bus, pipeline, log } = this.#ports;
    const record = this.#sealing(id, signal);
    const topic = inboxTopic(record.recipient);
    let moved = 0;
    const { transferId, path } = record;
    const outcome = await pipeline.seal(
      { transferId, path, chosen: asChosen(record), shardsKey },
      async ({ n, body, documentBytes }, keep) => {
        await ready;
        const bytes = body.length;
        const piece = { topic, messageType: shardType(transferId, n), kid: null, body };
        const publish = keeping(() => bus.publishShard(piece), keep);
        await this.#carryOn.through(id, publish, signal);
        moved += bytes;
        const share = record.documentSize === 0 ? 1 : Math.min(1, documentBytes / record.documentSize);
        const current = log.outgoing(id);
        // Where this is all of it, what comes next is journaled at once.
        const isFirst = moved === bytes && share < 1;
        if (isFirst && current?.state === 'sealing')
          log.put({ ...current, sealedBytes: moved }, undefined, 'loosely');
        log.moved(id, moved, share);
      },
      signal,
    );
    if (outcome.kind === 'failed') throw new NotReady(outcome.reason);
    return outcome;
  }

  #fail(
    record: OutgoingRecord,
    reason: TransferReason,
    step: 'encrypted' | 'pieces-sent' | 'dispatched',
  ): void {
    this.#pauses.forget(record.id);
    failTransfer(this.#ports.log, record, reason, step);
  }
}
