import { missedText } from '../../shared/text/missed-text.ts';
import { unconfirmedText } from '../../shared/text/unconfirmed-text.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { NotificationFeed } from './feed.ts';

/** What the person is told of inboxes: of the own one, and of those in which documents of theirs wait. */
export const inboxNotices = (
  feed: NotificationFeed,
  hideNames: () => boolean,
): {
  missed(destination: string, records: bigint): void;
  unconfirmed(rows: readonly Transfer[]): void;
} => ({
  missed: (destination, records) => feed.tellNotice(missedText(destination, records)),
  unconfirmed: (rows) => feed.tellNotice(unconfirmedText(rows, hideNames()), rows[0]?.id),
});
