import type { TransferReason } from '../../../shared/transfer.ts';
import { MINUTE } from '../../protocol/limits.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import type { Outbox, Refusal } from '../letters/outbox.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import { nextOutgoing } from '../log/transfer-state.ts';
import {
  type Clock,
  type Identity,
  type IdRegistry,
  type Leaf,
  type Published,
  PublishRefused,
} from '../ports.ts';
import { ofValidity, whyNotValidNow } from './readiness.ts';
import { type Sealed, sealMetadata, signTransfer } from './sign-transfer.ts';

type Ports = {
  readonly registry: IdRegistry;
  readonly identity: Identity;
  readonly log: TransferLog;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly clockCheck: ClockCheck;
};

/** Something that sending needs is not as it must be. */
export class NotReady extends Error {
  readonly reason: TransferReason;
  constructor(reason: TransferReason) {
    super(reason);
    this.reason = reason;
  }
}
/** Nothing may be signed now. */
class ClockWrong extends Error {}

/** With a clock in doubt nobody can say what is valid now: it waits, and is judged when the clock is right. */
export const notReady = (reason: NotReady['reason'], { isInDoubt }: Pick<ClockCheck, 'isInDoubt'>): Error =>
  isInDoubt && ofValidity.has(reason) ? new ClockWrong() : new NotReady(reason);

/** It waits, and goes on when the clock is right. */
export const isOfClock = (error: unknown): boolean =>
  error instanceof ClockWrong || (error instanceof PublishRefused && error.why === 'clock-wrong');

/** The last leg of a document on its way out: `data-`, from its signature until Kafka has it. */
export class Dispatcher {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Signs, and stores `data-` in the outbox in one transaction with the state that says so.
   * @throws NotReady, ClockWrong
   */
  dispatch(record: OutgoingRecord, sealed: Sealed, own: Leaf, recipient: Leaf, key: Buffer): void {
    const { log, clock, clockCheck, identity, outbox, registry } = this.#ports;
    const now = clock.now();
    // First: by such a clock no certificate is valid or invalid.
    if (clockCheck.blocks) throw new ClockWrong();
    // A sender whose timestamp lies outside its certificate's validity refuses to send (protocol.md 7.2).
    if (now < own.notBefore || now > own.notAfter) throw notReady('own-certificate-invalid', clockCheck);
    const certificates = {
      ...{ sender: own.destination, senderCertificate: own.fingerprint },
      ...{ recipient: recipient.destination, recipientCertificate: recipient.fingerprint },
    };
    const why = whyNotValidNow(certificates, registry, now);
    if (why) throw notReady(why, clockCheck);
    const metadata = signTransfer(record, sealed, own, recipient, now, identity);
    const letter = sealMetadata(metadata, recipient, key);

    const { sealedBytes, documentSize } = sealed;
    log.advance(record, 'sealed', {
      change: { metadata, sealedBytes, documentSize, reason: null },
      also: () => outbox.store(letter, record.id),
    });
    void outbox.pump();
  }

  /**
   * Why `data-` may not go out any more, or null. It may have waited for days: a certificate that was
   * revoked meanwhile, on either side, ends it.
   * @throws ConnectionLost, TopicUnavailable, BusFault where nobody could be asked
   */
  async whyNot(id: string): Promise<TransferReason | null> {
    const { registry, log, clock, clockCheck } = this.#ports;
    const record = log.outgoing(id);
    if (!record?.metadata || clock.now() - record.updatedAt < MINUTE) return null;
    await registry.refresh();
    // With a wrong clock nobody can say what is valid now, and it was valid when it was signed.
    return clockCheck.isInDoubt ? null : whyNotValidNow(record.metadata, registry, clock.now());
  }

  /** `data-` goes to nobody any more. */
  ended(id: string, why: TransferReason): void {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (record?.state === 'dispatching') failTransfer(log, record, why, 'dispatched');
  }

  /** Kafka has `data-`. */
  dispatched(id: string, { brokerTime, offset }: Published): void {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (!record || !nextOutgoing(record.state, 'dispatched')) return;
    log.advance(record, 'dispatched', {
      values: { serverTime: brokerTime, offset },
      change: { publishedBrokerTime: brokerTime, reason: null },
      keeping: 'loosely',
    });
  }

  /**
   * Kafka refused `data-`. Where an earlier attempt ended without a word the recipient may have it:
   * then it has not failed, and is tried until Kafka says so.
   */
  refused(id: string, { why, mayBeTaken }: Refusal): void {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (record?.state !== 'dispatching') return;
    if (mayBeTaken) this.waits(id, reasonOf(why));
    else failTransfer(log, record, reasonOf(why), 'dispatched');
  }

  /** `data-` is tried again by itself; why it does not go out is told. */
  waits(id: string, reason: TransferReason): void {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (record?.state === 'dispatching' && record.reason !== reason) log.put({ ...record, reason });
  }
}

export function failTransfer(
  log: TransferLog,
  record: OutgoingRecord,
  reason: TransferReason,
  step: 'encrypted' | 'pieces-sent' | 'dispatched',
): void {
  log.advance(record, 'fail', { values: { step }, change: { reason } });
}

export const reasonOf = (why: PublishRefused['why']): TransferReason =>
  (
    ({
      'not-allowed': 'not-allowed',
      'no-inbox': 'recipient-not-ready',
      'server-limit': 'server-limit',
      'clock-wrong': 'clock-wrong',
    }) as const
  )[why];
