import { isOfJournalDrive } from '../../../shared/file-cause.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import { type Clock, isTemporary, TopicUnavailable } from '../ports.ts';

/** Milliseconds; twice as long after each attempt. */
const firstPause = 5_000;
const longestPause = 60_000;
/** Each holds a thread and the memory of its pieces; a further one starts anew later. */
const mostWaiting = 4;

/** Kafka, or the drive of the journal, may take it later. */
export const passesByItself = (error: unknown): boolean => isTemporary(error) || isOfJournalDrive(error);

/** An attempt that failed may go out yet, while another is taken: then what it reads is not used again. */
export const keeping =
  (attempt: () => Promise<void>, keep: () => void): (() => Promise<void>) =>
  () =>
    attempt().catch((error: unknown) => {
      keep();
      throw error;
    });

type Ports = { readonly log: TransferLog; readonly clock: Clock };

/**
 * Lets a document that is half sent wait where it stands: while the app lives its key is in memory, so
 * the same transfer goes on with the piece that was not taken (docs/decisions/0019-a-transfer-goes-on.md).
 */
export class CarryOn {
  readonly #ports: Ports;
  readonly #began: () => void;
  /** How many calls of a document wait, by the id of its row. */
  readonly #waiting = new Map<string, number>();
  readonly #wakes = new Set<() => void>();

  /** @param began a document waits that did not before: another may go meanwhile */
  constructor(ports: Ports, began: () => void) {
    this.#ports = ports;
    this.#began = began;
  }

  /** How many documents wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** There is a connection: nobody waits any longer. */
  connected(): void {
    for (const wake of [...this.#wakes]) wake();
  }

  /**
   * Does `work` again until Kafka, or the drive of the journal, takes it.
   * @throws what `work` throws that does not pass, and what `signal` was aborted with
   */
  async through<T>(id: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    let isWaiting = false;
    try {
      for (let attempts = 0; ; attempts++) {
        try {
          const value = await work();
          if (isWaiting) this.#tell(id, null);
          return value;
        } catch (error) {
          signal.throwIfAborted();
          if (!passesByItself(error) || !(isWaiting || this.#begin(id))) throw error;
          isWaiting = true;
          this.#tell(id, error instanceof TopicUnavailable ? 'server-unavailable' : null);
          await this.#pause(Math.min(longestPause, firstPause * 2 ** attempts), signal);
        }
      }
    } finally {
      if (isWaiting) this.#end(id);
    }
  }

  #begin(id: string): boolean {
    const calls = this.#waiting.get(id) ?? 0;
    if (calls === 0 && this.#waiting.size >= mostWaiting) return false;
    this.#waiting.set(id, calls + 1);
    if (calls === 0) this.#began();
    return true;
  }

  #end(id: string): void {
    const calls = (this.#waiting.get(id) ?? 0) - 1;
    if (calls > 0) this.#waiting.set(id, calls);
    else this.#waiting.delete(id);
  }

  /** What it waits for, where the connection does not say it already. */
  #tell(id: string, reason: 'server-unavailable' | null): void {
    const { log } = this.#ports;
    const record = log.outgoing(id);
    if (record?.state !== 'sealing' || record.reason === reason) return;
    try {
      log.put({ ...record, reason }, undefined, 'loosely');
    } catch (error) {
      // The document waits all the same; a full disk must not end it for the sake of a word.
      console.error('journaling what a document waits for failed', error);
    }
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (): void => {
        cancel();
        this.#wakes.delete(over);
        signal.removeEventListener('abort', over);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const cancel = this.#ports.clock.after(milliseconds, over);
      this.#wakes.add(over);
      signal.addEventListener('abort', over);
    });
  }
}
