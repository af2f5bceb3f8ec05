import { skipped } from './run.mjs';

export const countVitest = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests,
});

/** `errors` are files that do not load and fixtures that fail to close: no test of theirs is in the counts. */
export const countPlaywright = ({ stats, errors = [] }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + errors.length,
  skipped: stats.skipped,
});

/**
 * What one step adds to the totals. A step that failed adds at least one failure, whatever its own report says.
 * @param {number} code its exit code
 * @param {{ passed: number, failed: number, skipped: number } | null} reported
 * @param {boolean} reports false for a step that is one test by itself
 */
export function countsOf(code, reported, reports) {
  if (!reports) {
    const ok = code === 0 || code === skipped;
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: code === skipped ? 1 : 0 };
  }
  // Without a report nothing was tested, even where the exit code is 0.
  const counts = reported ?? { passed: 0, failed: 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** How long a failed test's words may be where the run's end repeats them. */
const longestWord = 600;

const told = (name, why) => `${name}: ${`${why ?? ''}`.trim().slice(0, longestWord) || 'no reason given'}`;

/** @returns {string[]} each failed unit test with its first words; a file that does not load is one */
export const failedInVitest = ({ testResults = [] }) =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [told(name, message)] : [];
    return failed.map(({ fullName, failureMessages }) => told(fullName, failureMessages[0]));
  });

/** @returns {string[]} each failed whole-app test with its first words, and what failed outside of any */
export const failedInPlaywright = ({ suites = [], errors = [] }) => [
  ...suites.flatMap(failedInSuite),
  ...errors.map(({ message }) => told('outside of any test', message)),
];

const failedInSuite = ({ specs = [], suites = [] }) => [
  ...specs
    .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
    .map(({ file, title, tests }) => {
      const results = tests.flatMap((test) => test.results);
      return told(`${file} › ${title}`, results.find(({ error }) => error)?.error.message);
    }),
  ...suites.flatMap(failedInSuite),
];
