import { randomUUID } from 'node:crypto';
import type { Admin, ITopicConfig, Kafka, KafkaConfig, Message } from 'kafkajs';
import type { ConnectionState, ConnectionTrouble } from '../../shared/connection.ts';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { pause } from '../clock/waits.ts';
import { inboxTopic, REGISTRY_TOPIC } from '../protocol/destination.ts';
import {
  type Clock,
  ConnectionLost,
  type InboxReading,
  type InboxStanding,
  isTemporary,
  type MessageBus,
  type Observation,
  type OutboundRecord,
  type Published,
} from '../transfers/ports.ts';
import { ownGroups } from './acls.ts';
import { Connection } from './connection.ts';
import { guessFrom, TopicMissing, whyOffline } from './diagnose.ts';
import { Follower, type FollowPlan, type Handle } from './follower.ts';
import { orUnreadable, type Span, spanOf, standingOf } from './inbox-standing.ts';
import { kafkaConfigOf } from './kafka-config.ts';
import { translate } from './kafka-failures.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { publishLetter } from './letter-attempts.ts';
import { isSecretMissing } from './line/way.ts';
import { messageOf } from './outbound-message.ts';
import { receivingTrouble } from './receiving-trouble.ts';
import { unlessAccountRefused } from './refused-account.ts';
import { readUpTo } from './seek.ts';
import { type NewClient, Session } from './session.ts';
import { SharedSearches } from './shared-search.ts';
import { beginReading } from './start-of-reading.ts';
import { TopicCare } from './topic-care.ts';
import { ensureTopic, partitionsOf } from './topics.ts';

const answerWithin = 30_000;
/**
 * So many milliseconds after an answer nobody has to ask whether Kafka is there: on a line that is full
 * of shards the question itself would be answered late.
 */
const contactLasts = 6_000;
/** One failed producer is replaced without a word; with the second one something is wrong. */
const failuresToSay = 2;

