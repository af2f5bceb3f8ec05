import {
  type Acknowledgement,
  acknowledgementStatement,
  decodeAcknowledgement,
  encodeAcknowledgement,
} from '../protocol/acknowledgement.ts';
import { inboxTopic } from '../protocol/destination.ts';
import { sealEnvelope } from '../protocol/envelope.ts';
import { newKey } from '../protocol/keys.ts';
import { DAY, HOUR } from '../protocol/limits.ts';
import { ackType } from '../protocol/message-type.ts';
import { checkAcknowledgement } from '../protocol/receiver-checks.ts';
import { verifyStatement } from '../protocol/signature.ts';
import { formatTime } from '../protocol/time.ts';
import type { Judgement } from './kept-records.ts';
import type { Outbox } from './outbox.ts';
import {
  type Clock,
  ConnectionLost,
  type Identity,
  type IdRegistry,
  type KeptRecord,
  type TransferStore,
} from './ports.ts';
import type { TransferLog } from './transfer-log.ts';
import type { IncomingRecord } from './transfer-record.ts';
import { nextIncoming, nextOutgoing } from './transfer-state.ts';

const holdFor = 72 * HOUR;

type Ports = {
  readonly identity: Identity;
  readonly registry: IdRegistry;
  readonly store: TransferStore;
  readonly log: TransferLog;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** R of the own inbox. */
  readonly retention: () => number;
};

/** Acknowledgements, both ways: protocol.md section 6. */
export class Acknowledger {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Row 12 for a document that is saved. The record is in the state `confirming`. */
  received(record: IncomingRecord): void {
    this.#seal(record, 'received', '');
  }

  /** A signed failure. An outcome equal to the last one is told again only to a copy (rows 6 and 9). */
  refused(record: IncomingRecord, copy: boolean): void {
    const reason = record.reason as Acknowledgement['reason'];
    if (record.acknowledgement?.reason !== reason) return this.#seal(record, 'failed', reason);
    this.#ports.log.put({ ...record, state: 'refused' });
    if (copy) this.#ports.outbox.repeat(record.id);
  }

  /** Kafka has the acknowledgement of this record. */
  published(id: string): void {
    const { log } = this.#ports;
    const record = log.incoming(id);
    if (!record) return;
    const state = record.state === 'refusing' ? 'refused' : nextIncoming(record.state, 'acknowledged');
    if (!state) return;
    const proof = [
      { caption: 'status', value: record.acknowledgement?.status ?? '' },
      { caption: 'acknowledged-at', value: record.acknowledgement?.acknowledgedAt ?? '' },
      { caption: 'signature', value: record.acknowledgement?.signature ?? '' },
    ] as const;
    log.put({ ...log.step(record, 'confirmation-sent', { state: 'done', proof }), state });
  }

