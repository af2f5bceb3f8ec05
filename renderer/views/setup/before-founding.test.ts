import { expect, test } from 'vitest';
import { type CheckedStep, checkSteps } from '../../../shared/connection-report.ts';
import { foundText, isFirstUntested, reportTitle } from '../../text/check-text.ts';
import { beforeFounding } from './before-founding.ts';

const at = checkSteps.indexOf('address-book');
const report = (cause: CheckedStep['cause']) => ({
  at: 0,
  done: true,
  steps: checkSteps.map((step, index): CheckedStep => {
    if (index < at) return { step, state: 'passed', cause: null, facts: {} };
    if (index > at) return { step, state: 'not-tested', cause: 'earlier-failed', facts: {} };
    return { step, state: 'failed', cause, facts: {} };
  }),
});

test('a server without an address book can be used for founding', () => {
  const seen = beforeFounding(report('registry-missing'));
  expect(reportTitle(seen)).toBe('The server can be used');
  const said = seen.steps.slice(at).map((step) => foundText(step, isFirstUntested(seen, step)));
  expect(said.slice(0, 2)).toEqual([
    'it is made when you found the organisation',
    'this and the next are tested once you have a certificate',
  ]);
});

test('any other fault of the address book is said as it is', () => {
  const other = report('registry-not-allowed');
  expect(beforeFounding(other)).toBe(other);
  expect(reportTitle(other)).toBe('The address book cannot be read');
});
