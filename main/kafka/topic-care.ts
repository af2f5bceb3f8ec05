import type { Admin, ITopicConfig } from 'kafkajs';
import { REGISTRY_TOPIC } from '../protocol/destination.ts';
import type { Clock } from '../transfers/ports.ts';
import { TopicMissing } from './diagnose.ts';
import { lookAtSettings, type SettingsFound } from './topic-settings.ts';
import {
  ensureTopic,
  inboxSettings,
  partitionsOf,
  registrySettings,
  repairInbox,
  requestsSettings,
  WrongPartitions,
} from './topics.ts';

/**
 * Makes topics, and looks after those that stand there. What is not as it should be and stays so is said once
 * for each topic: it is looked at whenever there is a connection.
 */
export class TopicCare {
  readonly #clock: Clock;
  readonly #said = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes the own inbox where it is missing, and repairs it. @returns R in milliseconds @throws WrongPartitions */
  async inbox(admin: Admin, destination: string): Promise<number> {
    const { topic } = await this.#make(admin, inboxSettings(destination));
    const { retention, found } = await repairInbox(admin, topic);
    const hidden = found.settings ? null : hiddenText(topic);
    this.#say(topic, hidden ?? wrongText(topic, found), found.refusal);
    return retention;
  }

  /** For whoever reads a topic of the registry. @throws TopicMissing, WrongPartitions */
  async read(admin: Admin, topic: string): Promise<void> {
    const partitions = await partitionsOf(admin, topic);
    if (partitions === 0) throw new TopicMissing(`the topic ${topic} does not exist yet`);
    if (partitions > 1) throw new WrongPartitions(topic, partitions);
    if (topic !== REGISTRY_TOPIC) return;
    try {
      const found = await lookAtSettings(admin, registrySettings(), false);
      this.#say(topic, wrongText(topic, found), found.refusal);
    } catch (error) {
      // Reading needs no look: where there is no connection either, reading says so.
      console.error(`the settings of the topic ${topic} were not looked at`, error);
    }
  }

  /** Makes the topics of the registry where they are missing, and repairs them. @throws WrongPartitions */
  async registry(admin: Admin): Promise<void> {
    for (const wanted of [registrySettings(), requestsSettings()]) {
      const { topic } = await this.#make(admin, wanted);
      const found = await lookAtSettings(admin, wanted, true);
      this.#say(topic, wrongText(topic, found), found.refusal);
    }
  }

  async #make(admin: Admin, wanted: ITopicConfig): Promise<ITopicConfig> {
    // One with more counts as missing.
    const partitions = await ensureTopic(admin, wanted, this.#clock);
    if (partitions !== 1) throw new WrongPartitions(wanted.topic, partitions);
    return wanted;
  }

  #say(topic: string, text: string | null, refusal: Error | null): void {
    if (text !== null && text !== this.#said.get(topic)) console.error(text, refusal?.message ?? '');
    if (text === null) this.#said.delete(topic);
    else this.#said.set(topic, text);
  }
}

/** Who only reads the registry mostly may not see its settings, and need not. */
const wrongText = (topic: string, { wrong }: SettingsFound): string | null =>
  wrong.length === 0
    ? null
    : `${wrong.join(', ')} of the topic ${topic} are not as docs/administration.md says: an administrator has to set them`;
const hiddenText = (topic: string): string =>
  `the settings of the topic ${topic} are not shown to this account (DescribeConfigs): an administrator has to see to them, and how long the server keeps what was sent is not known`;