  /** protocol.md 6.3: anything that does not hold is quarantined and changes nothing. */
  async judge(kept: KeptRecord, body: Buffer): Promise<Judgement> {
    const { identity, registry, store, log, retention, clock } = this.#ports;
    const own = identity.destination();
    if (!own) return 'held';
    if (!identity.holds(kept.kid)) return this.#quarantine(kept, 'unknown-key');
    const opened = identity.open(kept.kid, kept.messageType, 'acknowledgement', body);
    const acknowledgement = opened && decodeAcknowledgement(opened.plain);
    if (!acknowledgement) return this.#quarantine(kept, 'unreadable');
    const record = store.sentByTransferId(acknowledgement.transferId);
    if (record?.direction !== 'sent' || !record.metadata || record.ownDestination !== own) {
      return this.#quarantine(kept, 'unknown-transfer');
    }
    const { messageType, brokerTime } = kept;
    const context = { messageType, brokerTime, retention: retention(), sent: record.metadata };
    const why = checkAcknowledgement(acknowledgement, context);
    if (why) return this.#quarantine(kept, why);
    try {
      await registry.refresh();
    } catch (error) {
      if (error instanceof ConnectionLost) return 'held';
      throw error;
    }
    const verdict = registry.judge(record.recipient, acknowledgement.recipientCertificate, [brokerTime]);
    if (verdict.kind === 'cannot-be-judged' && clock.now() <= brokerTime + holdFor) return 'held';
    if (verdict.kind !== 'valid') return this.#quarantine(kept, 'certificate-invalid');
    const signature = Buffer.from(acknowledgement.signature, 'base64');
    if (!verifyStatement(verdict.leaf.publicKey, acknowledgementStatement(acknowledgement), signature)) {
      return this.#quarantine(kept, 'signature-mismatch');
    }
    const received = acknowledgement.status === 'received';
    const current = log.outgoing(record.id);
    if (!current) return this.#quarantine(kept, 'unknown-transfer');
    const state = nextOutgoing(current.state, received ? 'acknowledged-received' : 'acknowledged-failed');
    // States are monotonic: a replay, or a failure after received, changes nothing and notifies nobody.
    if (!state) return this.#quarantine(kept, 'already-final');
    const step = log.step(current, 'confirmed', {
      state: received ? 'done' : 'failed',
      proof: [
        { caption: 'status', value: acknowledgement.status },
        ...(received ? [] : [{ caption: 'reason', value: acknowledgement.reason } as const]),
        { caption: 'acknowledged-at', value: acknowledgement.acknowledgedAt },
        { caption: 'certificate', value: acknowledgement.recipientCertificate },
        { caption: 'signature', value: acknowledgement.signature },
      ],
    });
    const dispatched = log.step(step, 'dispatched', { state: 'done' });
    const reason = received ? null : (acknowledgement.reason as IncomingRecord['reason']);
    const steps = current.steps.some((one) => one.name === 'dispatched' && one.state === 'done')
      ? step
      : dispatched;
    // Also where it was taken off the list while it waited: that is news.
    log.put({ ...steps, state, reason, acknowledgement, brokerTime, finishedAt: null, removed: false });
    return 'done';
  }

  #seal(record: IncomingRecord, status: Acknowledgement['status'], reason: Acknowledgement['reason']): void {
    const { identity, registry, clock, outbox, log } = this.#ports;
    const { metadata } = record;
    const newest = registry.newest(record.ownDestination);
    const own =
      newest.kind === 'valid' && identity.holds(newest.leaf.kid)
        ? newest.leaf
        : registry.find(record.ownDestination, metadata.recipientCertificate);
    // The sender's newest valid certificate or, if none is valid now, the one that signed (protocol.md 6.2).
    const theirs = registry.newest(metadata.sender);
    const target =
      theirs.kind === 'valid' ? theirs.leaf : registry.find(metadata.sender, metadata.senderCertificate);
    if (!own || !target) throw new Error('a verified transfer lost its certificates');
    const unsigned: Omit<Acknowledgement, 'signature'> = {
      acknowledgedAt: formatTime(clock.now()),
      reason,
      recipient: record.ownDestination,
      recipientCertificate: own.fingerprint,
      status,
      transferHash: metadata.transferHash,
      transferId: record.transferId,
      transferTimestamp: metadata.timestamp,
      v: 1,
    };
    const signature = identity.sign(own.kid, acknowledgementStatement(unsigned)).toString('base64');
    const acknowledgement: Acknowledgement = { ...unsigned, signature };
    const messageType = ackType(record.transferId);
    const plain = encodeAcknowledgement(acknowledgement);
    const body = sealEnvelope(target.publicKey, messageType, 'acknowledgement', plain, newKey());
    const letter = { topic: inboxTopic(metadata.sender), messageType, kid: target.kid, body };
    log.put({ ...record, acknowledgement }, () => outbox.store(letter, record.id));
    void outbox.pump();
  }

  #quarantine({ topic, offset, messageType }: KeptRecord, why: string): Judgement {
    this.#ports.store.quarantine({ topic, offset, messageType, why, at: this.#ports.clock.now() });
    return 'done';
  }
}

/** R where the inbox has not been read yet. */
export const defaultRetention = 14 * DAY;
