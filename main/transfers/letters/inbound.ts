import { classifyRecord } from '../../protocol/message-type.ts';
import { recordDigest } from '../../protocol/record-digest.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import type { Mailboxes } from '../mailbox.ts';
import type {
  Clock,
  Identity,
  InboundRecord,
  KeptRecord,
  OpenedEnvelope,
  ShardStore,
  TransferStore,
} from '../ports.ts';

type Listeners = {
  /** A `data-` or `ack-` record is journaled: judge it. Reading goes on when it resolves. */
  readonly kept: (record: KeptRecord, opened: OpenedEnvelope | null) => Promise<void>;
  /** Shards of these transfers are durable. */
  readonly shards: (transferIds: ReadonlySet<string>) => void;
};
type Ports = {
  readonly store: TransferStore;
  readonly shards: ShardStore;
  readonly identity: Identity;
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
  readonly clockCheck: Pick<ClockCheck, 'serverNow'>;
  /** Nothing is missing of this transfer: a copy of its shards would only take room. */
  readonly isReceived: (transferId: string) => boolean;
};

type Letter = { readonly record: KeptRecord; readonly opened: OpenedEnvelope | null };
type Unnamed = Omit<KeptRecord, 'digest' | 'body'> & { readonly body: Buffer };
type Opened = OpenedEnvelope | null | 'unknown-key' | 'unreadable';
type Sorted = {
  readonly shards: { transferId: string; n: number; body: Buffer }[];
  readonly letters: Letter[];
  readonly quarantined: { record: InboundRecord; why: string }[];
};

/**
 * What comes from the own inbox, in order: routed by its headers alone (protocol.md section 2),
 * durable when `accept` resolves, so that the offset may be committed.
 */
export class Inbound {
  readonly #ports: Ports;
  readonly #listeners: Listeners;

  constructor(ports: Ports, listeners: Listeners) {
    this.#ports = ports;
    this.#listeners = listeners;
  }

  async accept(records: readonly InboundRecord[]): Promise<void> {
    const { store, isReceived } = this.#ports;
    const { shards, letters, quarantined } = await this.#sort(records);
    // What does not open needs no place in the journal but its note: one transaction for all of it.
    const kept = store.loosely(() => {
      for (const { record, why } of quarantined) this.#quarantine(record, why);
      return store.keepRecords(letters.map(({ record }) => record));
    });
    const wanted = new Set(shards.map(({ transferId }) => transferId));
    for (const transferId of wanted) if (isReceived(transferId)) wanted.delete(transferId);
    await this.#cache(shards.filter(({ transferId }) => wanted.has(transferId)));
    if (wanted.size > 0) this.#listeners.shards(wanted);
    for (const [i, one] of kept.entries()) await this.#listeners.kept(one, letters[i]?.opened ?? null);
    // What judging made durable took the rest along; where it did not, the offset waits for the disk.
    if (letters.length > 0 || quarantined.length > 0) await store.settle();
    const last = records.at(-1);
    if (last) store.keepPosition(last.topic, { next: BigInt(last.offset) + 1n, brokerTime: last.brokerTime });
  }

  async #sort(records: readonly InboundRecord[]): Promise<Sorted> {
    const sorted: Sorted = { shards: [], letters: [], quarantined: [] };
    const letters: { record: InboundRecord; kept: Unnamed; opened: Promise<Opened> }[] = [];
    for (const record of records) {
      const kind = classifyRecord(record);
      const body = record.value;
      if (kind.kind === 'ignored') continue;
      if (kind.kind === 'quarantine' || !body) {
        sorted.quarantined.push({ record, why: kind.kind === 'quarantine' ? kind.why : 'null body' });
      } else if (kind.kind === 'shard') {
        sorted.shards.push({ transferId: kind.transferId, n: kind.n, body });
      } else {
        const { kind: type, messageType, kid } = kind;
        const { topic, offset, brokerTime } = record;
        const readAt = this.#ports.clockCheck.serverNow();
        const kept = { topic, offset, brokerTime, readAt, messageType, kid, body };
        letters.push({ record, kept, opened: this.#open(type, kept) });
      }
    }
    // Opened side by side, and taken in order.
    for (const { record, kept, opened } of letters) {
      const outcome = await opened;
      if (typeof outcome === 'string') sorted.quarantined.push({ record, why: outcome });
      else {
        const digest = recordDigest(kept.messageType, kept.kid, kept.body);
        sorted.letters.push({ record: { ...kept, digest }, opened: outcome });
      }
    }
    return sorted;
  }

  /**
   * Rows 1 and 2 of protocol.md section 8, as far as they need nothing but the key: whoever knows an
   * address can write any number of letters that do not open. Null while the keychain is locked.
   */
  async #open(kind: 'data' | 'ack', { topic, messageType, kid, body }: Unnamed): Promise<Opened> {
    const { identity, mailboxes } = this.#ports;
    const mailbox = mailboxes.at(topic);
    if (!mailbox) return null;
    if (!mailbox.kids.includes(kid)) return 'unknown-key';
    const use = kind === 'data' ? 'metadata' : 'acknowledgement';
    return (await identity.open(kid, messageType, use, body)) ?? 'unreadable';
  }

  /** The spool is a cache: what it does not take is sought in the topic, and stops nothing else. */
  async #cache(shards: Parameters<ShardStore['append']>[0]): Promise<void> {
    try {
      await this.#ports.shards.append(shards);
    } catch (error) {
      console.error('keeping shards failed', error);
    }
  }

  #quarantine({ topic, offset, key }: InboundRecord, why: string): void {
    const messageType = key ? key.subarray(0, 64).toString('latin1') : null;
    this.#ports.store.quarantine({ topic, offset, messageType, why, at: this.#ports.clock.now() });
  }
}
