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
