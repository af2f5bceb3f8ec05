import type { Obstacle } from '../../../shared/obstacle.ts';
import type { Acknowledger } from '../letters/acknowledge.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import { type DocumentStore, NotSaved } from '../ports.ts';

type Ports = {
  readonly documents: DocumentStore;
  readonly log: TransferLog;
  readonly acknowledger: Acknowledger;
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

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The final name is journaled before the move. */
  async save(assembled: IncomingRecord, temporaryPath: string): Promise<SaveOutcome> {
    const { documents } = this.#ports;
    try {
      const { path } = await documents.reserve(assembled.metadata.documentName);
      const saving = this.#named(assembled, path);
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
