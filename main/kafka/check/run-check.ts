import {
  type CheckCause,
  type CheckedStep,
  type CheckFacts,
  type CheckStep,
  type ConnectionReport,
  checkSteps,
} from '../../../shared/connection-report.ts';

/** What a step found. */
export type Finding = {
  readonly state: 'passed' | 'failed' | 'needs-you' | 'not-needed' | 'not-tested';
  readonly cause?: CheckCause;
  readonly facts?: CheckFacts;
};

/** Looks at one thing. Where it finds that an earlier step is to blame, it says so of that one (`blames`). */
export type StepCheck = () => Promise<Finding & { readonly blames?: CheckStep }>;
export type StepChecks = Readonly<Record<CheckStep, StepCheck>>;

/** Nothing behind them can be tested where they fail. */
const gates: ReadonlySet<CheckStep> = new Set(['name', 'server', 'proxy', 'encryption', 'sign-in']);

/**
 * Runs all steps, one after the other, and tells the report so far after each change. A step that throws
 * failed by a fault of ours: the rest is tested all the same.
 */
export async function runCheck(
  checks: StepChecks,
  at: number,
  told: (report: ConnectionReport) => void,
): Promise<ConnectionReport> {
  const found = new Map<CheckStep, CheckedStep>(
    checkSteps.map((step) => [step, { step, state: 'not-tested', cause: null, facts: {} }]),
  );
  const report = (done: boolean): ConnectionReport => ({ at, done, steps: [...found.values()] });
  const note = (step: CheckStep, state: CheckedStep['state'], { cause, facts }: Partial<Finding>): void => {
    found.set(step, { step, state, cause: cause ?? null, facts: facts ?? {} });
  };
  let isShut = false;
  for (const step of checkSteps) {
    if (isShut) {
      note(step, 'not-tested', { cause: 'earlier-failed' });
      continue;
    }
    note(step, 'running', {});
    told(report(false));
    const { blames = step, ...finding } = await checks[step]().catch((error: unknown) => {
      console.error(`the check of the connection ended in a fault at ${step}`, error);
      return { state: 'failed', cause: 'fault', blames: step } as const;
    });
    if (blames !== step) note(step, 'not-tested', { cause: 'earlier-failed' });
    note(blames, finding.state, finding);
    isShut = gates.has(blames) && finding.state === 'failed';
  }
  const whole = report(true);
  told(whole);
  return whole;
}
