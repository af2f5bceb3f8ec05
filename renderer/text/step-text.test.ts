import { expect, test } from 'vitest';
import { detailsOf, transfers } from '../dev/sample.ts';
import { placeOf, shownSteps, stepSentence, stepTitle, technicalCaptionOf } from './step-text.ts';

test.each(transfers.map((transfer) => [transfer.id, transfer] as const))(
  'every step of %s has words',
  (_id, transfer) => {
    for (const step of detailsOf(transfer).steps) {
      expect(stepTitle(step, transfer)).toMatch(/\S/);
      expect(placeOf(step.name, transfer)).toMatch(/^(On|At|Back)/);
      expect(`${stepTitle(step, transfer)} ${stepSentence(step, transfer) ?? ''}`).not.toMatch(
        /shard|topic|offset|broker|payload/i,
      );
    }
  },
);

test('what waits for the connection waits at its first step, and says so', () => {
  const waiting = transfers.find(({ status }) => status === 'waiting-for-connection');
  if (!waiting) throw new Error('no sample waits');
  const steps = shownSteps(
    detailsOf(waiting).steps.map((step) => ({ ...step, state: 'not-done' })),
    waiting,
  );
  expect(steps.map(({ state }) => state).slice(0, 2)).toEqual(['waiting', 'not-done']);
  expect(steps[0] && stepSentence(steps[0], waiting)).toBe('Starts by itself when you are connected.');
});

test('what only claims to be from somebody is not told as theirs', () => {
  const [one] = transfers;
  if (!one) throw new Error('there is no sample');
  const caption = (peerVerified: boolean): readonly string[] =>
    (['from', 'timestamp', 'transferId'] as const).map((name) =>
      technicalCaptionOf(name, { ...one, peerVerified }),
    );
  expect(caption(true)).toEqual(['From', 'Signed at (UTC)', 'Transfer id']);
  expect(caption(false)).toEqual(['Claims to be from', 'Claims to be signed at (UTC)', 'Transfer id']);
});
