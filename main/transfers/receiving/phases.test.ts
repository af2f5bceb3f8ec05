import { expect, it } from 'vitest';
import { type Phase, transitions, waitsForShards } from './phases.ts';

const phases = Object.keys(transitions) as Phase[];
/** A timer and nothing else: it cannot fail. */
const onlyWaits: ReadonlySet<Phase> = new Set([
  ...(['waiting-for-room', 'waiting-for-topic', 'waiting-for-disk', 'after-fault'] as const),
]);
const next = (phase: Phase): readonly Phase[] => Object.values(transitions[phase]);

it('every phase is reached from where a reception begins, and leads to its end', () => {
  const reached = new Set<Phase>(['judging', 'resuming', 'late-for-shards', 'judging-late']);
  for (const phase of reached) for (const to of next(phase)) reached.add(to);
  expect([...reached].sort()).toEqual([...phases].sort());
  const ends = new Set<Phase>(['done']);
  for (let size = 0; size !== ends.size; ) {
    size = ends.size;
    for (const phase of phases) if (next(phase).some((to) => ends.has(to))) ends.add(phase);
  }
  expect([...ends].sort()).toEqual([...phases].sort());
});

it('a phase that only waits is ended by its time, and one that works survives a fault', () => {
  for (const phase of phases) {
    if (phase === 'done') continue;
    const waits = onlyWaits.has(phase);
    const leaves = transitions[phase][waits ? 'time' : 'fault'] !== undefined;
    expect([phase, leaves]).toEqual([phase, true]);
  }
});

it('shards that arrive make it whole wherever they are waited for', () => {
  for (const phase of waitsForShards) expect(transitions[phase].whole).toBe('assembling');
});

it('nothing leads away from the end but a fault on the way into it', () => {
  expect(transitions.done).toEqual({ fault: 'after-fault' });
});
