import type { Obstacle } from '../../../shared/obstacle.ts';
import type { Acknowledger } from '../letters/acknowledge.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import { nextIncoming } from '../log/transfer-state.ts';
import { type DocumentStore, NotSaved, type TransferStore } from '../ports.ts';

type Ports = {
  readonly documents: DocumentStore;
  readonly log: TransferLog;
  readonly acknowledger: Acknowledger;
  readonly store: Pick<TransferStore, 'readsAgainUntil' | 'savedPaths'>;
};

export type SaveOutcome =
  | { readonly kind: 'saved' }
  /** Another file took the name meanwhile, or the opened document is not there any more. */
  | { readonly kind: 'again'; readonly isGone: boolean }
  /** A local fault, which is said to the person here. */
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle };

/** Row 11 of protocol.md section 8, and the step to row 12. */
export class Saver {
  readonly #ports: Ports;
  /** Paths of received documents, each with the row that has it; read once something is looked for. */
  #owners: Map<string, string> | null = null;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * The journal had lost what it knew of this inbox, and the document may stand in the folder from before: then it
   * is not saved a second time, and is no news. Where the folder cannot be looked at, row 8 says why.
   * @returns whether it is journaled as saved
   */
  found(record: IncomingRecord): Promise<boolean> {
    if (BigInt(record.offset) >= this.#ports.store.readsAgainUntil(record.topic))
      return Promise.resolve(false);
    // One after the other: two documents that are alike have a file each.
    const looked = this.#looking.then(() => this.#find(record));
    this.#looking = looked.catch(() => {});
    return looked;
  }

  async #find({ id, metadata }: IncomingRecord): Promise<boolean> {
    const { documents, log, acknowledger, store } = this.#ports;
    this.#owners ??= new Map(store.savedPaths());
    const owners = this.#owners;
    const isFree = (path: string): boolean => (owners.get(path) ?? id) === id;
    const { documentName: name, documentSize: size, documentHash: sha256 } = metadata;
    const path = await documents.findSame({ name, size, sha256 }, isFree).catch((error: unknown) => {
      console.error('looking for a document from before failed', error);
      return null;
    });
    if (path === null) return false;
    // Its first saving may have been cut off.
    await documents.settle(path);
    const record = log.incoming(id);
    if (!record || !nextIncoming(record.state, 'found')) return false;
    owners.set(path, id);
    const found = log.happened(record, 'found', { file: path });
    acknowledger.received({ ...found, unread: false, removed: false, reason: null, path });
    return true;
  }

  /** The final name is journaled before the move. */
  async save(assembled: IncomingRecord, temporaryPath: string): Promise<SaveOutcome> {
    const { documents } = this.#ports;
    try {
      const { path } = await documents.reserve(assembled.metadata.documentName);
      const saving = this.#named(assembled, path);
      this.#owners?.set(path, assembled.id);
      this.#saved(saving, await documents.keep(temporaryPath, path));
      return { kind: 'saved' };
    } catch (error) {
      return whyNot(error);
    }
  }

  /**
   * The final name was journaled before a crash or a fault: is the file there ours? Then it is made durable
   * before anything is said of it: nobody knows how far that had come. Where its drive is away, that is still
   * to be seen. Where it is not ours, the document is to be assembled again.
   */
  async finish(record: IncomingRecord): Promise<SaveOutcome> {
    const { documents, log } = this.#ports;
    if (record.path && (await documents.holds(record.path, record.metadata.documentHash))) {
      try {
        await documents.settle(record.path);
      } catch (error) {
        return whyNot(error);
      }
      this.#saved(record, record.path);
      return { kind: 'saved' };
    }
    const cause = await documents.obstacle(0, null);
    if (cause) return { kind: 'obstacle', obstacle: { place: 'received-folder', cause } };
    log.advance(record, 'judge-again', { change: { path: null } });
    return { kind: 'again', isGone: false };
  }

  /** Journals the final name. A name that is not journaled is free for the next attempt. */
  #named(record: IncomingRecord, path: string): IncomingRecord {
    const { documents, log } = this.#ports;
    try {
      return log.advance(record, 'opened', { change: { path } });
    } catch (error) {
      documents.release(path);
      throw error;
    }
  }

  #saved(record: IncomingRecord, path: string): void {
    const { log, acknowledger } = this.#ports;
    const saved = log.happened(record, 'saved', { file: path });
    // Also where it was incomplete before, and read, and taken off the list: now it is here.
    acknowledger.received({ ...saved, unread: true, removed: false, reason: null, path });
  }
}

/** What a fault of saving asks for. @throws any other error */
function whyNot(error: unknown): SaveOutcome {
  if (!(error instanceof NotSaved)) throw error;
  console.error('saving a document failed', error);
  if (error.why === 'document-gone') return { kind: 'again', isGone: true };
  if (error.why === 'clash') return { kind: 'again', isGone: false };
  return { kind: 'obstacle', obstacle: { place: 'received-folder', cause: error.why } };
}
