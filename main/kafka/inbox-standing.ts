import type { Admin } from 'kafkajs';
import { MINUTE } from '../protocol/limits.ts';
import {
  type InboxLimits,
  type InboxStanding,
  PublishRefused,
  TopicUnavailable,
} from '../transfers/ports.ts';
import type { Session } from './session.ts';
import { lookAtSettings } from './topic-settings.ts';

const answerWithin = 30_000;

/** The offsets between which a topic has its records: from `low`, and before `high`. */
export type Span = { readonly low: bigint; readonly high: bigint };

async function spanBy(admin: Admin, topic: string): Promise<Span> {
  const [partition] = await admin.fetchTopicOffsets(topic);
  return { low: BigInt(partition?.low ?? 0), high: BigInt(partition?.high ?? 0) };
}

/** The span of a topic that is asked for again and again. @throws what kafkajs throws */
export const spanOf = (session: Session, topic: string): Promise<Span> =>
  session.offsetsOf(topic).use(answerWithin, (admin) => spanBy(admin, topic));

/**
 * What the server tells of somebody's inbox. The right to write there is enough for its offsets; its settings it
 * shows only to who may see them (docs/administration.md).
 * @param since a broker time in milliseconds since 1970; null where nobody needs to know what is older
 * @throws what kafkajs throws
 */
export const standingOf = (session: Session, topic: string, since: number | null): Promise<InboxStanding> =>
  session.askedOnce(answerWithin, async (admin) => {
    const span = await spanBy(admin, topic);
    const isNewer = since !== null && span.low < span.high && (await beginsAfter(admin, topic, span, since));
    const { settings } = await lookAtSettings(admin, { topic }, false);
    return { ...span, isNewer, limits: settings && limitsOf(settings) };
  });

/** Two brokers' clocks may differ by that much: so much later is surely later. */
async function beginsAfter(admin: Admin, topic: string, { low }: Span, since: number): Promise<boolean> {
  const [first] = await admin.fetchTopicOffsetsByTimestamp(topic, since + MINUTE);
  return first !== undefined && BigInt(first.offset) === low;
}

/** A topic that nothing is deleted from keeps all of it, whatever its other settings say. */
function limitsOf(settings: ReadonlyMap<string, string>): InboxLimits {
  const deletes = (settings.get('cleanup.policy') ?? 'delete').split(',').includes('delete');
  const bound = (name: string): number => {
    const value = Number(settings.get(name) ?? -1);
    return deletes && value >= 0 ? value : Number.POSITIVE_INFINITY;
  };
  return { retention: bound('retention.ms'), bytes: bound('retention.bytes') };
}

/** Nothing was published: a refusal says that the topic is not there, or may not be read. @throws TopicUnavailable */
export async function orUnreadable<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof PublishRefused)) throw error;
    throw new TopicUnavailable('unreadable', { cause: error });
  }
}
