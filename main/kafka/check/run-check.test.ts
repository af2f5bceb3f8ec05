import { expect, it, vi } from 'vitest';
import { type CheckStep, type ConnectionReport, checkSteps } from '../../../shared/connection-report.ts';
import { runCheck, type StepCheck, type StepChecks } from './run-check.ts';

const passed: StepCheck = async () => ({ state: 'passed' });
const checks = (more: Partial<StepChecks> = {}): StepChecks => ({
  ...(Object.fromEntries(checkSteps.map((step) => [step, passed])) as StepChecks),
  ...more,
});
const states = ({ steps }: ConnectionReport): string =>
  steps.map(({ step, state, cause }) => `${step} ${state}${cause ? ` ${cause}` : ''}`).join(', ');

it('tells of every step while it goes on, always all ten in their order', async () => {
  const told: ConnectionReport[] = [];
  const report = await runCheck(checks(), 5, (one) => told.push(one));
  expect(report).toMatchObject({ at: 5, done: true });
  expect(told.map(({ steps }) => steps.map(({ step }) => step))).toEqual(told.map(() => checkSteps));
  expect(told.map(({ steps }) => steps.find(({ state }) => state === 'running')?.step)).toEqual([
    ...checkSteps,
    undefined,
  ]);
  expect(report.steps.every(({ state }) => state === 'passed')).toBe(true);
});

it.each(['name', 'server', 'proxy', 'encryption', 'sign-in'] satisfies CheckStep[])(
  'where %s fails, the rest is not tested',
  async (gate) => {
    const failing: StepCheck = async () => ({ state: 'failed', cause: 'unreachable' });
    const { steps } = await runCheck(checks({ [gate]: failing }), 0, () => {});
    const at = checkSteps.indexOf(gate);
    expect(steps.map(({ state }) => state)).toEqual(
      checkSteps.map((_, i) => (i < at ? 'passed' : i === at ? 'failed' : 'not-tested')),
    );
    expect(steps.slice(at + 1).every(({ cause }) => cause === 'earlier-failed')).toBe(true);
  },
);

it('goes on where something fails that the rest does not need, also by a fault of ours', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const report = await runCheck(
    checks({
      'address-book': () => Promise.reject(new Error('a fault')),
      inbox: async () => ({ state: 'failed', cause: 'inbox-not-allowed' }),
    }),
    0,
    () => {},
  );
  expect(states(report)).toContain(
    'address-book failed fault, inbox failed inbox-not-allowed, sending passed',
  );
  vi.restoreAllMocks();
});

it('a later step may find an earlier one to blame', async () => {
  const blaming: StepCheck = async () => ({
    state: 'failed',
    cause: 'advertised-unreachable',
    facts: { server: 'elsewhere:9092' },
    blames: 'server',
  });
  const report = await runCheck(checks({ 'sign-in': blaming }), 0, () => {});
  expect(states(report)).toContain('server failed advertised-unreachable');
  expect(states(report)).toContain(
    'sign-in not-tested earlier-failed, address-book not-tested earlier-failed',
  );
});
