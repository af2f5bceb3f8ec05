import { useClock, useIdentity } from '../stores/mirrors.ts';
import type { FailureText } from '../text/failure-text.ts';
import { cannotSendText } from '../text/own-certificate-text.ts';

/** Why New transfer is off; null where it is not. A wrong clock is not to be believed about certificates. */
export function useCannotSend(): FailureText | null {
  const clockIsWrong = useClock(({ state }) => state.kind === 'wrong');
  const text = useIdentity(({ status }) => cannotSendText(status));
  return clockIsWrong ? null : text;
}
