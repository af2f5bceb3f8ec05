import { subkey } from '../../protocol/keys.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { TransferStore } from '../ports.ts';
import { Reception } from './reception.ts';
import type { ReceptionPorts } from './reception-ports.ts';
import { giveUp, hopeAfter } from './refusal.ts';
import { Saver } from './save-document.ts';

type Ports = Omit<ReceptionPorts, 'saver'> & { readonly store: TransferStore };

/** The verified documents that are on their way into the folder: rows 7 to 12 of protocol.md section 8. */
export class Receptions {
  readonly #ports: ReceptionPorts & Ports;
  readonly #all = new Map<string, Reception>();

  constructor(ports: Ports) {
    this.#ports = { ...ports, saver: new Saver(ports) };
  }

  /** A document was verified. @param key K, of which only the shards' subkey is held on to */
  start(record: IncomingRecord, key: Buffer): void {
    // The kept record leads here again.
    this.#ports.log.put(record, undefined, 'loosely');
    this.#take(record, key, false).begin();
  }

  /** After a restart, from the state that the journal names. */
  resume(record: IncomingRecord, key: Buffer): void {
    // Kafka hands a record over again where its offset was not committed.
    if (!this.#all.has(record.id)) this.#take(record, key, false).resume();
  }

  /** A copy came of what failed. @param record as it stands from now on */
  judgeAgain(record: IncomingRecord, key: Buffer): void {
    const reception = this.#take(record, key, true);
    this.#ports.log.judgeAgain(record);
    reception.begin();
  }

  /** After a restart: what was refused is still waited for. False where nothing can come of that any more. */
  waitOn(record: IncomingRecord, key: Buffer): boolean {
    if (this.#all.has(record.id)) return true;
    const { log, clockCheck } = this.#ports;
    if (hopeAfter(record, record.reason, clockCheck) === 'refused') {
      giveUp(log, record);
      return false;
    }
    this.#take(record, key, false).waitOn();
    return true;
  }

  /** The folder for received documents can be used again. */
  roomMayHaveCome(): void {
    for (const reception of this.#all.values()) reception.roomMayHaveCome();
  }

  /** Shards of this transfer are durable. */
  shardsArrived(transferId: string): void {
    for (const reception of this.#all.values())
      if (reception.transferId === transferId) reception.shardsArrived();
  }

  isWorkingOn(transferId: string): boolean {
    return [...this.#all.values()].some((reception) => reception.transferId === transferId);
  }

  /** Nothing of it happens by itself any more; resolves once what is under way has ended. */
  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map((reception) => reception.stop()));
  }

  #take(record: IncomingRecord, key: Buffer, isCopy: boolean): Reception {
    const { id, transferId, metadata } = record;
    const before = this.#all.get(id);
    void before?.stop();
    this.#ports.shards.protect(transferId, metadata.shardCount, metadata.documentSize);
    const isOpened = before?.isOpened ?? false;
    const start = { id, transferId, shardsKey: subkey(key, 'shards'), isCopy, isOpened };
    const reception = new Reception(this.#ports, start, (ended) => this.#drop(ended));
    this.#all.set(id, reception);
    return reception;
  }

  #drop(record: IncomingRecord): void {
    const { shards, store } = this.#ports;
    this.#all.delete(record.id);
    store.releaseRecord(record);
    const left = [shards.discard(record.id)];
    if (!this.isWorkingOn(record.transferId)) left.push(shards.remove(record.transferId));
    // What stays behind goes at the next start, or with the spool's own age limit.
    Promise.all(left).catch((error: unknown) => console.error('clearing the spool failed', error));
  }
}
