import type { RequestState } from '../../shared/identity.ts';
import type { FailureText } from './failure-text.ts';

/** Why the own address is not ready, where it is a fault and not a wait. */
export const requestRefused = (why: RefusedRequest): FailureText => ({
  code: 'NET-405',
  title: 'The server did not take your request.',
  body: requestBodies[why],
});

export type RefusedRequest = 'not-allowed' | 'not-taken' | 'clock-wrong';
export const isRefusedRequest = (request: RequestState): request is RefusedRequest =>
  request in requestBodies;

const requestBodies: Readonly<Record<RefusedRequest, string>> = {
  'not-allowed': 'It does not allow sending requests from here. Ask your IT, then try again.',
  'not-taken': 'It may not be prepared for requests yet. Ask your IT, then try again.',
  'clock-wrong':
    "This computer's clock is more than an hour fast. Set it right in its settings; the request is sent by itself then.",
};

export const notStarted: FailureText = {
  code: 'APP-903',
  title: 'Sending and receiving did not start.',
  body: 'Your documents are safe. There may be no space left on the disk, or a file of the app cannot be read.',
};

export const keysUnreadable: FailureText = {
  code: 'APP-903',
  title: 'Your key could not be read.',
  body: 'A file in the keys folder of the app is damaged. Put back a copy of it, or ask whoever looks after this computer.',
};
