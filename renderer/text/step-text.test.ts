import { expect, test } from 'vitest';
import { detailsOf, transfers } from '../dev/sample.ts';
import { placeOf, stepSentence, stepTitle } from './step-text.ts';

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
