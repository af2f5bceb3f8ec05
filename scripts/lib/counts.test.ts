import { expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { countPlaywright, countsOf, countVitest, failedInPlaywright, failedInVitest } from './counts.mjs';

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

it('a failed unit test is named with its first words, and so is a file that does not load', () => {
  const passed = { status: 'passed', fullName: 'b', failureMessages: [] };
  const failed = { status: 'failed', fullName: 'a fails', failureMessages: ['expected 1 to be 2', 'more'] };
  const testResults = [
    { name: 'x.test.ts', status: 'failed', message: '', assertionResults: [failed, passed] },
    { name: 'y.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] },
    { name: 'z.test.ts', status: 'passed', message: '', assertionResults: [passed] },
  ];
  expect(failedInVitest({ testResults })).toEqual(['a fails: expected 1 to be 2', 'y.test.ts: SyntaxError']);
});

it('a failed whole-app test is named with its first words, and so is what failed outside of any', () => {
  const spec = (title: string, status: string, error?: object) => ({
    ...{ file: 'a.spec.ts', title },
    tests: [{ status, results: [{ error }] }],
  });
  const inner = { specs: [spec('inner', 'flaky', { message: 'late' }), spec('well', 'expected')] };
  const suites = [{ specs: [spec('outer', 'unexpected')], suites: [inner] }];
  expect(failedInPlaywright({ suites, errors: [{ message: 'SyntaxError' }] })).toEqual([
    'a.spec.ts › outer: no reason given',
    'a.spec.ts › inner: late',
    'outside of any test: SyntaxError',
  ]);
});
