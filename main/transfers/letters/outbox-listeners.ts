import type { Dispatcher } from '../sending/dispatch.ts';
import type { Acknowledger } from './acknowledge.ts';
import { isDocument, type OutboxListeners } from './outbox.ts';

/** Whom the outbox tells: the dispatcher of `data-`, or the acknowledger of `ack-`. */
export const outboxListeners = (dispatcher: Dispatcher, acknowledger: Acknowledger): OutboxListeners => ({
  // An acknowledgement is true whatever becomes of the certificates later: nothing holds it back.
  whyNot: async (entry) => (isDocument(entry) ? dispatcher.whyNot(entry.transfer) : null),
  ended: ({ transfer }, why) => dispatcher.ended(transfer, why),
  waits: (entry) => {
    if (isDocument(entry)) dispatcher.waits(entry.transfer, 'server-unavailable');
  },
  published: (entry, published) =>
    isDocument(entry)
      ? dispatcher.dispatched(entry.transfer, published)
      : acknowledger.published(entry.transfer, published),
  refused: (entry, refusal) => {
    if (isDocument(entry)) dispatcher.refused(entry.transfer, refusal);
  },
});
