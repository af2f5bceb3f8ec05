import { assertNever } from '../../shared/assert-never.ts';
import type { ConnectionState, ConnectionTrouble, OfflineCause } from '../../shared/connection.ts';
import { connectionCauses } from './connection-causes.ts';
import type { FailureText } from './failure-text.ts';
import { formatClockSeconds } from './format.ts';

/** The connection line, without its action. */
export function connectionText(state: ConnectionState, seconds: number): string {
  switch (state.kind) {
    case 'not-configured':
      return 'Not connected';
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
export const isForIt = (why: OfflineCause): boolean =>
  why !== 'unreachable' && why !== 'name-unknown' && why !== 'secret-missing';

const waits = 'What you send waits here.';

/** Why there is no connection: what was seen, and who can do what about it. */
export function offlineText(why: OfflineCause): FailureText {
  const { code, title, body } = connectionCauses[why];
  return { code, title: `Offline. ${title}`, body: `${body} ${waits}` };
}

const onServer = 'What is sent to you waits on the server.';

/** What does not get through although the server answers. */
export function troubleText({ flow, why }: ConnectionTrouble): FailureText {
  if (flow === 'sending')
    return {
      code: 'NET-421',
      title: 'Sending does not get through.',
      body: 'The server answers, but takes no documents now. It is tried again by itself; if it lasts, tell your IT.',
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
        body: `Your IT can change this. ${onServer}`,
      };
    case 'partitions':
      return {
        code: 'NET-423',
        title: 'Your inbox on the server has more than one partition.',
        body: 'Nobody can send to it. Your IT has to make it anew, with one.',
      };
    case 'cannot-be-made':
      return {
        code: 'NET-424',
        title: 'Your inbox is not on the server, and may not be made from here.',
        body: 'Nobody can send to you. Your IT can make it.',
      };
    case 'unavailable':
      return {
        code: 'NET-425',
        title: 'Your inbox cannot be read now.',
        body: `A part of the server is down, or its disk is full. If it lasts, tell your IT. ${onServer}`,
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
