import { assertNever } from '../../shared/assert-never.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import { formatClockSeconds } from './format.ts';

/** The connection line, without its action. */
export function connectionText(state: ConnectionState, seconds: number): string {
  switch (state.kind) {
    case 'not-configured':
      return 'Not set up';
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      return 'Connected';
    case 'offline':
      return seconds > 0 ? `Offline. Trying again in ${seconds} s` : 'Offline. Trying again now';
    case 'refused':
      return state.why === 'sign-in'
        ? 'Sign-in to the server was refused'
        : 'Reading your inbox is not allowed';
    default:
      return assertNever(state);
  }
}

export const lastContactText = (state: ConnectionState): string =>
  'lastContact' in state && state.lastContact !== null
    ? `Last contact ${formatClockSeconds(state.lastContact)}.`
    : '';
