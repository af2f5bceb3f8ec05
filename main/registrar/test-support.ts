import type { KeyObject } from 'node:crypto';
import type { ITopicConfig } from 'kafkajs';
import { testKeychain } from '../keys/test-support.ts';
import { REGISTRY_TOPIC } from '../protocol/destination.ts';
import { TopicIdRegistry } from '../registry/id-registry.ts';
import type { CachedRecord, Clock, InboundRecord } from '../transfers/ports.ts';
import { Authority } from './authority.ts';
import { newKey } from './certificates.ts';
import { Registrar } from './registrar.ts';
import type { RegistrarBus } from './registrar-ports.ts';

type Handle = (records: readonly InboundRecord[]) => Promise<void>;

/** A clock that a test moves; what was to happen later happens when it is asked for. */
export function testClock(start = Date.UTC(2026, 10, 26, 9)): Clock & { time: number } {
  const clock = {
    time: start,
    now: () => clock.time,
    elapsed: () => clock.time,
    after: () => () => {},
  };
  return clock;
}

/** Topics in memory, as Kafka keeps them: every record stays, and each follower reads all of them. */
export class MemoryTopics {
  readonly records = new Map<string, InboundRecord[]>();
  readonly made: string[] = [];
  /** What the next publishing ends in; null where it is taken. */
  failure: Error | null = null;
  readonly #followers: { readonly topic: string; readonly handle: Handle }[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly bus: RegistrarBus = {
    state: () => ({ kind: 'connected', lastContact: 0, trouble: null }),
    publishPlain: async (topic, key, value) => {
      if (this.failure) throw this.failure;
      const all = this.records.get(topic) ?? [];
      this.records.set(topic, all);
      const record = {
        ...{ topic, value, offset: String(all.length), brokerTime: this.#clock.now() },
        ...{ key: Buffer.from(key), headers: [] },
      };
      all.push(record);
      for (const one of this.#followers) if (one.topic === topic) await one.handle([record]);
    },
    followFromStart: async (topic, _name, handle) => {
      this.#followers.push({ topic, handle });
      const all = this.records.get(topic) ?? [];
      if (all.length > 0) await handle(all);
    },
    endOf: async (topic) => BigInt(this.records.get(topic)?.length ?? 0),
    ensure: async ({ topic }: ITopicConfig) => void this.made.push(topic),
  };

  /** A reader of the registry who pinned this root. */
  async reader(root: Buffer, organisation = 'acme', changed = (): void => {}): Promise<TopicIdRegistry> {
    const kept: CachedRecord[] = [];
    const store = { all: () => kept, add: () => {}, remove: () => {} };
    const registry = new TopicIdRegistry(
      this.bus,
      store,
      new Map([[organisation, root]]),
      this.#clock,
      changed,
    );
    await registry.follow();
    return registry;
  }

  keysIn(topic = REGISTRY_TOPIC): readonly string[] {
    return (this.records.get(topic) ?? []).map(({ key }) => String(key));
  }
}

/** A registrar at work on topics in memory. */
export async function registrarOn(topics: MemoryTopics, authority: Authority, clock: Clock) {
  const registry = await topics.reader(authority.root);
  const registrar = new Registrar({
    ...{ authority, bus: topics.bus, registry, clock },
    mayApprove: () => false,
    changed: () => {},
  });
  await registrar.start();
  await registrar.tend();
  return { registrar, registry };
}

/** Making RSA keys takes long: offices of tests share a few, each with another root beside its own issuing key. */
const keys = Array.from({ length: 4 }, () => newKey());
let taken = 0;
export const sharedKey = (): Promise<KeyObject> => keys[taken++ % keys.length] as Promise<KeyObject>;

export async function someOffice(dir: string, start?: number) {
  const clock = testClock(start);
  const topics = new MemoryTopics(clock);
  const keychain = testKeychain();
  const authority = await Authority.found(dir, 'acme', keychain, clock, sharedKey);
  return { clock, topics, keychain, authority, ...(await registrarOn(topics, authority, clock)) };
}
