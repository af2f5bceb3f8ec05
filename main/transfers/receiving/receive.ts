import { createHash, randomUUID } from 'node:crypto';
import type { TransferReason } from '../../../shared/transfer.ts';
import { HOLD_FOR, MINUTE } from '../../protocol/limits.ts';
import { checkMetadataRecord } from '../../protocol/receiver-checks.ts';
import { verifyStatement } from '../../protocol/signature.ts';
import { parseTime } from '../../protocol/time.ts';
import {
  decodeMetadata,
  type TransferMetadata,
  transferStatement,
} from '../../protocol/transfer-metadata.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import type { Judgement, Letter } from '../letters/kept-records.ts';
import type { Outbox } from '../letters/outbox.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { Mailboxes } from '../mailbox.ts';
import {
  type Clock,
  type Identity,
  type IdRegistry,
  isTemporary,
  type KeptRecord,
  type Leaf,
  type TransferStore,
} from '../ports.ts';
import type { Receptions } from './receptions.ts';
import { Strangers } from './strangers.ts';

const repeatAfter = 10 * MINUTE;
type Ports = {
  readonly identity: Identity;
  readonly mailboxes: Mailboxes;
  readonly registry: IdRegistry;
  readonly store: TransferStore;
  readonly log: TransferLog;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly clockCheck: ClockCheck;
  readonly receptions: Receptions;
};

