import type { Admin } from 'kafkajs';
import type { InboxReading, ReadingPosition } from '../transfers/ports.ts';

/**
 * Where reading an inbox begins. The journal's own position counts: the group's is moved by a copy of the profile,
 * by an administrator, or by whoever may commit. What is read again is known by what it says.
 * Where the journal has none, what it knew may be gone, or nothing was read before the group was moved: all of the
 * inbox is read.
 * @returns the offset, how many records went unread, and the end of what may have been read before, null where the
 * journal knows how far it read
 */
export async function startOfReading(
  admin: Admin,
  topic: string,
  position: ReadingPosition | null,
): Promise<{ readonly from: bigint; readonly missed: bigint; readonly again: bigint | null }> {
  const [span] = await admin.fetchTopicOffsets(topic);
  if (!position) return { from: BigInt(span?.low ?? 0), missed: 0n, again: BigInt(span?.high ?? 0) };
  const [byTime] = await admin.fetchTopicOffsetsByTimestamp(topic, position.brokerTime);
  const low = BigInt(span?.low ?? 0);
  const high = BigInt(span?.high ?? 0);
  // A topic that was made again counts from the start: its records are younger than all that was read.
  const isAnother = high < position.next;
  const since = BigInt(byTime?.offset ?? position.next);
  const from = isAnother || since < position.next ? since : position.next;
  // Retention removed what lies between.
  const missed = !isAnother && low > position.next ? low - position.next : 0n;
  return { from: from < low ? low : from, missed, again: null };
}

/** Where reading begins, once what went by unread, or is read again, was told. */
export const beginReading =
  (topic: string, reading: InboxReading) =>
  async (admin: Admin): Promise<bigint> => {
    const { from, missed, again } = await startOfReading(admin, topic, reading.position());
    if (again !== null) reading.again(again);
    if (missed > 0n) reading.missed(missed, from);
    return from;
  };
