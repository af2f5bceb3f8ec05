import { expect, it } from 'vitest';
import type { Mailbox } from './mailbox.ts';
import { OwnInboxes } from './own-inboxes.ts';
import type { InboxReading, ReadingPosition } from './ports.ts';

const mailbox = { destination: 'bob@acme', topic: 'sealpost-inbox.bob', kids: ['k1'] } as unknown as Mailbox;

function inboxes(knowsKey: boolean) {
  const followed: string[] = [];
  const missed: bigint[] = [];
  const positions = new Map<string, ReadingPosition>();
  let reading: InboxReading | null = null;
  const own = new OwnInboxes(
    {
      bus: {
        followInbox: async (destination: string, _: string, __: unknown, given: InboxReading) => {
          followed.push(destination);
          reading = given;
        },
        state: () => ({ kind: 'connecting' }),
      },
      store: {
        positionOf: (topic: string) => positions.get(topic) ?? null,
        keepPosition: (topic: string, position: ReadingPosition) => void positions.set(topic, position),
      },
      // Whether a certificate counts now is nothing that it is asked.
      registry: { knowsKey: () => knowsKey, newest: () => ({ kind: 'invalid' }) },
      mailboxes: { list: () => [mailbox] },
    } as never,
    'device',
    (_, records) => missed.push(records),
  );
  return { own, followed, missed, positions, reading: () => reading };
}

it('an inbox is followed whatever its own certificate is worth now, and once', () => {
  const { own, followed } = inboxes(true);
  own.follow();
  own.follow();
  expect(followed).toEqual(['bob@acme']);
});

it('an inbox whose key nobody certified is not followed, until somebody does', () => {
  const { own, followed } = inboxes(false);
  own.follow();
  expect(followed).toEqual([]);
});

it('what was removed unread is told once: the position goes on behind it', () => {
  const { own, missed, positions, reading } = inboxes(true);
  positions.set(mailbox.topic, { next: 3n, brokerTime: 7 });
  own.follow();
  reading()?.missed?.(4n, 9n);
  expect(missed).toEqual([4n]);
  expect(positions.get(mailbox.topic)).toEqual({ next: 9n, brokerTime: 7 });
});
