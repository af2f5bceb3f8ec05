import type {
  CheckCause,
  CheckedStep,
  CheckFacts,
  CheckStep,
  ConnectionReport,
  StepState,
} from '../../shared/connection-report.ts';
import { byHowMuch } from './clock-text.ts';
import { connectionCauses } from './connection-causes.ts';
import type { FailureText } from './failure-text.ts';
import { formatDate } from './format.ts';

export const stepName: Readonly<Record<CheckStep, string>> = {
  name: 'Name of the server',
  server: 'Server answers',
  proxy: 'Proxy',
  encryption: 'Encryption',
  'sign-in': 'Sign-in',
  'address-book': 'Address book',
  inbox: 'Your inbox',
  sending: 'Sending',
  clock: 'Clock',
  'inbox-settings': 'Inbox settings',
};

export const stepStateWord: Readonly<Record<StepState, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  'needs-you': 'Needs you',
  'not-needed': 'Not needed',
  'not-tested': 'Not tested',
  running: 'Testing…',
};

/** What works, in a few words: the title of the result. */
export function reportTitle({ done, steps }: ConnectionReport): string {
  if (!done) return 'Checking the connection…';
  const stateOf = (step: CheckStep): StepState | undefined => steps.find((one) => one.step === step)?.state;
  const failed = steps.filter(({ state }) => state === 'failed').map(({ step }) => step);
  if (failed.some((step) => /^(?:name|server|proxy)$/.test(step))) return 'The server cannot be reached';
  if (failed.includes('encryption')) return 'The server is not connected to safely';
  if (failed.includes('sign-in')) return 'The server does not let you in';
  const book = steps.find(({ step }) => step === 'address-book');
  const isBookRead = book?.state !== 'failed' || book.cause === 'registry-settings-wrong';
  if (!isBookRead) return 'The address book cannot be read';
  if (failed.includes('inbox')) {
    if (failed.includes('sending')) return 'You can neither receive nor send';
    return stateOf('sending') === 'passed' ? 'You can send, but not receive' : 'You cannot receive';
  }
  if (failed.includes('sending')) return 'You can receive, but not send';
  if (failed.includes('address-book'))
    return 'Everything works, but the address book is not set up as it should be';
  if (failed.includes('inbox-settings'))
    return 'Everything works, but your inbox is not set up as it should be';
  if (stateOf('clock') === 'needs-you') return 'Everything works but the clock';
  if (stateOf('inbox') === 'not-tested') return 'The server can be used';
  return 'You can send and receive';
}

/** What was found at a step, beside its name; empty where there is nothing to say. */
export function foundText({ step, state, cause, facts }: CheckedStep, isFirstUntested: boolean): string {
  if (state === 'not-tested') return untestedText(cause, isFirstUntested);
  if (state === 'failed' || state === 'needs-you') return atText(facts);
  return state === 'running' ? '' : (found[step](facts) ?? '');
}

const found: Readonly<Record<CheckStep, (facts: CheckFacts) => string | null>> = {
  name: ({ server, others = 0, took }) => {
    if (took === undefined) return `${server} is an address, no name`;
    return others === 0 ? `${server} found, ${took} ms` : `${server} and ${others} more found, ${took} ms`;
  },
  server: ({ server, took }) => `${server}, ${took} ms`,
  proxy: ({ server }) => (server === undefined ? 'none is set in Sealpost' : `through ${server}`),
  encryption: ({ encryption, issuer, validUntil }) =>
    encryption === undefined
      ? 'none: anybody on the way can see to whom you write, not what'
      : [
          encryption.replace(/^TLSv/, 'TLS '),
          `server's certificate${issuer === undefined ? '' : ` by ${issuer}`}${validUntil === undefined ? '' : `, valid until ${formatDate(validUntil)}`}`,
        ].join(', '),
  'sign-in': ({ username }) => (username === undefined ? 'the server wants none' : `as ${username}`),
  'address-book': ({ people = 0 }) => `read to its end, ${people === 1 ? '1 person' : `${people} people`}`,
  inbox: ({ took }) => `can be read, ${took} ms`,
  sending: ({ took }) => `test letter to your own inbox, ${took} ms`,
  clock: ({ difference = 0 }) =>
    `right, differs by ${(Math.abs(difference) / 1000).toFixed(1)} s from the server`,
  'inbox-settings': ({ retention = 0, largest = 0 }) =>
    `kept ${retention < 0 ? 'without end' : `for ${Math.floor(retention / 86_400_000)} days`}, letters up to ${(largest / 1_048_576).toFixed(1).replace('.0', '')} MiB`,
};

const atText = ({ server, username, difference, settings }: CheckFacts): string => {
  if (difference !== undefined) return `${byHowMuch(difference)} ${difference > 0 ? 'fast' : 'slow'}`;
  if (settings) return settings.join(', ');
  return username ? `as ${username}` : (server ?? '');
};

