import { randomUUID } from 'node:crypto';
import type { TransferReason } from '../../shared/transfer.ts';
import { inboxTopic } from '../protocol/destination.ts';
import { nameForSending } from '../protocol/document-name.ts';
import { sealEnvelope } from '../protocol/envelope.ts';
import { newKey, subkey } from '../protocol/keys.ts';
import { dataType, shardType } from '../protocol/message-type.ts';
import { formatTime } from '../protocol/time.ts';
import { newTransferId } from '../protocol/transfer-id.ts';
import {
  encodeMetadata,
  SUITE,
  type TransferMetadata,
  transferHash,
  transferStatement,
} from '../protocol/transfer-metadata.ts';
import type { Outbox } from './outbox.ts';
import {
  type Clock,
  ConnectionLost,
  type Identity,
  type IdRegistry,
  type Leaf,
  type MessageBus,
  type Pipeline,
  PublishRefused,
  type SealOutcome,
} from './ports.ts';
import { ownReadiness, recipientReadiness } from './preflight.ts';
import type { TransferLog } from './transfer-log.ts';
import type { OutgoingRecord } from './transfer-record.ts';
import { nextOutgoing, type OutgoingEvent } from './transfer-state.ts';
import { sentSteps } from './transfer-view.ts';

const sendsAtOnce = 2;

export type NewTransfer = {
  readonly recipient: string;
  readonly recipientLabel: string | null;
  readonly path: string;
  readonly documentName: string;
  readonly documentSize: number;
};

type Ports = {
  readonly bus: MessageBus;
  readonly registry: IdRegistry;
  readonly identity: Identity;
  readonly pipeline: Pipeline;
  readonly log: TransferLog;
  readonly outbox: Outbox;
  readonly clock: Clock;
};

class NotReady extends Error {
  readonly reason: TransferReason;
  constructor(reason: TransferReason) {
    super(reason);
    this.reason = reason;
  }
}
class Cancelled extends Error {}

/** Sends documents: protocol.md sections 4 and 5, in the order of section 10. */
export class Sender {
  readonly #ports: Ports;
  readonly #running = new Map<string, AbortController>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Puts a document on its way; journaled when it returns. */
  queue({ recipient, recipientLabel, path, documentName, documentSize }: NewTransfer): OutgoingRecord {
    const { log, clock, identity } = this.#ports;
    const now = clock.now();
    const record = log.put<OutgoingRecord>({
      id: randomUUID(),
      transferId: newTransferId(),
      direction: 'sent',
      state: 'queued',
      ownDestination: identity.destination() ?? '',
      recipient,
      peerLabel: recipientLabel,
      path,
      documentName: nameForSending(documentName),
      documentSize,
      sealedBytes: 0,
      reason: null,
      steps: sentSteps(),
      createdAt: now,
      updatedAt: now,
      finishedAt: null,
      unread: false,
      removed: false,
      metadata: null,
      acknowledgement: null,
      brokerTime: null,
    });
    this.pump();
    return record;
  }

  /** After a crash, K is gone: what was half sealed starts anew under a new transfer ID (protocol.md 5.3). */
  resume(): void {
    for (const record of this.#records()) {
      if (record.state === 'sealing') this.#change(record, 'connection-lost', anew());
    }
    this.pump();
  }

