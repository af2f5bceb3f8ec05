import { expect, it } from 'vitest';
import { Random } from './random.ts';

const drawn = (seed: number): readonly number[] => {
  const random = new Random(seed);
  return Array.from({ length: 50 }, () => random.whole(1, 6));
};

it('gives the same for the same seed, other things for the next, and all of a range', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  expect(new Set(drawn(7))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  expect(new Random(0).bytes(7).equals(new Random(0).bytes(7))).toBe(true);
});
