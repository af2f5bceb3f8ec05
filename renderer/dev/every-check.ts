import type { CheckCause, CheckedStep, CheckStep, StepState } from '../../shared/connection-report.ts';

type Shown = CheckedStep & { readonly cause: CheckCause; readonly shuts: boolean };
type Where = readonly [step: CheckStep, state: StepState, facts?: CheckedStep['facts']];

const server = { server: 'kafka-1.nordkaj.internal:9093' };
const proxy = { server: 'proxy.nordkaj.internal:3128' };

/** Every cause at the step where it is found; typed as a record, so that a new one without a line does not compile. */
const places: Readonly<Record<Exclude<CheckCause, 'earlier-failed'>, Where>> = {
  'name-unknown': ['name', 'failed', { server: 'kafka-1.nordkaj.internal' }],
  'proxy-name-unknown': ['name', 'failed', { server: 'proxy.nordkaj.internal' }],
  unreachable: ['server', 'failed', server],
  silent: ['server', 'failed', server],
  'speaks-http': ['server', 'failed', server],
  'not-kafka': ['server', 'failed', server],
  'advertised-unreachable': ['server', 'failed', { server: '10.0.0.7:9092' }],
  'proxy-cannot-reach': ['server', 'failed', server],
  'proxy-unreachable': ['proxy', 'failed', proxy],
  'proxy-not-a-proxy': ['proxy', 'failed', proxy],
  'proxy-sign-in': ['proxy', 'failed', proxy],
  'proxy-refuses': ['proxy', 'failed', proxy],
  'speaks-tls': ['encryption', 'failed', server],
  'speaks-clear': ['encryption', 'failed', server],
  'tls-not-trusted': ['encryption', 'failed', server],
  'tls-other-name': ['encryption', 'failed', server],
  'tls-expired': ['encryption', 'failed', server],
  'tls-not-yet-valid': ['encryption', 'failed', server],
  'tls-failed': ['encryption', 'failed', server],
  'client-certificate-needed': ['encryption', 'failed', server],
  'client-certificate-refused': ['encryption', 'failed', server],
  'client-certificate-unreadable': ['encryption', 'failed', server],
  'secret-missing': ['sign-in', 'failed', { username: 'hanna.lindqvist' }],
  'sign-in-needed': ['sign-in', 'failed'],
  'sign-in-refused': ['sign-in', 'failed', { username: 'hanna.lindqvist' }],
  'sign-in-not-wanted': ['sign-in', 'failed', { username: 'hanna.lindqvist' }],
  'sign-in-method': ['sign-in', 'failed', { username: 'hanna.lindqvist' }],
  'token-unreachable': ['sign-in', 'failed', { username: 'sealpost' }],
  'token-refused': ['sign-in', 'failed', { username: 'sealpost' }],
  'token-unusable': ['sign-in', 'failed', { username: 'sealpost' }],
  'registry-missing': ['address-book', 'failed'],
  'registry-partitions': ['address-book', 'failed'],
  'registry-settings-wrong': ['address-book', 'failed', { settings: ['cleanup.policy'] }],
  'registry-not-allowed': ['address-book', 'failed'],
  'registry-unavailable': ['address-book', 'failed'],
  fault: ['address-book', 'failed'],
  'no-address': ['inbox', 'not-tested'],
  'not-founded': ['address-book', 'not-tested'],
  'inbox-not-allowed': ['inbox', 'failed'],
  'inbox-missing': ['inbox', 'failed'],
  'inbox-partitions': ['inbox', 'failed'],
  'inbox-unavailable': ['inbox', 'failed'],
  'sending-not-allowed': ['sending', 'failed'],
  'sending-unavailable': ['sending', 'failed'],
  'clock-wrong': ['clock', 'needs-you', { difference: 2 * 86_400_000 }],
  'clock-unknown': ['clock', 'not-tested'],
  'settings-hidden': ['inbox-settings', 'not-tested'],
  'settings-wrong': [
    'inbox-settings',
    'failed',
    { settings: ['compression.type', 'message.timestamp.type'] },
  ],
};

const gates: ReadonlySet<CheckStep> = new Set(['name', 'server', 'proxy', 'encryption', 'sign-in']);

/** Every cause of a check; `shuts`: nothing behind it is tested. */
export const everyCheckCause: readonly Shown[] = (Object.entries(places) as [Shown['cause'], Where][]).map(
  ([cause, [step, state, facts = {}]]) => ({ step, state, cause, facts, shuts: gates.has(step) }),
);