  /** Starts what is queued, as far as there is a connection. */
  pump(): void {
    if (this.#ports.bus.state().kind !== 'connected') return;
    for (const record of this.#records()) {
      if (this.#running.size >= sendsAtOnce) return;
      if (record.state !== 'queued' || this.#running.has(record.id)) continue;
      this.#run(record).catch((error: unknown) => console.error('sending a document failed', error));
    }
  }

  cancel(id: string): boolean {
    const record = this.#ports.log.get(id);
    if (record?.direction !== 'sent' || !nextOutgoing(record.state, 'cancel')) return false;
    this.#change(record, 'cancel', {});
    this.#running.get(id)?.abort(new Cancelled());
    return true;
  }

  /** Sends again, under a new transfer ID. A refused transfer keeps its row: its answer stays true. */
  retry(id: string): boolean {
    const record = this.#ports.log.get(id);
    if (record?.direction !== 'sent' || this.#running.has(id)) return false;
    if (record.state === 'refused') {
      this.queue({ ...record, recipientLabel: record.peerLabel });
      return true;
    }
    if (!nextOutgoing(record.state, 'retry')) return false;
    this.#change(record, 'retry', { reason: null, ...anew() });
    this.pump();
    return true;
  }

  /** Kafka has `data-`. */
  dispatched(id: string): void {
    const record = this.#ports.log.get(id);
    if (record?.direction !== 'sent' || !nextOutgoing(record.state, 'dispatched')) return;
    const done = this.#ports.log.step(record, 'dispatched', { state: 'done' });
    const waiting = this.#ports.log.step(done, 'confirmed', { state: 'waiting' });
    this.#change(waiting, 'dispatched', {});
  }

  /** Kafka refused `data-` for good. */
  dispatchRefused(id: string, why: PublishRefused['why']): void {
    const record = this.#ports.log.get(id);
    if (record?.direction === 'sent' && record.state === 'dispatching')
      this.#fail(record, reasonOf(why), 'dispatched');
  }

  async #run(queued: OutgoingRecord): Promise<void> {
    const abort = new AbortController();
    this.#running.set(queued.id, abort);
    const { log } = this.#ports;
    let record = this.#change(queued, 'start', {});
    try {
      record = await this.#send(record, abort.signal);
    } catch (error) {
      const current = log.get(queued.id);
      if (current?.direction !== 'sent' || current.state !== 'sealing') return;
      if (error instanceof ConnectionLost) {
        log.forgetMovement(queued.id);
        this.#change(current, 'connection-lost', anew());
      } else if (error instanceof PublishRefused) this.#fail(current, reasonOf(error.why), 'pieces-sent');
      else if (error instanceof NotReady) this.#fail(current, error.reason, 'encrypted');
      else {
        this.#fail(current, 'internal', 'encrypted');
        throw error;
      }
    } finally {
      this.#running.delete(queued.id);
      this.pump();
    }
  }

  async #send(started: OutgoingRecord, signal: AbortSignal): Promise<OutgoingRecord> {
    const { registry, identity, bus, log } = this.#ports;
    await registry.refresh();
    const own = ownReadiness(identity, registry);
    if (!own.ready) throw new NotReady(own.reason);
    const recipient = await recipientReadiness(started.recipient, registry, bus);
    if (!recipient.ready) throw new NotReady(recipient.reason);
    let record = log.step({ ...started, peerLabel: recipient.leaf.label }, 'encrypted', { state: 'running' });
    record = log.put(log.step(record, 'pieces-sent', { state: 'running' }));

    const key = newKey();
    try {
      const outcome = await this.#sealAndPublish(record, subkey(key, 'shards'), signal);
      if (outcome.kind === 'failed') throw new NotReady(outcome.reason);
      return this.#dispatch(record, outcome, own.leaf, recipient.leaf, key);
    } finally {
      key.fill(0);
    }
  }

  async #sealAndPublish(
    record: OutgoingRecord,
    shardsKey: Buffer,
    signal: AbortSignal,
  ): Promise<SealOutcome> {
    const { bus, pipeline, log } = this.#ports;
    const topic = inboxTopic(record.recipient);
    let moved = 0;
    return pipeline.seal(
      { transferId: record.transferId, path: record.path, shardsKey },
      async ({ n, body, documentBytes }) => {
        const bytes = body.length;
        await bus.publishShard({ topic, messageType: shardType(record.transferId, n), kid: null, body });
        moved += bytes;
        const share = record.documentSize === 0 ? 1 : Math.min(1, documentBytes / record.documentSize);
        const current = log.get(record.id);
        if (moved === bytes && current?.state === 'sealing') log.put({ ...current, sealedBytes: moved });
        log.moved(record.id, moved, share);
      },
      signal,
    );
  }

  #dispatch(
    record: OutgoingRecord,
    sealed: Extract<SealOutcome, { kind: 'sealed' }>,
    own: Leaf,
    recipient: Leaf,
    key: Buffer,
  ): OutgoingRecord {
    const { log, clock, identity, outbox } = this.#ports;
    const now = clock.now();
    // A sender whose timestamp lies outside its certificate's validity refuses to send (protocol.md 7.2).
    if (now < own.notBefore || now > own.notAfter) throw new NotReady('own-certificate-invalid');
    const timestamp = formatTime(now);
    const named = {
      sender: own.destination,
      recipient: recipient.destination,
      documentHash: sealed.documentHash,
      timestamp,
    };
    const unsigned: Omit<TransferMetadata, 'signature'> = {
      ...named,
      compression: 'gzip',
      documentName: record.documentName,
      documentSize: sealed.documentSize,
      recipientCertificate: recipient.fingerprint,
      senderCertificate: own.fingerprint,
      shardCount: sealed.shardCount,
      suite: SUITE,
      transferHash: transferHash(named),
      transferId: record.transferId,
      v: 1,
    };
    const signature = identity.sign(own.kid, transferStatement(unsigned)).toString('base64');
    const metadata: TransferMetadata = { ...unsigned, signature };
    const messageType = dataType(record.transferId);
    const body = sealEnvelope(recipient.publicKey, messageType, 'metadata', encodeMetadata(metadata), key);

    const pieces = { caption: 'pieces', value: String(sealed.shardCount) } as const;
    let done = log.step({ ...record, ...(log.get(record.id) as OutgoingRecord) }, 'encrypted', {
      state: 'done',
      proof: [{ caption: 'certificate', value: recipient.fingerprint }],
    });
    done = log.step(done, 'pieces-sent', {
      state: 'done',
      proof: [pieces, { caption: 'bytes', value: String(sealed.sealedBytes) }],
    });
    done = log.step(done, 'fingerprint-made', {
      state: 'done',
      proof: [{ caption: 'document-hash', value: sealed.documentHash }],
    });
    done = log.step(done, 'signed', {
      state: 'done',
      proof: [
        { caption: 'transfer-hash', value: metadata.transferHash },
        { caption: 'signature', value: signature },
        { caption: 'signed-at', value: timestamp },
      ],
    });
    done = log.step(done, 'dispatched', { state: 'running' });
    if (!nextOutgoing(done.state, 'sealed')) throw new Cancelled();
    const letter = { topic: inboxTopic(record.recipient), messageType, kid: recipient.kid, body };
    const { sealedBytes, documentSize } = sealed;
    const dispatching = this.#change(done, 'sealed', { metadata, sealedBytes, documentSize }, () =>
      outbox.store(letter, record.id),
    );
    void outbox.pump();
    return dispatching;
  }

  #fail(
    record: OutgoingRecord,
    reason: TransferReason,
    step: 'encrypted' | 'pieces-sent' | 'dispatched',
  ): void {
    this.#change(this.#ports.log.step(record, step, { state: 'failed' }), 'fail', { reason });
  }

  #change(
    record: OutgoingRecord,
    event: OutgoingEvent,
    change: Partial<OutgoingRecord>,
    also?: () => void,
  ): OutgoingRecord {
    const state = nextOutgoing(record.state, event);
    if (!state) throw new Error(`${event} means nothing in the state ${record.state}`);
    return this.#ports.log.put<OutgoingRecord>({ ...record, ...change, state }, also);
  }

  #records(): OutgoingRecord[] {
    return this.#ports.log.records().filter((record) => record.direction === 'sent');
  }
}

/** Nothing of the earlier attempt counts: another transfer ID, another key (protocol.md 5.3). */
const anew = (): Pick<OutgoingRecord, 'transferId' | 'steps' | 'sealedBytes'> => ({
  transferId: newTransferId(),
  steps: sentSteps(),
  sealedBytes: 0,
});

const reasonOf = (why: PublishRefused['why']): TransferReason =>
  (({ 'not-allowed': 'not-allowed', 'no-inbox': 'recipient-not-ready', other: 'internal' }) as const)[why];
