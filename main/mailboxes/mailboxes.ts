import { inboxTopic } from '../protocol/destination.ts';
import type { Identity, Mailbox, Mailboxes } from '../transfers/ports.ts';

/**
 * The mailboxes of this installation, as they are now.
 * @param retentionOf R of an inbox, in milliseconds; null before it was read
 */
export const mailboxesOf = (
  identity: Pick<Identity, 'addresses'>,
  retentionOf: (destination: string) => number | null,
): Mailboxes => {
  const list = (): readonly Mailbox[] =>
    identity.addresses().map(({ destination, kids }) => ({
      ...{ destination, kids, topic: inboxTopic(destination) },
      retention: retentionOf(destination),
    }));
  return {
    list,
    at: (topic) => list().find((mailbox) => mailbox.topic === topic) ?? null,
    of: (address) => list().find(({ destination }) => destination === address) ?? null,
  };
};
