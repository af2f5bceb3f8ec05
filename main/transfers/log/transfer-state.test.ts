import { expect, it } from 'vitest';
import {
  type IncomingEvent,
  type IncomingState,
  isCancellable,
  isFinished,
  nextIncoming,
  nextOutgoing,
  type OutgoingEvent,
  type OutgoingState,
} from './transfer-state.ts';

const outgoingEvents: readonly OutgoingEvent[] = [
  ...(['start', 'connection-lost', 'sealed', 'dispatched', 'fail', 'cancel', 'retry'] as const),
  ...(['acknowledged-received', 'acknowledged-failed'] as const),
];
const incomingEvents: readonly IncomingEvent[] = [
  ...(['hold', 'verified', 'complete', 'opened', 'shards-missing', 'saved', 'acknowledged'] as const),
  ...(['refuse', 'quarantine', 'judge-again'] as const),
];

function reachable<S extends string, E>(
  from: S,
  events: readonly E[],
  next: (state: S, event: E) => S | null,
) {
  const seen = new Set<S>([from]);
  for (const state of seen) {
    for (const event of events) {
      const to = next(state, event);
      if (to) seen.add(to);
    }
  }
  return [...seen].toSorted();
}

it('every state can be reached', () => {
  expect(reachable<OutgoingState, OutgoingEvent>('queued', outgoingEvents, nextOutgoing)).toEqual([
    'cancelled',
    'delivered',
    'dispatching',
    'failed',
    'queued',
    'refused',
    'sealing',
    'sent',
  ]);
  expect(reachable<IncomingState, IncomingEvent>('held', incomingEvents, nextIncoming)).toEqual([
    ...['assembling', 'collecting', 'confirming', 'held', 'quarantined', 'received'],
    ...['refused', 'refusing', 'saving'],
  ]);
});

it('received is final on both sides (protocol.md 6.3)', () => {
  for (const event of outgoingEvents) expect(nextOutgoing('delivered', event)).toBeNull();
  for (const event of incomingEvents) expect(nextIncoming('received', event)).toBeNull();
});

it('a refused transfer can only become delivered, and nothing becomes refused but by an acknowledgement', () => {
  expect(outgoingEvents.filter((event) => nextOutgoing('refused', event))).toEqual(['acknowledged-received']);
  for (const state of ['queued', 'sealing', 'dispatching', 'sent', 'failed', 'cancelled'] as const) {
    for (const event of outgoingEvents) {
      if (nextOutgoing(state, event) === 'refused') expect(event).toBe('acknowledged-failed');
      if (nextOutgoing(state, event) === 'delivered') expect(event).toBe('acknowledged-received');
    }
  }
});

it('cancelling has a meaning only before data- is sealed (protocol.md 5.3)', () => {
  const all: readonly OutgoingState[] = [
    ...(['queued', 'sealing', 'dispatching', 'sent', 'delivered', 'refused', 'failed', 'cancelled'] as const),
  ];
  expect(all.filter(isCancellable)).toEqual(['queued', 'sealing']);
  expect(all.filter(isFinished)).toEqual(['delivered', 'refused', 'failed', 'cancelled']);
});
