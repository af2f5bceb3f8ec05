import {
  type Acknowledgement,
  acknowledgementStatement,
  decodeAcknowledgement,
  encodeAcknowledgement,
} from '../../protocol/acknowledgement.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { sealEnvelope } from '../../protocol/envelope.ts';
import { newKey } from '../../protocol/keys.ts';
import { DAY, HOLD_FOR, MINUTE } from '../../protocol/limits.ts';
import { ackType } from '../../protocol/message-type.ts';
import { checkAcknowledgement } from '../../protocol/receiver-checks.ts';
import { verifyStatement } from '../../protocol/signature.ts';
import { formatTime } from '../../protocol/time.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import { answerWaits } from '../log/timeline.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import { nextIncoming, nextOutgoing } from '../log/transfer-state.ts';
import type { Mailboxes } from '../mailbox.ts';
import {
  type Clock,
  type Identity,
  type IdRegistry,
  isTemporary,
  type KeptRecord,
  type Leaf,
  type Published,
  type TransferStore,
} from '../ports.ts';
import { ownReadiness } from '../sending/readiness.ts';
import type { Judgement, Letter } from './kept-records.ts';
import type { Outbox } from './outbox.ts';

type Ports = {
  readonly identity: Identity;
  readonly registry: IdRegistry;
  readonly store: TransferStore;
  readonly log: TransferLog;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly clockCheck: ClockCheck;
  readonly mailboxes: Mailboxes;
};

/** Acknowledgements, both ways: protocol.md section 6. */
export class Acknowledger {
  readonly #ports: Ports;
  #cancelSealing: (() => void) | null = null;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Row 12 for a document that is saved. The record is in the state `confirming`. */
  received(record: IncomingRecord): void {
    this.#seal(record);
  }

  /** A signed failure. An outcome equal to the last one is told again only to a copy (rows 6 and 9). */
  refused(record: IncomingRecord, copy: boolean): void {
    if (!isTold(record)) return this.#seal(record);
    this.#ports.log.advance(record, 'acknowledged');
    if (copy) this.#ports.outbox.repeat(record.id);
  }

  /**
   * Signs what could not be signed when it was due: the clock was wrong, or no own certificate was
   * valid. Call it whenever one of them may have changed.
   */
  sealWaiting(): void {
    for (const record of this.#ports.log.unfinished()) {
      if (record.direction !== 'received' || isTold(record)) continue;
      if (record.state !== 'confirming' && record.state !== 'refusing') continue;
      try {
        this.#seal(record);
      } catch (error) {
        // One that cannot be sealed now must not hold up the others, nor whoever called.
        console.error(`acknowledging ${record.transferId} failed`, error);
        this.#sealLater();
      }
    }
  }

