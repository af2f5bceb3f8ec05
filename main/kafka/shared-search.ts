import type { InboundRecord, MessageBus } from '../transfers/ports.ts';
import { translate } from './kafka-failures.ts';

type Keys = Parameters<MessageBus['seek']>[1];
type Found = (record: InboundRecord) => Promise<void>;
type Asked = {
  readonly keys: Keys;
  readonly found: Found;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/** Each record is held against the keys of all that share a reading. */
const mostAtOnce = 64;

/**
 * Readings of topics from their start to their end, one at a time for each topic. Whoever writes to an inbox
 * decides how many transfers have holes, and each reading is a consumer, a group and the whole topic once
 * more: whoever asks while one goes on shares the next.
 */
export class SharedSearches {
  readonly #read: (topic: string, keys: Keys, found: Found) => Promise<void>;
  /** Who waits for the next reading, by topic; none where nothing is read. */
  readonly #waiting = new Map<string, Asked[]>();

  /** @param read reads a topic to the end that it has by then */
  constructor(read: (topic: string, keys: Keys, found: Found) => Promise<void>) {
    this.#read = read;
  }

  /** @throws what reading throws; what `found` throws ends this search alone */
  seek(topic: string, keys: Keys, found: Found): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = { keys, found, resolve, reject };
      const waiting = this.#waiting.get(topic);
      if (waiting) {
        waiting.push(asked);
        return;
      }
      const first = [asked];
      this.#waiting.set(topic, first);
      void this.#readAll(topic, first);
    });
  }

  async #readAll(topic: string, waiting: Asked[]): Promise<void> {
    while (waiting.length > 0) await this.#readFor(topic, waiting.splice(0, mostAtOnce));
    this.#waiting.delete(topic);
  }

  /** Never rejects. */
  async #readFor(topic: string, asked: readonly Asked[]): Promise<void> {
    const open = new Set(asked);
    const has = (key: string): boolean => {
      for (const { keys } of open) if (keys.has(key)) return true;
      return false;
    };
    const found = async (record: InboundRecord): Promise<void> => {
      const key = record.key?.toString('latin1') ?? '';
      for (const one of open) {
        if (!one.keys.has(key)) continue;
        try {
          await one.found(record);
        } catch (error) {
          open.delete(one);
          one.reject(translate(error));
          // Nobody asks any more.
          if (open.size === 0) throw error;
        }
      }
    };
    try {
      await this.#read(topic, { has }, found);
      for (const { resolve } of open) resolve();
    } catch (error) {
      for (const { reject } of open) reject(error);
    }
  }
}
