import type { FileCause } from '../../../shared/file-cause.ts';
import type { Obstacle, ObstacleCause } from '../../../shared/obstacle.ts';
import type { IncomingEvent, OutgoingEvent } from './transfer-state.ts';

/** What a transfer's history says beside its changes of state. */
type Note =
  /** The transfer was made: a document of ours is to be sent. */
  | 'queued'
  /** This computer lacks something that it needs to keep a received document. */
  | 'obstacle'
  /** The person was told that the server keeps it only for a short time more. */
  | 'end-told'
  /** The server does not have the letter any more, and no confirmation came. */
  | 'removed-from-server'
  /** The answer to the sender cannot be signed yet. */
  | 'answer-waits'
  /** The answer is signed and stored; Kafka does not have it yet. */
  | 'answer-signed';

export type EventName = OutgoingEvent | IncomingEvent | Note;

/** Values that prove an event and stand nowhere else in the record. */
export type EventValues = {
  /** The part of sending that failed. */
  readonly step?: 'encrypted' | 'pieces-sent' | 'dispatched';
  /** Why a received document was refused. */
  readonly reason?: string;
  /** The organisation whose root certified the sender. */
  readonly issuer?: string;
  /** Broker time of the letter, in milliseconds; null where its topic keeps none. */
  readonly serverTime?: number | null;
  /** Where the letter stands in the recipient's inbox, decimal; null where the server did not say. Rows of an earlier version lack it. */
  readonly offset?: string | null;
  /** Absolute path of the saved document. */
  readonly file?: string;
  readonly place?: Obstacle['place'];
  readonly cause?: ObstacleCause | FileCause;
  /** The document stands opened and verified in its temporary file. */
  readonly isOpened?: boolean;
};

/** Something that happened to a transfer. `at` is in milliseconds, by this computer's clock. */
export type TransferEvent = EventValues & { readonly event: EventName; readonly at: number };

/** The last event of this name, or null. */
export const lastOf = (events: readonly TransferEvent[], name: EventName): TransferEvent | null =>
  events.findLast(({ event }) => event === name) ?? null;

/** What ends the wait for a computer that lacks something. */
const goesOn: ReadonlySet<EventName> = new Set([
  ...(['verified', 'complete', 'opened', 'saved', 'found', 'judge-again'] as const),
]);

/**
 * The history with one event more. What an attempt did is forgotten when another one begins, and a wait
 * when it is over: so a history stays short, however often the connection or a drive goes and comes.
 */
export function withEvent(events: readonly TransferEvent[], next: TransferEvent): readonly TransferEvent[] {
  switch (next.event) {
    case 'connection-lost':
    case 'retry':
      return events.filter(({ event }) => event === 'queued');
    case 'judge-again':
      return events.slice(0, events.findIndex(({ event }) => event === 'verified') + 1);
    case 'obstacle':
      return [...withoutObstacle(events), next];
    case 'answer-waits':
    case 'answer-signed':
      return [...events.filter(({ event }) => event !== 'answer-waits' && event !== next.event), next];
    default:
      return [...(goesOn.has(next.event) ? withoutObstacle(events) : events), next];
  }
}

export const withoutObstacle = (events: readonly TransferEvent[]): readonly TransferEvent[] =>
  events.filter(({ event }) => event !== 'obstacle');

/** What this computer lacks to keep the document, or null. */
export function obstacleOf(events: readonly TransferEvent[]): Obstacle | null {
  const { place, cause } = lastOf(events, 'obstacle') ?? {};
  return place && cause ? ({ place, cause } as Obstacle) : null;
}