/** Rows 1 to 6 of protocol.md section 8: until row 5 has passed, nothing is sent to anybody. */
export class Receiver {
  readonly #ports: Ports;
  readonly #strangers: Strangers;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#strangers = new Strangers(ports.log, ports.clock);
  }

  async judge(kept: KeptRecord, letter: Letter): Promise<Judgement> {
    const { identity, mailboxes, log, clockCheck } = this.#ports;
    const mailbox = mailboxes.at(kept.topic);
    // Row 1. Without a usable keychain nothing can be said yet.
    if (!mailbox) return 'held';
    const own = mailbox.destination;
    if (!mailbox.kids.includes(kept.kid)) return this.#quarantine(kept, 'unknown-key');
    // Row 2.
    const opened =
      letter.opened ?? (await identity.open(kept.kid, kept.messageType, 'metadata', letter.body));
    const metadata = opened && decodeMetadata(opened.plain);
    if (!opened || !metadata) return this.#quarantine(kept, 'unreadable');
    // Row 3.
    const target = await this.#findOwn(own, metadata.recipientCertificate);
    if (target === 'unasked') return 'unasked';
    const why = checkMetadataRecord(metadata, {
      messageType: kept.messageType,
      inbox: own,
      keyOfRecipientCertificate: target?.kid ?? null,
      kid: kept.kid,
    });
    if (why) return this.#quarantine(kept, why);

    const rows = this.#rowsOf(metadata);
    const earlier = rows.find((row) => isAt(row, kept));
    if (earlier && earlier.state !== 'held') return this.#copyOrResume(earlier, kept, opened.key);
    const record = earlier ?? this.#newRecord(kept, metadata, own);
    const twins = rows.filter(({ statementHash }) => statementHash === record.statementHash);
    const held = twins.find(({ state }) => state === 'held');
    // Row 4.
    const sender = await this.#judgeSender(kept, metadata);
    const isTooLate = clockCheck.serverNow() > kept.readAt + HOLD_FOR;
    if (sender === 'unasked' || (sender === 'cannot-be-judged' && !isTooLate)) {
      if (!held && !twins.some(({ verified }) => verified) && this.#strangers.hasRoom()) log.put(record);
      return sender === 'unasked' ? 'unasked' : 'held';
    }
    if (sender === 'cannot-be-judged') return this.#refuseSilently(record, 'sender-unconfirmed', kept);
    if (sender === 'invalid') return this.#refuseSilently(record, 'certificate-invalid', kept);
    // Row 5.
    const signature = Buffer.from(metadata.signature, 'base64');
    if (!verifyStatement(sender.publicKey, transferStatement(metadata), signature)) {
      return this.#refuseSilently(record, 'signature-mismatch', kept);
    }
    // Row 6.
    const others = this.#verifiedOf(metadata);
    if (others.some((other) => other.statementHash !== record.statementHash)) {
      return this.#quarantine(kept, 'conflicting-statement');
    }
    const copyOf = others.find((other) => other.id !== record.id);
    if (copyOf) return this.#copyOrResume(copyOf, kept, opened.key);
    this.#verified(held ? { ...record, id: held.id, createdAt: held.createdAt } : record, sender, opened.key);
    return 'in-work';
  }

  /** Its record is no longer in the topic, and was never judged to its end. */
  lost(kept: KeptRecord): void {
    this.#quarantine(kept, 'sender-unconfirmed');
  }

  #rowsOf(metadata: TransferMetadata): IncomingRecord[] {
    return this.#ports.store
      .bySenderAndTransferId(metadata.sender, metadata.transferId)
      .filter((one) => one.direction === 'received');
  }

  #verifiedOf(metadata: TransferMetadata): IncomingRecord[] {
    return this.#rowsOf(metadata).filter(({ verified }) => verified);
  }

  /** A certificate of a new key can be younger than what was read of the registry. */
  async #findOwn(own: string, fingerprint: string): Promise<Leaf | null | 'unasked'> {
    const { registry } = this.#ports;
    const known = registry.find(own, fingerprint);
    if (known) return known;
    try {
      await registry.readToEnd();
    } catch (error) {
      if (isTemporary(error)) return 'unasked';
      throw error;
    }
    return registry.find(own, fingerprint);
  }

  /** `unasked` without a connection: then nothing can be said, however old the record is. */
  async #judgeSender(
    kept: KeptRecord,
    metadata: TransferMetadata,
  ): Promise<Leaf | 'unasked' | 'cannot-be-judged' | 'invalid'> {
    if (!(await this.#isFresh())) return 'unasked';
    const signedAt = parseTime(metadata.timestamp) ?? Number.NaN;
    const times = [signedAt, kept.brokerTime];
    const verdict = this.#ports.registry.judge(metadata.sender, metadata.senderCertificate, times);
    return verdict.kind === 'valid' ? verdict.leaf : verdict.kind;
  }

  async #isFresh(): Promise<boolean> {
    try {
      await this.#ports.registry.refresh();
      return true;
    } catch (error) {
      if (isTemporary(error)) return false;
      throw error;
    }
  }

  /** Row 6, second half; after a restart the same record comes here too. */
  #copyOrResume(record: IncomingRecord, kept: KeptRecord, key: Buffer): Judgement {
    const { clock, outbox, store, receptions } = this.#ports;
    const isCopy = !isAt(record, kept);
    const now = clock.now();
    switch (record.state) {
      case 'confirming':
        return 'done';
      case 'received': {
        const published = store.outboxOf(record.id)?.publishedAt ?? null;
        if (isCopy && published !== null && now - published >= repeatAfter) outbox.repeat(record.id);
        return 'done';
      }
      case 'refusing':
      case 'refused': {
        if (isCopy) return this.#judgeCopy(record, kept, key);
        return receptions.waitOn(record, key) ? 'in-work' : 'done';
      }
      case 'quarantined':
        return 'done';
      default:
        if (!isCopy) receptions.resume(record, key);
        return isCopy ? 'done' : 'in-work';
    }
  }

  /** The row stands on the copy's record from now on: after a restart that one is judged again. */
  #judgeCopy(failed: IncomingRecord, kept: KeptRecord, key: Buffer): Judgement {
    const { clock, store, receptions } = this.#ports;
    if (clock.now() - failed.judgedAt < repeatAfter) return 'done';
    const { topic, offset, digest, brokerTime } = kept;
    receptions.judgeAgain({ ...failed, topic, offset, digest, brokerTime }, key);
    store.releaseRecord(failed);
    return 'in-work';
  }

  #newRecord(kept: KeptRecord, metadata: TransferMetadata, ownDestination: string): IncomingRecord {
    const { clock, log } = this.#ports;
    const now = clock.now();
    return {
      // The row that its shards had so far, where no other transfer took it.
      id: log.get(metadata.transferId) ? randomUUID() : metadata.transferId,
      transferId: metadata.transferId,
      direction: 'received',
      state: 'held',
      ownDestination,
      peerLabel: null,
      reason: null,
      events: [{ event: 'hold', at: now }],
      createdAt: kept.brokerTime,
      updatedAt: now,
      finishedAt: null,
      unread: true,
      removed: false,
      metadata,
      acknowledgement: null,
      brokerTime: kept.brokerTime,
      statementHash: createHash('sha256').update(transferStatement(metadata)).digest('hex'),
      verified: false,
      topic: kept.topic,
      offset: kept.offset,
      digest: kept.digest,
      judgedAt: now,
      path: null,
      sealedBytes: 0,
    };
  }

  #verified(record: IncomingRecord, sender: Leaf, key: Buffer): void {
    const { log, receptions } = this.#ports;
    const proof = { issuer: sender.issuer, serverTime: record.brokerTime };
    const verified = log.happened(record, 'verified', proof);
    receptions.start({ ...verified, verified: true, peerLabel: sender.label }, key);
  }

  /** Nothing is answered, so a stranger learns nothing; the person here is told what was claimed. */
  #refuseSilently(record: IncomingRecord, reason: TransferReason, kept: KeptRecord): Judgement {
    const { log } = this.#ports;
    // However many copies of it come, the person is told once.
    const isTold = this.#rowsOf(record.metadata)
      .filter(({ id, statementHash }) => id !== record.id && statementHash === record.statementHash)
      .some(({ verified, state, reason: told }) => verified || (state === 'quarantined' && told === reason));
    if (isTold || !(log.get(record.id) || this.#strangers.hasRoom())) return this.#quarantine(kept, reason);
    const change = { reason, verified: false };
    log.advance(record, 'quarantine', { change, also: () => this.#note(kept, reason) });
    return 'done';
  }

  #quarantine(kept: KeptRecord, why: TransferReason): Judgement {
    const { log } = this.#ports;
    const held = log.heldAt(kept);
    if (!held) this.#note(kept, why);
    else log.advance(held, 'quarantine', { change: { reason: why }, also: () => this.#note(kept, why) });
    return 'done';
  }

  #note({ topic, offset, messageType }: KeptRecord, why: string): void {
    this.#ports.store.quarantine({ topic, offset, messageType, why, at: this.#ports.clock.now() });
  }
}

/** A row of an earlier version says only where its record stood. */
const isAt = (row: IncomingRecord, { topic, offset, digest }: KeptRecord): boolean =>
  row.topic === topic && row.offset === offset && (row.digest ?? digest) === digest;