function untestedText(cause: CheckCause | null, isFirst: boolean): string {
  if (cause === 'not-founded') return 'it is made when you found the organisation';
  if (cause === 'no-address')
    return isFirst ? 'this and the next are tested once you have a certificate' : '';
  if (cause === 'settings-hidden')
    return 'the server does not show them to you. Nothing is wrong with that; your IT can check them.';
  if (cause === 'clock-unknown') return 'the server tells its time when it takes a letter';
  if (cause === 'inbox-missing') return 'there is no inbox yet';
  return isFirst ? 'this and the rest are tested once what is above works' : '';
}

/** Why a step failed or needs the person, and who can do what about it. */
export function stepCause({ cause, facts }: CheckedStep): FailureText | null {
  if (cause === null || isWithoutText(cause)) return null;
  const own = Object.hasOwn(ownCauses, cause) ? ownCauses[cause as OwnCause] : null;
  const text = own ?? connectionCauses[cause as keyof typeof connectionCauses];
  if ((cause === 'settings-wrong' || cause === 'registry-settings-wrong') && facts.settings)
    return { ...text, body: `${text.body} They are: ${facts.settings.join(', ')}.` };
  return text;
}

type WithoutText = 'earlier-failed' | 'no-address' | 'not-founded';
type OwnCause = Exclude<CheckCause, keyof typeof connectionCauses | WithoutText>;

const isWithoutText = (cause: CheckCause): cause is WithoutText =>
  cause === 'earlier-failed' || cause === 'no-address' || cause === 'not-founded';

const ownCauses: Readonly<Record<OwnCause, FailureText>> = {
  'registry-settings-wrong': {
    code: 'NET-427',
    title: 'The address book has settings with which certificates can be lost.',
    body: 'Your IT can set them as the administration guide says.',
  },
  'inbox-not-allowed': {
    code: 'NET-404',
    title: 'The server does not allow reading your inbox.',
    body: 'Your IT has to give this sign-in name the right "read" on your inbox, and on the groups that begin with its name. What is sent to you waits on the server.',
  },
  'inbox-missing': {
    code: 'NET-424',
    title: 'Your inbox is not on the server.',
    body: 'Nobody can send to you. Whoever confirms people in your organisation makes it, or your IT.',
  },
  'inbox-partitions': {
    code: 'NET-423',
    title: 'Your inbox on the server has more than one partition.',
    body: 'Nobody can send to it. Your IT has to make it anew, with one.',
  },
  'inbox-unavailable': {
    code: 'NET-425',
    title: 'Your inbox cannot be read now.',
    body: 'A part of the server is down, or its disk is full. If it lasts, tell your IT.',
  },
  'sending-not-allowed': {
    code: 'NET-403',
    title: 'The server does not allow writing.',
    body: 'Documents stay in Sent and go by themselves once it is allowed. Your IT has to give this sign-in name the right "write" on all inboxes.',
  },
  'sending-unavailable': {
    code: 'NET-426',
    title: 'The server takes no letters now.',
    body: 'A part of it is down, or its disk is full. Documents stay in Sent and go by themselves. If it lasts, tell your IT.',
  },
  'clock-wrong': {
    code: 'CLK-801',
    title: "This computer's clock differs from the server's.",
    body: 'A document carries the time it was signed. Set the clock right in the settings of this computer; if it is right, tell your IT.',
  },
  'clock-unknown': {
    code: 'CLK-801',
    title: "The server's time is not known.",
    body: 'It tells it when it takes a letter.',
  },
  'settings-hidden': {
    code: 'NET-404',
    title: 'The server does not show the settings of your inbox.',
    body: 'Nothing is wrong with that; your IT can check them.',
  },
  'settings-wrong': {
    code: 'NET-427',
    title: 'Your inbox has settings with which documents can be lost or refused.',
    body: 'Your IT can set them as the administration guide says.',
  },
};

/** The first step that was not tested says why; the others do not repeat it. */
export const isFirstUntested = ({ steps }: ConnectionReport, one: CheckedStep): boolean =>
  steps.find(({ state, cause }) => state === 'not-tested' && cause === one.cause) === one;

/** The whole result as text, for those who run the server; there is no secret in it. */
export function reportText(report: ConnectionReport): string {
  const lines = report.steps.map((step) => {
    const first = isFirstUntested(report, step);
    const head = `${stepStateWord[step.state].padEnd(11)} ${stepName[step.step].padEnd(19)} ${foundText(step, first)}`;
    const cause = step.state === 'failed' || step.state === 'needs-you' ? stepCause(step) : null;
    return cause
      ? `${head.trimEnd()}\n${' '.repeat(12)}${cause.code}: ${cause.title} ${cause.body}`
      : head.trimEnd();
  });
  return [`${reportTitle(report)} (${new Date(report.at).toISOString()})`, ...lines].join('\n');
}
