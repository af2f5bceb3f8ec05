/**
 * The one state machine of transfers. A change of state is journaled before its effect, so that
 * after a crash the journal tells what to do again. docs/architecture.md draws it.
 */

/** A document of ours on its way out. */
export type OutgoingState =
  /** Kept until there is a connection; also after a connection was lost half way. */
  | 'queued'
  /** Shards are sealed and published under K, which is only in memory: a crash starts anew. */
  | 'sealing'
  /** `data-` is sealed and stored; it is published until Kafka has it. K is forgotten. */
  | 'dispatching'
  | 'sent'
  | 'delivered'
  | 'refused'
  | 'failed'
  | 'cancelled';

export type OutgoingEvent =
  | 'start'
  | 'connection-lost'
  | 'sealed'
  | 'dispatched'
  | 'acknowledged-received'
  | 'acknowledged-failed'
  | 'fail'
  | 'cancel'
  | 'retry';

/** A document on its way in, from the moment its metadata opened. */
export type IncomingState =
  /** The sender's certificate cannot be judged yet (protocol.md section 8, row 4). */
  | 'held'
  /** Signature verified; room and shards are being awaited (rows 6 to 9). */
  | 'collecting'
  /** All shards are here: opened, unzipped and hashed into a temporary file (row 10). */
  | 'assembling'
  /** The final name is journaled; the move is under way (row 11). */
  | 'saving'
  /** Saved; the acknowledgement is stored and published until Kafka has it (row 12). */
  | 'confirming'
  | 'received'
  /** Failed for a reason that is told to the sender; the acknowledgement is being published. */
  | 'refusing'
  /** Failed, and Kafka has the signed failure. */
  | 'refused'
  /** A check before row 6 failed: nothing is told to anybody. */
  | 'quarantined';

export type IncomingEvent =
  | 'hold'
  | 'verified'
  | 'complete'
  | 'opened'
  | 'shards-missing'
  | 'saved'
  /** The journal had lost it, and the document stood in the folder from before. */
  | 'found'
  | 'acknowledged'
  | 'refuse'
  | 'quarantine'
  | 'judge-again';

const outgoing: Readonly<Record<OutgoingState, Partial<Record<OutgoingEvent, OutgoingState>>>> = {
  queued: { start: 'sealing', fail: 'failed', cancel: 'cancelled' },
  sealing: { sealed: 'dispatching', 'connection-lost': 'queued', fail: 'failed', cancel: 'cancelled' },
  dispatching: {
    dispatched: 'sent',
    fail: 'failed',
    // The recipient can be faster than our own note that Kafka has `data-`.
    'acknowledged-received': 'delivered',
    'acknowledged-failed': 'refused',
  },
  sent: { 'acknowledged-received': 'delivered', 'acknowledged-failed': 'refused' },
  refused: { 'acknowledged-received': 'delivered' },
  delivered: {},
  // What Kafka refused may have reached the recipient in an attempt before: a true answer decides.
  failed: { retry: 'queued', 'acknowledged-received': 'delivered', 'acknowledged-failed': 'refused' },
  cancelled: { retry: 'queued' },
};

const incoming: Readonly<Record<IncomingState, Partial<Record<IncomingEvent, IncomingState>>>> = {
  held: { hold: 'held', verified: 'collecting', quarantine: 'quarantined' },
  collecting: { complete: 'assembling', refuse: 'refusing', found: 'confirming' },
  assembling: {
    opened: 'saving',
    'shards-missing': 'collecting',
    refuse: 'refusing',
    'judge-again': 'collecting',
  },
  saving: { saved: 'confirming', 'judge-again': 'collecting' },
  confirming: { acknowledged: 'received' },
  received: {},
  refusing: { acknowledged: 'refused', 'judge-again': 'collecting' },
  refused: { 'judge-again': 'collecting' },
  quarantined: {},
};

/** The state after an event, or null where the event means nothing in this state. */
export const nextOutgoing = (state: OutgoingState, event: OutgoingEvent): OutgoingState | null =>
  outgoing[state][event] ?? null;

export const nextIncoming = (state: IncomingState, event: IncomingEvent): IncomingState | null =>
  incoming[state][event] ?? null;

type Standing =
  | { readonly direction: 'sent'; readonly state: OutgoingState }
  | { readonly direction: 'received'; readonly state: IncomingState };

/** @throws where the event means nothing in the present state */
export function nextState<S extends Standing>(standing: S, event: OutgoingEvent | IncomingEvent): S['state'] {
  const table: Readonly<Record<string, Partial<Record<string, OutgoingState | IncomingState>>>> =
    standing.direction === 'sent' ? outgoing : incoming;
  const next = table[standing.state]?.[event];
  if (!next) throw new Error(`${event} means nothing in the state ${standing.state}`);
  return next;
}

/** Before `data-` is published, cancelling means that nobody ever gets the key (protocol.md 5.3). */
export const isCancellable = (state: OutgoingState): boolean => nextOutgoing(state, 'cancel') !== null;

const finishedStates: ReadonlySet<string> = new Set([
  ...['delivered', 'refused', 'failed', 'cancelled', 'received', 'quarantined'],
]);
export const isFinished = (state: OutgoingState | IncomingState): boolean => finishedStates.has(state);

/** Nothing of it is under way on this computer; an answer that still comes is taken all the same. */
export const isRemovable = (state: OutgoingState | IncomingState): boolean =>
  state === 'sent' || isFinished(state);

/** The state that a history leads to: what meant nothing when it happened changed nothing. */
export function stateAfter(
  direction: 'sent' | 'received',
  events: readonly { readonly event: string }[],
): OutgoingState | IncomingState {
  const table: Readonly<Record<string, Partial<Record<string, OutgoingState | IncomingState>>>> =
    direction === 'sent' ? outgoing : incoming;
  let state: OutgoingState | IncomingState = direction === 'sent' ? 'queued' : 'held';
  for (const { event } of events) state = table[state]?.[event] ?? state;
  return state;
}
