import { assertNever } from '../../shared/assert-never.ts';
import type { ConnectionState, ConnectionTrouble, OfflineCause } from '../../shared/connection.ts';
import type { FailureText } from './failure-text.ts';
import { formatClockSeconds } from './format.ts';

/** The connection line, without its action. */
export function connectionText(state: ConnectionState, seconds: number): string {
  switch (state.kind) {
    case 'not-configured':
      return 'Not set up';
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      if (!state.trouble) return 'Connected';
      return state.trouble.flow === 'sending'
        ? 'Connected, sending is held up'
        : 'Connected, receiving is held up';
    case 'offline':
      return seconds > 0 ? `Offline. Trying again in ${seconds} s` : 'Offline. Trying again now';
    default:
      return assertNever(state);
  }
}

export const lastContactText = (state: ConnectionState): string =>
  'lastContact' in state && state.lastContact !== null
    ? `Last contact ${formatClockSeconds(state.lastContact)}.`
    : '';

/** Who can do something about it: the person here, or whoever keeps the server. */
export const isForAdministrator = (why: OfflineCause): boolean =>
  why !== 'unreachable' && why !== 'name-unknown';

const file = 'Ask your administrator for a corrected connection file.';
const waits = 'What you send waits here.';

/** Why there is no connection: what was seen, and who can do what about it. */
export const offlineText: Readonly<Record<OfflineCause, FailureText>> = {
  unreachable: {
    code: 'NET-401',
    title: 'Offline.',
    body: `The server does not answer. Check this computer's network. ${waits}`,
  },
  'name-unknown': {
    code: 'NET-411',
    title: "Offline. The server's name is not known here.",
    body: `Check that this computer is in the right network. ${waits}`,
  },
  silent: {
    code: 'NET-412',
    title: 'Offline. Something takes the connection and says nothing.',
    body: `Your administrator can look at the server, and at a firewall before it. ${waits}`,
  },
  'speaks-tls': {
    code: 'NET-413',
    title: 'Offline. The server expects an encrypted connection on this port.',
    body: `This version of Sealpost connects to a port without TLS. ${file} ${waits}`,
  },
  'speaks-http': {
    code: 'NET-414',
    title: 'Offline. A web server answers on this port, not Kafka.',
    body: `${file} ${waits}`,
  },
  'not-kafka': {
    code: 'NET-415',
    title: 'Offline. What answers on this port is not Kafka.',
    body: `${file} ${waits}`,
  },
  'sign-in-needed': {
    code: 'NET-402',
    title: 'Offline. The server wants a sign-in.',
    body: `This version of Sealpost connects to a port without sign-in. ${file} ${waits}`,
  },
  'sign-in-refused': {
    code: 'NET-402',
    title: 'Offline. The server refused the sign-in.',
    body: `Your administrator may have changed it. ${waits}`,
  },
  'advertised-unreachable': {
    code: 'NET-416',
    title: 'Offline. The server names an address for itself that cannot be reached from here.',
    body: `Your administrator can change it (advertised.listeners). ${waits}`,
  },
  'registry-missing': {
    code: 'NET-417',
    title: 'Offline. This server has no directory.',
    body: `Your administrator has to set up the organisation on it. ${waits}`,
  },
  'registry-not-allowed': {
    code: 'NET-404',
    title: 'Offline. The server does not allow reading the directory.',
    body: `Your administrator can change this. ${waits}`,
  },
  'registry-unavailable': {
    code: 'NET-418',
    title: 'Offline. The server cannot show its directory now.',
    body: `A part of it is down, or its disk is full. If it lasts, tell your administrator. ${waits}`,
  },
  fault: {
    code: 'APP-901',
    title: 'Offline. Something went wrong in the app.',
    body: `It is tried again by itself. If it lasts, start Sealpost again. ${waits}`,
  },
};

const onServer = 'What is sent to you waits on the server.';

/** What does not get through although the server answers. */
export function troubleText({ flow, why }: ConnectionTrouble): FailureText {
  if (flow === 'sending')
    return {
      code: 'NET-421',
      title: 'Sending does not get through.',
      body: 'The server answers, but takes no documents now. It is tried again by itself; if it lasts, tell your administrator.',
    };
  switch (why) {
    case 'no-answer':
      return {
        code: 'NET-422',
        title: 'Receiving is interrupted.',
        body: `The server answers, but hands nothing over now. It is tried again by itself. ${onServer}`,
      };
    case 'not-allowed':
      return {
        code: 'NET-404',
        title: 'The server does not allow reading your inbox.',
        body: `Your administrator can change this. ${onServer}`,
      };
    case 'partitions':
      return {
        code: 'NET-423',
        title: 'Your inbox on the server has more than one partition.',
        body: 'Nobody can send to it. Your administrator has to make it anew, with one.',
      };
    case 'cannot-be-made':
      return {
        code: 'NET-424',
        title: 'Your inbox is not on the server, and may not be made from here.',
        body: 'Nobody can send to you. Your administrator can make it.',
      };
    case 'unavailable':
      return {
        code: 'NET-425',
        title: 'Your inbox cannot be read now.',
        body: `A part of the server is down, or its disk is full. If it lasts, tell your administrator. ${onServer}`,
      };
    case 'disk-full':
      return {
        code: 'DSK-601',
        title: "This computer's disk is full.",
        body: `Free up space; receiving goes on by itself. ${onServer}`,
      };
    case 'fault':
      return {
        code: 'APP-901',
        title: 'Receiving stopped: something went wrong in the app.',
        body: `It is tried again by itself. If it lasts, start Sealpost again. ${onServer}`,
      };
    default:
      return assertNever(why);
  }
}
