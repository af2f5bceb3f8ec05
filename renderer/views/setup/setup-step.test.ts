import { beforeEach, expect, test, vi } from 'vitest';
import { fakeApi } from '../../dev/fake-api.ts';

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('window', { sealpost: fakeApi() });
});

const notSetUp = (organisation: string | null) =>
  ({ kind: 'not-set-up', organisation, invited: null, founder: false }) as const;

test('set-up goes on where main says it was left', async () => {
  const { firstStep } = await import('./setup-step.ts');
  expect(firstStep(notSetUp(null))).toBe('welcome');
  expect(firstStep(notSetUp('nordkaj'))).toBe('name');
});

test('a set-up that is started again begins at the organisation; one that was not, does not', async () => {
  const { firstStep, restartSetup } = await import('./setup-step.ts');
  await restartSetup(async () => false);
  expect(firstStep(notSetUp('nordkaj'))).toBe('name');
  await restartSetup(async () => true);
  expect(firstStep(notSetUp('nordkaj'))).toBe('organisation');
});
