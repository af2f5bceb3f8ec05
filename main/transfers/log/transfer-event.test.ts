import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventName, lastOf, obstacleOf, type TransferEvent, withEvent } from './transfer-event.ts';

/** A history of these events, one each millisecond from 1 on. */
const history = (...names: readonly (EventName | TransferEvent)[]): readonly TransferEvent[] =>
  names.reduce<readonly TransferEvent[]>(
    (events, one, n) => withEvent(events, typeof one === 'string' ? { event: one, at: n + 1 } : one),
    [],
  );
const namesOf = (events: readonly TransferEvent[]): readonly string[] => events.map(({ event }) => event);
const full = (at: number): TransferEvent => ({
  ...{ event: 'obstacle', at, place: 'received-folder', cause: 'no-space', isOpened: true },
});

describe('a history stays short', () => {
  it('though the connection is lost a thousand times', () => {
    const attempts = Array.from({ length: 1_000 }, (): readonly EventName[] => ['start', 'connection-lost']);
    expect(namesOf(history('queued', ...attempts.flat(), 'start', 'sealed'))).toEqual([
      'queued',
      'start',
      'sealed',
    ]);
  });

  it('though a person sends it again and again', () => {
    const attempts = Array.from({ length: 50 }, (): readonly EventName[] => ['start', 'fail', 'retry']);
    expect(history('queued', ...attempts.flat())).toEqual([{ event: 'queued', at: 1 }]);
  });

  it('though a drive comes and goes a thousand times, and the last word is what counts', () => {
    const tries = Array.from({ length: 1_000 }, (_, n) => full(n + 10));
    const events = history('hold', 'verified', 'complete', 'opened', ...tries);
    expect(namesOf(events)).toEqual(['hold', 'verified', 'complete', 'opened', 'obstacle']);
    expect(lastOf(events, 'obstacle')?.at).toBe(1_009);
  });

  it('though the work on it begins anew a thousand times', () => {
    const rounds = Array.from({ length: 1_000 }, (): readonly EventName[] => [
      ...(['complete', 'opened', 'judge-again', 'refuse', 'acknowledged', 'judge-again'] as const),
    ]);
    expect(namesOf(history('hold', 'verified', ...rounds.flat()))).toEqual(['hold', 'verified']);
  });

  it('though its confirmation waits and is signed again and again', () => {
    const rounds = Array.from({ length: 1_000 }, (): readonly EventName[] => [
      'answer-waits',
      'answer-signed',
    ]);
    const events = history('hold', 'verified', 'saved', ...rounds.flat());
    expect(namesOf(events)).toEqual(['hold', 'verified', 'saved', 'answer-signed']);
    expect(namesOf(withEvent(events, { event: 'answer-waits', at: 1 })).slice(-2)).toEqual([
      'answer-signed',
      'answer-waits',
    ]);
  });

  it('whatever happens of what may happen often', () => {
    const often = fc.constantFrom<EventName>(
      ...(['start', 'connection-lost', 'retry', 'obstacle', 'judge-again'] as const),
      ...(['answer-waits', 'answer-signed'] as const),
    );
    fc.assert(
      fc.property(fc.array(often, { maxLength: 60 }), (names) => {
        const others = names.filter((name) => name === 'start').length;
        expect(history('queued', ...names).length).toBeLessThanOrEqual(others + 5);
      }),
    );
  });
});

describe('what is waited for', () => {
  it('is the last obstacle', () => {
    const drive: TransferEvent = { event: 'obstacle', at: 9, place: 'own-drive', cause: 'drive-error' };
    expect(obstacleOf(history('hold', 'verified', full(8), drive))).toEqual({
      place: 'own-drive',
      cause: 'drive-error',
    });
  });

  it.each(['verified', 'complete', 'opened', 'saved', 'judge-again'] as const)(
    'is over with "%s"',
    (name) => {
      expect(obstacleOf(history('hold', 'verified', full(3)))).not.toBeNull();
      expect(obstacleOf(history('hold', 'verified', full(3), name))).toBeNull();
    },
  );

  it.each(['refuse', 'answer-waits', 'answer-signed', 'acknowledged'] as const)(
    'still is waited for after "%s": the sender was told, and it may come all the same',
    (name) => {
      expect(obstacleOf(history('hold', 'verified', full(3), name))).not.toBeNull();
    },
  );

  it('is nothing where no obstacle is', () => {
    expect(obstacleOf(history('hold', 'verified'))).toBeNull();
  });
});

it('"judge again" of what never was verified leaves nothing of a verdict', () => {
  expect(history('hold', 'judge-again')).toEqual([]);
});

it('the history before stays as it was', () => {
  const before = Object.freeze([{ event: 'queued', at: 1 } as const]);
  expect(withEvent(before, { event: 'start', at: 2 })).not.toBe(before);
  expect(before).toEqual([{ event: 'queued', at: 1 }]);
});
