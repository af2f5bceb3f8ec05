import type { CheckedStep, ConnectionReport } from '../../../shared/connection-report.ts';

/** A server without an address book is what founding begins with: what a check says of it is no fault then. */
export function beforeFounding(report: ConnectionReport): ConnectionReport {
  const isMissing = ({ step, cause }: CheckedStep): boolean =>
    step === 'address-book' && cause === 'registry-missing';
  if (!report.steps.some(isMissing)) return report;
  const seen = (one: CheckedStep): CheckedStep => {
    if (isMissing(one)) return { ...one, state: 'not-tested', cause: 'not-founded', facts: {} };
    return one.cause === 'earlier-failed' ? { ...one, cause: 'no-address' } : one;
  };
  return { ...report, steps: report.steps.map(seen) };
}