/** The message bus over kafkajs: the only implementation of the transport today. */
export class KafkaBus implements MessageBus {
  readonly #newClient: NewClient;
  readonly #connection: Connection;
  readonly #followers: Follower[] = [];
  readonly #retention = new Map<string, number>();
  /** Whose inbox a topic is, of those that are followed. */
  readonly #owners = new Map<string, string>();
  readonly #receiving = new Map<string, ConnectionTrouble>();
  readonly #searches = new SharedSearches(async (topic, keys, found) => {
    const { kafka, ended } = this.#live();
    const { low, high } = await this.#span(topic);
    ended.throwIfAborted();
    if (low >= high) return;
    // Under the owner's own groups: no other right is needed to read the inbox once more.
    const groupId = `${ownGroups(this.#owners.get(topic) ?? 'nobody')}seek.${randomUUID()}`;
    await readUpTo(kafka, { topic, groupId, end: high, keys, found }, ended, this.#clock);
  });
  readonly #told: (observation: Observation) => void;
  readonly #clock: Clock;
  readonly #care: TopicCare;
  /** Why a topic without which there is no connection is not read any more, where Kafka refuses it. */
  #unread: unknown = null;
  #opening: Session | null = null;
  /** When a call was answered last; 0 where one failed since. */
  #lastAnswer = 0;
  /** Set while all clients are connected. */
  #session: Session | null = null;

  constructor(
    access: ServerAccess,
    secrets: ServerSecrets,
    clientId: string,
    changed: (state: ConnectionState) => void,
    told: (observation: Observation) => void,
    clock: Clock,
    newClient = (config: KafkaConfig): Kafka => new (loadKafkaJs().Kafka)(config),
  ) {
    const config: KafkaConfig = {
      ...kafkaConfigOf(access, secrets, clientId, clock),
      connectionTimeout: 10_000,
      requestTimeout: 20_000,
      // Trying again is decided in one place (connection.ts); these only bridge a leader's move.
      retry: { retries: 4, initialRetryTime: 200, maxRetryTime: 2_000 },
    };
    this.#told = told;
    this.#clock = clock;
    this.#care = new TopicCare(clock);
    this.#newClient = (change) => newClient({ ...config, ...change?.(config) });
    this.#connection = new Connection(
      {
        open: () => this.#open(),
        probe: async () => {
          const { probe } = this.#live();
          if (this.#unread) throw this.#unread;
          if (this.#clock.now() - this.#lastAnswer > contactLasts)
            await probe.use(4_000, (one) => one.describeCluster());
        },
        close: () => this.#close(),
        guess: (error) => (isSecretMissing(access, secrets) ? 'secret-missing' : guessFrom(error)),
        explain: (error) => whyOffline(access, secrets, error, clock),
      },
      changed,
      clock,
    );
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  state(): ConnectionState {
    return this.#connection.state;
  }

  retryNow(): void {
    // What was answered before says nothing: the computer may have slept since.
    this.#lastAnswer = 0;
    this.#connection.retryNow();
  }

  /** R of an inbox, in milliseconds, once it was read; null before. */
  retentionOf(destination: string): number | null {
    return this.#retention.get(destination) ?? null;
  }

  /** Follows the own inbox; makes its topic where it is missing (protocol.md section 1). */
  async followInbox(
    destination: string,
    deviceId: string,
    handle: Handle,
    reading: InboxReading | null = null,
  ): Promise<void> {
    const topic = inboxTopic(destination);
    const prepare = async (admin: Admin): Promise<void> => {
      this.#retention.set(destination, await this.#care.inbox(admin, destination));
    };
    // One group for each device: two devices of one person both get everything.
    const groupId = (): string => `${ownGroups(destination)}${deviceId}`;
    this.#owners.set(topic, destination);
    const troubled = (error: unknown): void => this.#receivingTroubled(topic, error);
    const start = reading ? { start: beginReading(topic, reading) } : {};
    const plan = { topic, groupId, prepare, ...start, handle, troubled };
    await this.#follow({ ...plan, commit: true, needed: false });
  }

  /**
   * Follows a topic from its very start, without commits.
   * @param needed whether there is no connection without it
   */
  async followFromStart(topic: string, name: string, handle: Handle, needed = true): Promise<void> {
    const prepare = (admin: Admin): Promise<void> => this.#care.read(admin, topic);
    const groupId = (): string => `${name}.${randomUUID()}`;
    const troubled = (error: unknown): void => {
      const isRefused = !!error && !(error instanceof TopicMissing) && !isTemporary(translate(error));
      if (isRefused) console.error(`reading ${topic} stopped`, error);
      if (!needed) return;
      this.#unread = isRefused ? error : null;
      if (isRefused) this.#connection.suspect();
    };
    await this.#follow({ topic, groupId, commit: false, needed, prepare, handle, troubled });
  }

  async publishShard({ topic, ...record }: OutboundRecord): Promise<void> {
    await this.#asAccount(() => this.#try(({ shards }) => shards.send(topic, messageOf(record))));
  }

  async publish({ topic, ...record }: OutboundRecord): Promise<Published> {
    return this.#asAccount(() => this.#letter(topic, messageOf(record)));
  }

  /** Publishes a record that is no message: a request (protocol.md 7.4). */
  async publishPlain(topic: string, key: string, value: Buffer): Promise<Published> {
    return this.#letter(topic, { key, value });
  }

  async inboxExists(destination: string): Promise<boolean> {
    const topic = inboxTopic(destination);
    const isAlone = ({ admin }: Session) => admin.use(answerWithin, (one) => partitionsOf(one, topic));
    return this.#asAccount(() =>
      this.#try((session) => session.inboxes.isThere(topic, async () => (await isAlone(session)) === 1)),
    );
  }

  /** Makes a topic where it is missing. @throws ConnectionLost, PublishRefused, BusFault */
  async ensure(topic: ITopicConfig): Promise<void> {
    await this.#try(({ admin }) => admin.use(answerWithin, (one) => ensureTopic(one, topic, this.#clock)));
  }

  /** Makes and repairs the topics of the registry. @throws WrongPartitions, ConnectionLost, PublishRefused, BusFault */
  async ensureRegistry(): Promise<void> {
    await this.#try(({ admin }) => admin.use(answerWithin, (one) => this.#care.registry(one)));
  }

  /** The offset after the last record. @throws TopicUnavailable also where the topic is not there */
  async endOf(topic: string): Promise<bigint> {
    return (await this.#span(topic)).high;
  }

  standingOf(destination: string, since: number | null): Promise<InboxStanding> {
    const topic = inboxTopic(destination);
    return orUnreadable(this.#try((session) => standingOf(session, topic, since)));
  }

  seek(...asked: Parameters<MessageBus['seek']>): Promise<void> {
    return this.#searches.seek(...asked);
  }

  /** @throws AccountRefused too */
  #asAccount<T>(work: () => Promise<T>): Promise<T> {
    const read = (): Promise<unknown> => this.#try((session) => spanOf(session, REGISTRY_TOPIC));
    return unlessAccountRefused(work, read, (milliseconds) => this.#wait(milliseconds));
  }

  /** @throws ConnectionLost where the connection ends meanwhile */
  async #wait(milliseconds: number): Promise<void> {
    await this.#live().whileOpen(() => pause(this.#clock, milliseconds));
  }

  #span(topic: string): Promise<Span> {
    return orUnreadable(this.#try((session) => spanOf(session, topic)));
  }

  #letter(topic: string, message: Message): Promise<Published> {
    const send = (): Promise<Published> => this.#try(({ letters }) => letters.send(topic, message));
    return publishLetter(send, (milliseconds) => this.#wait(milliseconds), this.#clock, this.#told);
  }

  async #open(): Promise<void> {
    const session = new Session(this.#newClient, this.#clock);
    this.#opening = session;
    this.#unread = null;
    await session.open();
    this.#session = session;
    for (const follower of this.#followers) {
      const reading = follower.start(session);
      if (follower.isNeeded) await reading;
      else reading.catch(() => {});
    }
  }

  async #close(): Promise<void> {
    const session = this.#opening;
    this.#opening = this.#session = null;
    await Promise.all([session?.close(), ...this.#followers.map((follower) => follower.stop())]);
  }

  async #follow(plan: FollowPlan): Promise<void> {
    const follower = new Follower(plan, this.#clock);
    // Put on the list in the same turn: either the opening of a connection comes to it, or it starts here.
    this.#followers.push(follower);
    if (this.#session) await follower.start(this.#session).catch(() => this.#connection.suspect());
  }

  #receivingTroubled(topic: string, error: unknown): void {
    const trouble = error ? receivingTrouble(error) : null;
    if (trouble) this.#receiving.set(topic, trouble);
    else this.#receiving.delete(topic);
    this.#tellTrouble();
  }

  /** Tells one trouble at most. That nothing arrives comes first: what waits to be sent is kept here meanwhile. */
  #tellTrouble(): void {
    const isStuck = (this.#session?.failures ?? 0) >= failuresToSay;
    const [receiving] = this.#receiving.values();
    this.#connection.troubled(receiving ?? (isStuck ? { flow: 'sending', why: 'no-answer' } : null));
  }

  /** @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault */
  async #try<T>(work: (session: Session) => Promise<T>): Promise<T> {
    try {
      const session = this.#live();
      const answer = await session.whileOpen(() => work(session));
      this.#lastAnswer = this.#clock.now();
      return answer;
    } catch (error) {
      const failure = translate(error);
      // Any other failure is an answer of Kafka: the connection itself is up.
      if (failure instanceof ConnectionLost) {
        this.#lastAnswer = 0;
        this.#connection.suspect();
      }
      throw failure;
    } finally {
      this.#tellTrouble();
    }
  }

  /** @throws ConnectionLost */
  #live(): Session {
    if (!this.#session) throw new ConnectionLost('not connected', { mayBeTaken: false });
    return this.#session;
  }
}
