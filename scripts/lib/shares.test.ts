import { expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { shares } from './shares.mjs';

it('each file is in one part, the long ones apart', () => {
  const seconds = { long: 200, longer: 240, a: 60, b: 50, c: 40 };
  expect(shares(['a', 'b', 'c', 'long', 'longer', 'new'], seconds, 2)).toEqual([
    ['longer', 'b', 'new'],
    ['long', 'a', 'c'],
  ]);
});

it('a part without a file is no part', () => {
  expect(shares(['only'], {}, 3)).toEqual([['only']]);
});
