import type { Admin, ITopicConfig } from 'kafkajs';

const topicResource = 2;
/** Set for this topic itself, not the broker's default. */
const setForTopic = 1;

type Entry = { readonly name: string; readonly value: string };

/** What a look at the settings of a topic found. */
export type SettingsFound = {
  /** Null where the server does not show them to this account. */
  readonly settings: ReadonlyMap<string, string> | null;
  /** Names of those that are not as they should be, and were not set so either. */
  readonly wrong: readonly string[];
  /** What Kafka refused to do; null where it did all that was asked. */
  readonly refusal: Error | null;
};

/**
 * Compares the settings of a topic with what they should be, and sets them so where it `mends` and may. Everything
 * else that was set for the topic stays as it is.
 * @throws what is no answer of Kafka's
 */
export async function lookAtSettings(
  admin: Admin,
  { topic, configEntries = [] }: ITopicConfig,
  mends: boolean,
): Promise<SettingsFound> {
  const resource = { type: topicResource, name: topic };
  const described = await admin
    .describeConfigs({ includeSynonyms: false, resources: [resource] })
    .catch(refusalOf);
  if (described instanceof Error) return { settings: null, wrong: [], refusal: described };
  const entries = described.resources[0]?.configEntries ?? [];
  const settings = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  const wrong = configEntries.filter((wanted) => !isRight(settings.get(wanted.name), wanted));
  const names = wrong.map(({ name }) => name);
  if (wrong.length === 0 || !mends) return { settings, wrong: names, refusal: null };
  // Kafka sets back to its default what this request leaves out.
  const own = entries
    .filter(
      ({ configName, configSource }) => Number(configSource) === setForTopic && !names.includes(configName),
    )
    .map(({ configName, configValue }) => ({ name: configName, value: String(configValue) }));
  const altered = await admin
    .alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: [...own, ...wrong] }] })
    .catch(refusalOf);
  return altered instanceof Error
    ? { settings, wrong: names, refusal: altered }
    : { settings, wrong: [], refusal: null };
}

/** A limit may be wider than it has to be. */
const isRight = (is: string | undefined, { name, value }: Entry): boolean =>
  name === 'max.message.bytes' ? Number(is) >= Number(value) : is === value;

/** Only an administrator may, or a policy forbids it. @throws anything else */
function refusalOf(error: unknown): Error {
  if (error instanceof Error && error.name === 'KafkaJSProtocolError') return error;
  throw error;
}
