import { expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { countPlaywright, countsOf, countVitest } from './counts.mjs';

const stats = { expected: 3, unexpected: 0, flaky: 0, skipped: 1 };

it('a file that does not load and a fixture that fails to close are failures', () => {
  expect(countPlaywright({ stats, errors: [{ message: 'SyntaxError' }] })).toEqual({
    passed: 3,
    failed: 1,
    skipped: 1,
  });
});

it('an exit code other than 0 counts where the report names no failure', () => {
  expect(countsOf(1, countPlaywright({ stats }), true).failed).toBe(1);
  expect(countsOf(1, countPlaywright({ stats: { ...stats, unexpected: 2 } }), true).failed).toBe(2);
  expect(countsOf(0, countPlaywright({ stats }), true).failed).toBe(0);
});

it('a step without its report has failed', () => {
  expect(countsOf(0, null, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('a step that is one test says by its exit code that a part was skipped', () => {
  expect(countsOf(0, null, false)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(countsOf(77, null, false)).toEqual({ passed: 1, failed: 0, skipped: 1 });
  expect(countsOf(1, null, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('the counts of unit tests are those of their report', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2 };
  expect(countVitest(report)).toEqual({ passed: 5, failed: 1, skipped: 2 });
});