  #sealLater(): void {
    this.#cancelSealing ??= this.#ports.clock.after(MINUTE, () => {
      this.#cancelSealing = null;
      this.sealWaiting();
    });
  }

  /** Kafka has the acknowledgement of this record. */
  published(id: string, { brokerTime }: Published): void {
    const { log } = this.#ports;
    const record = log.incoming(id);
    if (!record) return;
    if (nextIncoming(record.state, 'acknowledged'))
      log.advance(record, 'acknowledged', {
        change: { publishedBrokerTime: brokerTime },
        keeping: 'loosely',
      });
  }

  /** protocol.md 6.3: anything that does not hold is quarantined and changes nothing. */
  async judge(kept: KeptRecord, letter: Letter): Promise<Judgement> {
    const { identity, mailboxes, registry, store, log, clockCheck } = this.#ports;
    const mailbox = mailboxes.at(kept.topic);
    if (!mailbox) return 'held';
    if (!mailbox.kids.includes(kept.kid)) return this.#quarantine(kept, 'unknown-key');
    const opened =
      letter.opened ?? (await identity.open(kept.kid, kept.messageType, 'acknowledgement', letter.body));
    const acknowledgement = opened && decodeAcknowledgement(opened.plain);
    if (!acknowledgement) return this.#quarantine(kept, 'unreadable');
    const record = store.sentByTransferId(acknowledgement.transferId);
    if (record?.direction !== 'sent' || !record.metadata || record.ownDestination !== mailbox.destination) {
      return this.#quarantine(kept, 'unknown-transfer');
    }
    const { messageType, brokerTime, readAt } = kept;
    const retention = mailbox.retention ?? defaultRetention;
    const context = { messageType, brokerTime, retention, sent: record.metadata };
    const why = checkAcknowledgement(acknowledgement, context);
    if (why) return this.#quarantine(kept, why);
    try {
      await registry.refresh();
    } catch (error) {
      if (isTemporary(error)) return 'unasked';
      throw error;
    }
    const verdict = registry.judge(record.recipient, acknowledgement.recipientCertificate, [brokerTime]);
    if (verdict.kind === 'cannot-be-judged')
      return clockCheck.serverNow() <= readAt + HOLD_FOR
        ? 'held'
        : this.#quarantine(kept, 'sender-unconfirmed');
    if (verdict.kind !== 'valid') return this.#quarantine(kept, 'certificate-invalid');
    const signature = Buffer.from(acknowledgement.signature, 'base64');
    if (!verifyStatement(verdict.leaf.publicKey, acknowledgementStatement(acknowledgement), signature)) {
      return this.#quarantine(kept, 'signature-mismatch');
    }
    const received = acknowledgement.status === 'received';
    const current = log.outgoing(record.id);
    if (!current) return this.#quarantine(kept, 'unknown-transfer');
    const event = received ? 'acknowledged-received' : 'acknowledged-failed';
    // States are monotonic: a replay, or a failure after received, changes nothing and notifies nobody.
    if (!nextOutgoing(current.state, event)) return this.#quarantine(kept, 'already-final');
    const reason = received ? null : (acknowledgement.reason as IncomingRecord['reason']);
    log.advance(current, event, {
      // Also where it was taken off the list while it waited: that is news.
      change: { reason, acknowledgement, brokerTime, finishedAt: null, removed: false },
    });
    return 'done';
  }

  /** Signs the outcome that the record names; while nothing may be signed it waits for `sealWaiting`. */
  #seal(record: IncomingRecord): void {
    const { identity, registry, clock, outbox, log } = this.#ports;
    const { metadata } = record;
    const own = this.#ownCertificate(record);
    if (!own) {
      if (!answerWaits(record)) log.put(log.noted(record, 'answer-waits'));
      return;
    }
    // The sender's newest valid certificate or, if none is valid now, the one that signed (protocol.md 6.2).
    const theirs = registry.newest(metadata.sender);
    const target =
      theirs.kind === 'valid' ? theirs.leaf : registry.find(metadata.sender, metadata.senderCertificate);
    if (!target) throw new Error('a verified transfer lost its certificate');
    const status = record.state === 'refusing' ? 'failed' : 'received';
    const reason = status === 'failed' ? (record.reason as Acknowledgement['reason']) : '';
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
    log.put({ ...log.noted(record, 'answer-signed'), acknowledgement }, () =>
      outbox.store(letter, record.id),
    );
    void outbox.pump();
  }

  /**
   * Null while nothing that is signed would be accepted: without a valid certificate (protocol.md 6.3),
   * or with a clock that is a day wrong or was just set.
   */
  #ownCertificate({ ownDestination }: IncomingRecord): Leaf | null {
    const { mailboxes, registry, clockCheck } = this.#ports;
    if (clockCheck.blocks) return null;
    const own = ownReadiness(mailboxes.of(ownDestination), registry);
    return own.ready ? own.leaf : null;
  }

  #quarantine({ topic, offset, messageType }: KeptRecord, why: string): Judgement {
    this.#ports.store.quarantine({ topic, offset, messageType, why, at: this.#ports.clock.now() });
    return 'done';
  }
}

/** The outcome that the record names was signed already. */
const isTold = ({ state, reason, acknowledgement }: IncomingRecord): boolean =>
  acknowledgement !== null &&
  (state === 'confirming' ? acknowledgement.status === 'received' : acknowledgement.reason === reason);

/** R where the inbox has not been read yet. */
export const defaultRetention = 14 * DAY;
