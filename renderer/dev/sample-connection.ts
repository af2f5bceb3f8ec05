import { type CheckedStep, type ConnectionReport, checkSteps } from '../../shared/connection-report.ts';
import type { ServerShown } from '../../shared/server-settings.ts';

/** A company's servers, as a person has them. */
export const sampleServer: ServerShown = {
  access: {
    brokers: ['kafka-1.nordkaj.internal:9093', 'kafka-2.nordkaj.internal:9093'],
    security: {
      tls: { authorities: 'system', clientCertificate: false },
      signIn: { mechanism: 'scram-sha-512', username: 'hanna.lindqvist' },
      proxy: null,
    },
  },
  kept: ['password'],
  clientCertificate: null,
};

const found: Partial<Record<CheckedStep['step'], Partial<CheckedStep>>> = {
  name: { facts: { server: 'kafka-1.nordkaj.internal', others: 1, took: 4 } },
  server: { facts: { server: 'kafka-1.nordkaj.internal:9093', took: 11 } },
  proxy: { state: 'not-needed' },
  encryption: {
    facts: { encryption: 'TLSv1.3', issuer: 'Nordkaj IT', validUntil: Date.UTC(2027, 4, 9), took: 11 },
  },
  'sign-in': { facts: { username: 'hanna.lindqvist' } },
  'address-book': { facts: { people: 9, took: 31 } },
  inbox: { facts: { took: 19 } },
  sending: { facts: { took: 23 } },
  clock: { facts: { difference: 400 } },
  'inbox-settings': { facts: { retention: 90 * 86_400_000, largest: 1_048_588 } },
};

/** A check where all is well, but what is given. */
export const sampleReport = (
  other: Partial<Record<CheckedStep['step'], Partial<CheckedStep>>> = {},
  at = Date.now(),
): ConnectionReport => ({
  at,
  done: true,
  steps: checkSteps.map((step) => ({
    ...{ step, state: 'passed', cause: null, facts: {} },
    ...found[step],
    ...other[step],
  })),
});

/** Where something in the way fails, nothing behind it is tested. */
export const sampleFailure = (step: CheckedStep['step'], failed: Partial<CheckedStep>): ConnectionReport => {
  const behind = checkSteps.slice(checkSteps.indexOf(step) + 1);
  const untested = { state: 'not-tested', cause: 'earlier-failed', facts: {} } as const;
  return sampleReport({
    ...Object.fromEntries(behind.map((one) => [one, untested])),
    [step]: { state: 'failed', ...failed },
  });
};
